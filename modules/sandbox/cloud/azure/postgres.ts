import type { DatabaseServers } from "../../postgres/contract";
import type { Fields } from "../../protocol/values";
import type { Context, DatabaseWork, Service } from "../behaviour";
import { bodiesOf, refusal } from "../lookups";
import { textOf } from "../values";
import { azureError, imported, notFound } from "./errors";
import { lastOf } from "./ids";
import { named, reference } from "./named";
import { endpointType, isReplica, promoted, serverOf, serverType } from "./postgres-roles";

/** A server's own parameters: what the source and its replica must have alike. */
const symmetric = ["sku_name", "storage_mb", "version"] as const;

function trouble(asked: Fields, context: Context): readonly string[] {
  const source = textOf(asked, "source_server_id");
  const primary = source === "" ? undefined : serverOf(context, source);
  const unlike = primary && symmetric.filter((name) => asked[name] !== primary.attributes[name]);
  return [
    ...(source !== "" && primary === undefined ? [notFound(source)] : []),
    ...(textOf(asked, "create_mode") === "Replica" && source === ""
      ? ["`source_server_id` is required when `create_mode` is `Replica`"]
      : []),
    ...(unlike !== undefined && unlike.length > 0
      ? [
          azureError(
            400,
            "ReplicaConfigurationNotSupported",
            `A replica must be like its source in ${unlike.join(", ")}.`,
          ),
        ]
      : []),
    ...(source !== "" && bodiesOf(asked, "high_availability").length > 0
      ? [azureError(400, "HAOperationNotSupportedOnReplica", "High availability is not supported on a read replica.")]
      : []),
    ...(source !== "" && textOf(asked, "sku_name").startsWith("B_")
      ? [azureError(400, "ReplicaOperationNotSupported", "Read replicas are not supported for the Burstable tier.")]
      : []),
  ];
}

async function make(servers: DatabaseServers, after: Fields, config: Fields): Promise<void> {
  const [name, source] = [textOf(after, "name"), lastOf(textOf(after, "source_server_id"))];
  if ((await servers.status(name)) === undefined)
    await (isReplica(after) ? servers.createReplica(name, source) : servers.createPrimary(name));
  await setPassword(servers, name, config);
}

/** Only a primary is given one; a replica has its primary's. */
async function setPassword(servers: DatabaseServers, name: string, config: Fields): Promise<void> {
  const [user, password] = [textOf(config, "administrator_login"), textOf(config, "administrator_password_wo")];
  if (user !== "" && password !== "") await servers.setPassword(name, user, password);
}

/** The one update that does more than it says: `replication_role = "None"` ends the replication for good. */
const becomesAlone = (after: Fields, before: Fields) =>
  isReplica(before) && textOf(after, "replication_role") === "None";

function work(after: Fields | undefined, before: Fields | undefined, config: Fields): DatabaseWork | undefined {
  const name = textOf(after ?? before ?? {}, "name");
  if (after === undefined) return (servers) => servers.remove(name);
  if (before === undefined) return (servers) => make(servers, after, config);
  if (becomesAlone(after, before)) return (servers) => servers.promote(name);
  const isRotated = after["administrator_password_wo_version"] !== before["administrator_password_wo_version"];
  return isRotated ? (servers) => setPassword(servers, name, config) : undefined;
}

const partOf = (type: string, path: string): Service[string] => ({
  ...named({ type, id: `{server_id}/${path}/{name}`, within: "server_id" }),
  refers: { server_id: reference(serverType) },
});

/**
 * What the provider's Read makes of an endpoint whose members changed places: it swaps the ids back, but builds the first
 * one in the first server's resource group, which is right only where both have the same (dr-findings 29).
 */
function endpointReads(there: Fields, context: Context): Fields {
  const [source, replica] = [textOf(there, "source_server_id"), textOf(there, "replica_server_id")];
  const first = serverOf(context, source);
  if (first === undefined || !isReplica(first.attributes)) return there;
  const groupPath = (id: string) => id.split("/").slice(0, -1).join("/");
  return groupPath(source) === groupPath(replica)
    ? there
    : { ...there, source_server_id: `${groupPath(source)}/${lastOf(replica)}` };
}

/** Flexible Servers, what is set and made in them, and the endpoints that follow a pair's primary. */
export const postgres: Service = {
  [serverType]: named(
    { type: serverType, id: "{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{name}" },
    {
      gives: (asked) => ({ fqdn: `${textOf(asked, "name")}.postgres.database.azure.com`, storage_tier: "P6" }),
      refuses: (asked, context, before) => {
        const isTaken = context
          .things(serverType)
          .some(({ attributes }) => textOf(attributes, "name") === textOf(asked, "name"));
        return before === undefined
          ? refusal(trouble(asked, context), isTaken ? imported(serverType, textOf(asked, "name")) : undefined)
          : undefined;
      },
      // create_mode and replication_role are never read; a source that the API no longer reports stays (dr-findings 22 to 24).
      reads: (there, state) => ({
        ...there,
        create_mode: state["create_mode"] ?? null,
        replication_role: state["replication_role"] ?? null,
        source_server_id: textOf(there, "source_server_id") || (state["source_server_id"] ?? null),
      }),
      becomes: (after, _, before) => (becomesAlone(after, before) ? { ...after, ...promoted } : after),
      databases: (after, _, before, config) => work(after, before, config),
    },
  ),
  azurerm_postgresql_flexible_server_database: partOf("azurerm_postgresql_flexible_server_database", "databases"),
  azurerm_postgresql_flexible_server_configuration: partOf(
    "azurerm_postgresql_flexible_server_configuration",
    "configurations",
  ),
  [endpointType]: {
    ...named(
      { type: endpointType, id: "{source_server_id}/virtualEndpoints/{name}" },
      {
        region: () => null,
        refuses: (asked, context, before) => {
          const replica = serverOf(context, textOf(asked, "replica_server_id"));
          const follows = textOf(replica?.attributes ?? {}, "source_server_id");
          return before === undefined && replica !== undefined && follows !== textOf(asked, "source_server_id")
            ? azureError(400, "VirtualEndpointMemberInvalid", `${replica.id} is no replica of the source server.`)
            : undefined;
        },
      },
    ),
    refers: { source_server_id: reference(serverType), replica_server_id: reference(serverType) },
    reads: (there, _, context) => endpointReads(there, context),
  },
};
