import { isFields, isList, type Fields, type Value } from "../protocol/values";
import type { Context, Thing } from "./behaviour";
import { textsAt } from "./values";

/** Sentences as one refusal; undefined when there is none. */
export function refusal(...sentences: readonly (string | undefined | readonly string[])[]): string | undefined {
  const said = sentences.flatMap((sentence) => sentence ?? []);
  return said.length === 0 ? undefined : said.join("\n");
}

/** Where a thing may be named: a type, and a dotted path of its attributes, without indexes. */
export type Mention = readonly [type: string, path: string];

/** The things that name another, by any of the texts that it is called by. */
export function mentions(context: Context, texts: readonly string[], places: readonly Mention[]): readonly Thing[] {
  return places.flatMap(([type, path]) =>
    context
      .near(type)
      .filter(({ attributes }) => textsAt(attributes, path.split(".")).some((text) => texts.includes(text))),
  );
}

/** A block: the first element, where it is kept as a list; without fields when there is none. */
export function blockOf(fields: Fields, ...path: readonly string[]): Fields {
  return path.reduce<Fields>((body, name) => {
    const value: Value = body[name] ?? null;
    const inner = isList(value) ? (value[0] ?? null) : value;
    return isFields(inner) ? inner : {};
  }, fields);
}

/** The bodies of a block that may be there many times. */
export function bodiesOf(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name] ?? null;
  return isList(value) ? value.filter(isFields) : [];
}

/** Whether two bodies differ at a name. */
export function differs(one: Fields, other: Fields, name: string): boolean {
  return JSON.stringify(one[name] ?? null) !== JSON.stringify(other[name] ?? null);
}

/** The number of an attribute; 0 when it has none. */
export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === "number" ? value : 0;
}
