import { textOf } from "../values";
import type { Fields } from "../../protocol/values";

/** What stands behind the statuses that Resource Manager answers with. */
const statuses: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

/** An error of Resource Manager as the provider prints it (go-azure-sdk). */
export function azureError(status: number, code: string, message: string): string {
  return `unexpected status ${status} (${status} ${statuses[status] ?? ""}) with error: ${code}: ${message}`;
}

/** What the provider says before it asks for something that is there. */
export function imported(type: string, id: string): string {
  return `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`;
}

/** Something that is named and is not there. */
export function notFound(id: string): string {
  const [, group = ""] = /resourceGroups\/([^/]+)/.exec(id) ?? [];
  const resource = id.split("/providers/").at(-1) ?? id;
  return azureError(
    404,
    "ResourceNotFound",
    `The Resource '${resource}' under resource group '${group}' was not found.`,
  );
}

/** The same for a resource group. */
export function groupNotFound(asked: Fields): string {
  const name = textOf(asked, "resource_group_name");
  return azureError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

/** How outages look through the provider: it polls until its time is up, and says the last error. */
export const outages = {
  unreachable: (region: string, type: string) =>
    `retrieving ${type} in ${region}: ${azureError(503, "ServiceUnavailable", `The service in ${region} does not answer`)}: context deadline exceeded`,
  throttled: (region: string, type: string) =>
    `polling ${type} in ${region}: ${azureError(429, "TooManyRequests", "The request is being throttled as the limit has been reached for this subscription. Please try again later.")}`,
  controlPlane: (region: string, type: string) =>
    `updating ${type} in ${region}: ${azureError(503, "ServiceUnavailable", "The request could not be processed; the control plane of the region takes no changes. Please retry.")}`,
} as const;
