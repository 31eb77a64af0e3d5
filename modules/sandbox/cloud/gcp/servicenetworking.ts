import type { Service } from "../behaviour";
import { blockOf, refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { missingNetworks, networkId } from "./network-names";
import { googleError } from "./errors";
import { idIn, projectOf } from "./names";

const connectionType = "google_service_networking_connection";

/** Private services access: what lets Google's managed services into a network. */
export const servicenetworking: Service = {
  [connectionType]: {
    region: () => null,
    gives: (asked) => ({
      id: `${encodeURIComponent(textOf(asked, "network"))}:${encodeURIComponent(textOf(asked, "service"))}`,
      peering: textOf(asked, "service").replaceAll(".", "-"),
    }),
    unique: (asked) => ({
      key: `${textOf(asked, "network")}:${textOf(asked, "service")}`,
      taken: "Cannot modify allocated ranges in CreateConnection. Please use UpdateConnection.",
    }),
    refuses: (asked, context) => {
      const addresses = `projects/${projectOf(asked, context)}/global/addresses`;
      const missing = textsAt(asked, ["reserved_peering_ranges"])
        .map((name) => idIn(addresses, name))
        .filter((id) => context.find("google_compute_global_address", id) === undefined);
      return refusal(
        missingNetworks(asked, "network", context),
        missing.map((id) =>
          googleError(400, `Invalid argument: the allocated IP range ${id} was not found.`, "badRequest"),
        ),
      );
    },
    // What is abandoned goes on letting services in.
    keeps: (there, context) => {
      if (textOf(there, "deletion_policy") === "ABANDON") return undefined;
      const network = networkId(there, textOf(there, "network"), context);
      const isUsed = context.things("google_sql_database_instance").some(({ attributes }) => {
        const own = textOf(blockOf(attributes, "settings", "ip_configuration"), "private_network");
        return own !== "" && networkId(attributes, own, context) === network;
      });
      return isUsed
        ? "Unable to remove Service Networking Connection, err: Error waiting for Delete Service Networking Connection: Error code 9, message: Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore, etc.) are still using this connection."
        : undefined;
    },
  },
};
