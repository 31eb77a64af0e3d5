import { type Fields, isFields, isList, unknown, type Value } from "../protocol/values";

/** Where in a resource: names of attributes and blocks, numbers of list elements. */
export type Path = readonly (string | number)[];

/** A field of a body, null where there is no such body. */
export const field = (body: Value, name: string): Value => (isFields(body) ? (body[name] ?? null) : null);

/** An element of a list, null where there is none. */
export const element = (list: Value, index: number): Value => (isList(list) ? (list[index] ?? null) : null);

/** A list's elements; none where there is no list. */
export const elements = (value: Value): readonly Value[] => (isList(value) ? value : []);

/** A map's or an object's entries; none where there is neither. */
export const entries = (value: Value): Fields => (isFields(value) ? value : {});

/** The value at a dotted path, with or without indexes: a block without one is the first of its list. */
export function valueAt(body: Value, path: string): Value {
  return path.split(".").reduce<Value>((value, step) => {
    if (/^\d+$/.test(step)) return element(value, Number(step));
    return field(isList(value) ? element(value, 0) : value, step);
  }, body);
}

/** Whether a value, or anything in it, is known after apply only. */
export function holdsUnknown(value: Value): boolean {
  if (value === unknown) return true;
  if (isList(value)) return value.some(holdsUnknown);
  return isFields(value) && Object.values(value).some(holdsUnknown);
}

/** A text that is the same for equal values, whatever the order of an object's fields. */
export function canonicalText(value: Value): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isFields(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
