import type { Fields } from "../../protocol/values";
import type { Context, Thing } from "../behaviour";
import { textOf } from "../values";

/** The type of a Flexible Server. */
export const serverType = "azurerm_postgresql_flexible_server";

/** The type of a virtual endpoint. */
export const endpointType = "azurerm_postgresql_flexible_server_virtual_endpoint";

/** In the cloud alone: the primary that a server shall follow once its region is back. */
export const returnsTo = "returns_to";

/** A server by its id. */
export function serverOf(context: Pick<Context, "find">, id: string): Thing | undefined {
  return context.find(serverType, id);
}

/** Whether a server follows another. */
export function isReplica(server: Fields): boolean {
  return textOf(server, "source_server_id") !== "";
}

/** How the API describes one that follows: zone redundancy is lost with the demotion. */
export function following(source: string): Fields {
  return { source_server_id: source, high_availability: [] };
}

/** How it describes one that was promoted. */
export const promoted: Fields = { source_server_id: "", [returnsTo]: null };
