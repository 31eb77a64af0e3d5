import type { Fields } from "../../protocol/values";
import type { Context, Place } from "../behaviour";
import { textOf } from "../values";

/** A region, or a zone in one; `us`, `eur4` and `global` are neither. */
const regional = /^([a-z]+-[a-z]+\d+)(?:-[a-z])?$/;

/** Where an id says which region it is in. */
const inId = /\/(?:regions|locations|zones)\/([^/]+)\//;

/** The region of a region's or zone's name, in any case; null for several regions and for all of them. */
export function regionOfLocation(location: string): string | null {
  return regional.exec(location.toLowerCase())?.[1] ?? null;
}

/** The region that an id names; null when it names none. */
export function regionOfId(id: string): string | null {
  return regionOfLocation(inId.exec(id)?.[1] ?? "");
}

/** Whose a thing is: as it says itself, or the provider's. */
export function projectOf(asked: Fields, { place }: Pick<Context, "place">): string {
  return textOf(asked, "project") || place.account;
}

/** A project's number: twelve digits, always the same for the same project. */
export function projectNumber(project: string, { digits }: Pick<Context, "digits">): string {
  return `7${decimal(11, digits, "project", project)}`;
}

/** As many decimal digits, the same for the same words. */
export function decimal(length: number, digits: Context["digits"], ...words: readonly string[]): string {
  const many = BigInt(`0x${digits(60, ...words)}`).toString();
  return many.slice(-length).padStart(length, "1");
}

/** Puts a thing's own arguments in the braces of a form; `{project}`, `{region}` and `{location}` are the provider's where it has none. */
export function formed(form: string, asked: Fields, context: { readonly place: Place }): string {
  const { region } = context.place;
  const usual: Readonly<Record<string, string>> = {
    project: context.place.account,
    region: region ?? "",
    location: region ?? "",
  };
  return form.replace(/\{(\w+)\}/g, (_, argument: string) => textOf(asked, argument) || (usual[argument] ?? ""));
}

/** Hosts and versions of Google's APIs. */
const roots =
  /^https:\/\/(?:www|compute|container|sqladmin|storage)\.googleapis\.com\/(?:compute|sql)?\/?v\d(?:beta\d)?\//;

/** The id that is meant by an id, by a link to it, or by a name in a collection (`projects/p/global/networks`). */
export function idIn(collection: string, named: string): string {
  const path = named.replace(roots, "");
  return path.includes("/") ? path : `${collection}/${path}`;
}

/** An address that is nobody's, always the same for the same words (RFC 2544, benchmarking). */
export function benchmarkAddress(digits: Context["digits"], ...words: readonly string[]): string {
  const [a = 0, b = 0, c = 0] = (digits(6, "address", ...words).match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return `198.${18 + (a % 2)}.${b}.${1 + (c % 254)}`;
}

/** When something was made, as Google writes times. */
export function now(): string {
  return new Date().toISOString();
}
