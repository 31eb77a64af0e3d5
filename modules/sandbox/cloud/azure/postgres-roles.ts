import type { Fields } from "../../protocol/values";
import type { Consequence, Context, Thing } from "../behaviour";
import { textOf } from "../values";
import { lastOf } from "./ids";

/** The type of a flexible server. */
export const serverType = "azurerm_postgresql_flexible_server";

/** The type of the names that lead to whichever of two servers has the role. */
export const endpointType = "azurerm_postgresql_flexible_server_virtual_endpoint";

/** In the cloud alone: the id of the server that one follows now; the empty text for a primary. Before any switch: as born. */
const sourceNow = "source_now";

/** In the cloud alone: the server that one shall follow once its region is back. */
export const returnsTo = "returns_to";

/** In the cloud alone: the servers that an endpoint leads to, the writer first, and under which of them the API has it. */
export const membersNow = "members_now";

/** The id of the server that one follows; the empty text when it follows none. */
export function sourceOf(server: Fields): string {
  const now = server[sourceNow];
  if (typeof now === "string") return now;
  return textOf(server, "create_mode") === "Replica" ? textOf(server, "source_server_id") : "";
}

/** Whether it was ever told otherwise than it was born. */
export function wasSwitched(server: Fields): boolean {
  return typeof server[sourceNow] === "string";
}

/** Makes a server follow another, or none. A replica is never highly available: that goes with its role. */
export function follows(server: Thing, source: string): Consequence {
  const attributes = { [sourceNow]: source, ...(source !== "" && { high_availability: [] }) };
  return { type: serverType, id: server.id, attributes };
}

/** The servers of an endpoint, the writer first. */
export function membersOf(endpoint: Fields): readonly string[] {
  const now = endpoint[membersNow];
  if (typeof now === "string") return now.split("|").filter((id) => id !== "");
  return [textOf(endpoint, "source_server_id"), textOf(endpoint, "replica_server_id")];
}

/** The endpoints that lead to a server. */
export function endpointsOf({ things }: Context, server: string): readonly Thing[] {
  return things(endpointType).filter(({ attributes }) => membersOf(attributes).includes(server));
}

/** Makes an endpoint lead to other servers, the writer first. */
export function leads(endpoint: Thing, ...members: readonly string[]): Consequence {
  return { type: endpointType, id: endpoint.id, attributes: { [membersNow]: members.join("|") } };
}

/** The name of a server, which is also that of the real one behind it. */
export function nameOf(id: string): string {
  return lastOf(id);
}
