import { randomBytes, randomUUID } from "node:crypto";
import type { Fields } from "../../protocol/values";
import type { Context } from "../behaviour";
import { textOf } from "../values";

/** AWS keeps its commercial regions apart from China's and the United States government's. */
const partitions = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
] as const;

/** Who owns things when no configuration says: AWS's own example account. */
export const exampleAccount = "123456789012";

/** The partition of a region. */
export function partitionOf(region: string): string {
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/** The region that something is asked for in: its own argument (provider 6), or the provider's. */
export function regionOf(asked: Fields, { place }: Context): string {
  return textOf(asked, "region") || (place.region ?? "");
}

/** The account that a provider acts in. */
export function accountOf({ place }: Context): string {
  return place.account || exampleAccount;
}

/** An ARN in the thing's region and the caller's account. @param resource - all that comes after the account */
export function arn(service: string, resource: string, asked: Fields, context: Context): string {
  const region = regionOf(asked, context);
  return `arn:${partitionOf(region)}:${service}:${region}:${accountOf(context)}:${resource}`;
}

/** An ARN of a service that is in no region. */
export function globalArn(service: string, resource: string, context: Context, account = accountOf(context)): string {
  return `arn:${partitionOf(context.place.region ?? "")}:${service}::${account}:${resource}`;
}

/** The region that an ARN is in; the empty text for one of a global service, or what is no ARN. */
export function regionOfArn(text: string): string {
  return text.split(":")[3] ?? "";
}

/** The account that an ARN is in; the empty text for what has none. */
export function accountOfArn(text: string): string {
  return text.startsWith("arn:") ? (text.split(":")[4] ?? "") : "";
}

/** What an ARN says last: the name of the thing. */
export function lastOfArn(text: string): string {
  return text.split(/[:/]/).at(-1) ?? "";
}

/**
 * The id of a thing as EC2 gives them. One that has none yet gets one that nothing has or ever had; these are random, as
 * two things with the same arguments are two things.
 */
export function ec2Id(prefix: string, asked: Fields): string {
  return textOf(asked, "id") || `${prefix}-${randomBytes(9).toString("hex").slice(0, 17)}`;
}

/** The same for the services that number things with UUIDs. */
export function uuid(asked: Fields): string {
  return textOf(asked, "id") || randomUUID();
}

/** Attributes that a read answers with nothing. */
export function empty(...names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, ""]));
}

/** When something was made, as the provider writes times. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
