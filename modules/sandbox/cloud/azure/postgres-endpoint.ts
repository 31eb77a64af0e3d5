import type { Fields } from "../../protocol/values";
import type { Behaviour, Context } from "../behaviour";
import { textOf } from "../values";
import { azureError, notFound } from "./errors";
import { named } from "./named";
import { endpointType, membersNow, membersOf, nameOf, serverType, sourceOf } from "./postgres-roles";

/** In the cloud alone, for a server API that answers for an endpoint under both of its servers. */
const underBoth = "under_both";

const idUnder = (server: string, asked: Fields) => `${server}/virtualEndpoints/${textOf(asked, "name")}`;

const compositeId = (asked: Fields) =>
  [textOf(asked, "source_server_id"), textOf(asked, "replica_server_id")]
    .map((server) => idUnder(server, asked))
    .join("|");

/** The two servers that the provider's own id names: where it looks, one after the other. */
function bornOf(endpoint: Fields): readonly [string, string] {
  const [first = "", second = ""] = textOf(endpoint, "id")
    .split("|")
    .map((id) => id.replace(/\/virtualEndpoints\/.*$/, ""));
  return [first, second];
}

const groupOf = (server: string) => server.split("/providers/")[0] ?? "";

/**
 * The provider's Read (4.55.0): it looks under the first server, and if that has nothing under the second, taking its ids
 * as swapped then. The API names members without their groups; Read puts the writer into the group of the first server,
 * and finds a reader only if that one's source has the id so made.
 */
function reads(there: Fields, state: Fields, { find }: Context): Fields {
  const [first] = bornOf(there);
  const [writer = "", reader] = membersOf(there);
  const hasFailedOver = writer !== first && there[underBoth] !== true;
  const source = `${groupOf(first)}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${nameOf(writer)}`;
  const isFound = reader !== undefined && sourceOf(find(serverType, reader)?.attributes ?? {}) === source;
  const replica = isFound ? reader : source;
  const [source_server_id, replica_server_id] = hasFailedOver ? [replica, source] : [source, replica];
  return {
    ...state,
    id: there["id"] ?? null,
    name: there["name"] ?? null,
    type: there["type"] ?? null,
    source_server_id,
    replica_server_id,
  };
}

function refuses(asked: Fields, { find, things }: Context, before: Fields | undefined): string | undefined {
  if (before !== undefined) {
    const [first] = bornOf(before);
    return membersOf(before)[0] === first
      ? undefined
      : "a fail-over has occurred and the `source_server_id` in the config is no longer the SourceServerId for the virtual endpoint. If you wish to change the `replica_server_id`, remove this resource from state and reimport it back in with the `replica_server_id` and `source_server_id` swapped";
  }
  const [source, replica] = ["source_server_id", "replica_server_id"].map((name) => textOf(asked, name));
  const missing = [source, replica].find((id) => find(serverType, id ?? "") === undefined);
  if (missing !== undefined) return notFound(missing);
  const isPair = source === replica || sourceOf(find(serverType, replica ?? "")?.attributes ?? {}) === source;
  if (!isPair)
    return azureError(
      400,
      "InvalidVirtualEndpointMembers",
      `The server ${nameOf(replica ?? "")} is not a read replica of ${nameOf(source ?? "")}.`,
    );
  const others = things(endpointType).filter(({ attributes }) => membersOf(attributes)[0] === source);
  return others.length > 0
    ? azureError(
        409,
        "VirtualEndpointLimitReached",
        `The server ${nameOf(source ?? "")} has a virtual endpoint already; a primary has one at most.`,
      )
    : undefined;
}

/**
 * Two names that lead to the writer and to the reader of a pair. Which region's loss takes them is documented nowhere:
 * Resource Manager is assumed to answer for them while one of the two regions does. Should it answer for a server in a lost
 * region with anything but a 404 or a 400, the provider's Read would give up at the first of the two servers (4.55.0,
 * postgresql_flexible_server_virtual_endpoint_resource.go), and the traffic stack would be planned without a refresh.
 */
export const endpoint: Behaviour = named(
  { type: endpointType, id: "" },
  {
    region: () => null,
    answeredIn: (asked, { find }) =>
      ["source_server_id", "replica_server_id"].flatMap((name) => find(serverType, textOf(asked, name))?.region ?? []),
    gives: (asked) => ({ id: compositeId(asked) }),
    unique: (asked) => {
      const key = idUnder(textOf(asked, "source_server_id"), asked);
      return {
        key,
        taken: azureError(409, "VirtualEndpointAlreadyExists", `The virtual endpoint ${key} already exists.`),
      };
    },
    refuses,
    reads,
    becomes: (asked, _, before) => {
      const [first] = bornOf(before);
      const replica = textOf(asked, "replica_server_id");
      return { ...asked, source_server_id: first, [membersNow]: replica === first ? first : `${first}|${replica}` };
    },
  },
);
