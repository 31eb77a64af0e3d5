import { createHash } from "node:crypto";
import type { Fields } from "../protocol/values";
import type { Change, Json, View } from "../store/contract";
import type { Context, Place, SimulatedVendor, Thing } from "./behaviour";
import { toJson } from "./values";

/** A thing, and the state locks under which it was made, until a saved state names it: null then. */
export interface KeptThing extends Thing {
  readonly madeUnder: readonly string[] | null;
}

/** The store holds what {@link put} gave it, checked by its checksum: the outline is enough. */
const isKept = (value: Json): value is Json & KeptThing =>
  typeof value === "object" && value !== null && "attributes" in value && "madeUnder" in value && "scope" in value;

function kept(key: string, value: Json): KeptThing {
  if (isKept(value)) return value;
  throw new TypeError(`the store's thing ${key} has another shape; it was written by another version`);
}

const keyOf = (type: string, scope: string, id: string) => (scope === "" ? `${type}/${id}` : `${type}/${scope}/${id}`);

/** What makes a thing what is given. */
export function put({ type, id, scope, account, region, attributes, madeUnder }: KeptThing): Change {
  return {
    collection: "thing",
    key: keyOf(type, scope, id),
    value: { type, id, scope, account, region, attributes: toJson(attributes), madeUnder },
  };
}

/** What makes it be no more. */
export function drop({ type, scope, id }: Pick<Thing, "type" | "scope" | "id">): Change {
  return { collection: "thing", key: keyOf(type, scope, id), value: undefined };
}

/** The thing of a type with this id, within its scope. */
export function findThing(view: View, type: string, scope: string, id: string): KeptThing | undefined {
  const key = keyOf(type, scope, id);
  const stored = view.get("thing", key);
  return stored === undefined ? undefined : kept(key, stored);
}

/** The oldest thing of a type with this id, whoever's and wherever it is. */
export function findAnywhere(view: View, type: string, id: string): KeptThing | undefined {
  return thingsOf(view, type).find((thing) => thing.id === id);
}

/** All things of a type, or of every type, oldest first. */
export function thingsOf(view: View, type?: string): readonly KeptThing[] {
  const found: KeptThing[] = [];
  for (const [key, value] of view.entries("thing"))
    if (type === undefined || key.startsWith(`${type}/`)) found.push(kept(key, value));
  return found;
}

/** The same thing with other attributes. */
export function altered<Kept extends Thing>(thing: Kept, attributes: Fields): Kept {
  return { ...thing, attributes: { ...thing.attributes, ...attributes } };
}

/** Within what the id of a thing of this type is one of its kind, for who stands in this place. */
export function scopeOf({ scopes }: Pick<SimulatedVendor, "scopes">, type: string, { account, region }: Place): string {
  const within = scopes[type];
  if (within === undefined) return "";
  return within === "account" ? account : `${account}/${region ?? ""}`;
}

function digits(length: number, ...words: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(words)).digest("hex").slice(0, length);
}

/** What a behaviour may look at, with what the store knows besides. */
export interface KeptContext extends Context {
  readonly find: (type: string, id: string) => KeptThing | undefined;
  readonly near: (type: string) => readonly KeptThing[];
}

/** The context of a call from a place. One that does not say whose it is looks into every account. */
export function contextOf(view: View, vendor: SimulatedVendor, place: Place): KeptContext {
  const near = (type: string) => {
    const [things, scope] = [thingsOf(view, type), scopeOf(vendor, type, place)];
    if (place.account !== "" || vendor.scopes[type] === undefined)
      return things.filter((thing) => thing.scope === scope);
    return things.filter((thing) => vendor.scopes[type] === "account" || thing.region === place.region);
  };
  return {
    place,
    digits,
    near,
    things: (type) => thingsOf(view, type),
    find: (type, id) =>
      place.account === "" && vendor.scopes[type] !== undefined
        ? near(type).find((thing) => thing.id === id)
        : findThing(view, type, scopeOf(vendor, type, place), id),
  };
}
