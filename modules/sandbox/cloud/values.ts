import type { Json } from "../store/contract";
import { type Fields, isFields, isList, unknown, type Value } from "../protocol/values";

/** A value without what is unknown in it: that is null. */
function knownOnly(value: Value): Value {
  if (value === unknown) return null;
  if (isList(value)) return value.map(knownOnly);
  return isFields(value) ? knownFields(value) : value;
}

/** The same for an object. */
export function knownFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, knownOnly(value)]));
}

/** What was planned, with what is given in the places where nobody knew. Elements of lists meet by their position. */
export function fillUnknown(planned: Value, given: Value | undefined): Value {
  if (planned === unknown) return given ?? unknown;
  if (isList(planned))
    return planned.map((element, index) => fillUnknown(element, isList(given ?? null) ? at(given, index) : undefined));
  if (!isFields(planned)) return planned;
  const others: Fields = isFields(given) ? given : {};
  return Object.fromEntries(Object.entries(planned).map(([name, value]) => [name, fillUnknown(value, others[name])]));
}

function at(value: Value | undefined, index: number): Value | undefined {
  return value !== undefined && isList(value) ? value[index] : undefined;
}

/** A value as the store keeps it. @throws TypeError when something in it is unknown */
export function toJson(value: Value): Json {
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map(toJson);
  if (!isFields(value)) throw new TypeError("an unknown value cannot be stored; give it one first");
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toJson(inner)]));
}

/** Every text at a dotted path without indexes: all elements of lists and blocks on the way are looked into. */
export function textsAt(value: Value, path: readonly string[]): readonly string[] {
  if (isList(value)) return value.flatMap((element) => textsAt(element, path));
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === "string" && value !== "" ? [value] : [];
  return isFields(value) ? textsAt(value[name] ?? null, rest) : [];
}

/** The text of an attribute; the empty text when it has none. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}
