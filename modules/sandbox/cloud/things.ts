import { createHash } from "node:crypto";
import type { Fields } from "../protocol/values";
import type { Change, Json, View } from "../store/contract";
import type { Context, Place, Thing } from "./behaviour";
import { toJson } from "./values";

/** A thing, and the state locks under which it was made, until a saved state names it: null then. */
export interface KeptThing extends Thing {
  readonly madeUnder: readonly string[] | null;
}

/** The store holds what {@link put} gave it, checked by its checksum: the outline is enough. */
const isKept = (value: Json): value is Json & KeptThing =>
  typeof value === "object" && value !== null && "attributes" in value && "madeUnder" in value;

function kept(key: string, value: Json): KeptThing {
  if (isKept(value)) return value;
  throw new TypeError(`the store's thing ${key} has another shape; it was written by another version`);
}

const keyOf = (type: string, id: string) => `${type}/${id}`;

/** What makes a thing what is given. */
export function put({ type, id, region, attributes, madeUnder }: KeptThing): Change {
  return {
    collection: "thing",
    key: keyOf(type, id),
    value: { type, id, region, attributes: toJson(attributes), madeUnder },
  };
}

/** What makes it be no more. */
export function drop({ type, id }: Pick<Thing, "type" | "id">): Change {
  return { collection: "thing", key: keyOf(type, id), value: undefined };
}

/** The thing of a type with this id. */
export function findThing(view: View, type: string, id: string): KeptThing | undefined {
  const stored = view.get("thing", keyOf(type, id));
  return stored === undefined ? undefined : kept(keyOf(type, id), stored);
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

function digits(length: number, ...words: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(words)).digest("hex").slice(0, length);
}

/** What a behaviour may look at, from a view of the store. */
export function contextOf(view: View, place: Place): Context {
  return {
    place,
    digits,
    find: (type, id) => findThing(view, type, id),
    things: (type) => thingsOf(view, type),
  };
}
