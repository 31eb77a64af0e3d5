import { asList, isAbsent, isObject, isScalar } from "./json";
import type { JsonObject } from "./json";
import type { Block, Type } from "./shape";

/** A text that is the same for values which a provider takes for the same: "5" and 5, sets in any order. */
export function canonical(value: unknown, type: Type): string {
  if (isAbsent(value)) return "";
  const [kind, inner] = typeof type === "string" ? [type, "dynamic" as const] : [type[0], elementType(type)];
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown) => canonical(element, inner));
    return JSON.stringify(kind === "set" ? elements.sort() : elements);
  }
  if (isScalar(value)) return String(value);
  if (!isObject(value)) return "";
  const given = Object.entries(value).filter(([, element]) => !isAbsent(element));
  return JSON.stringify(given.map(([key, element]) => [key, canonical(element, inner)]).sort());
}

function elementType(type: Exclude<Type, string>): Type {
  return type[0] === "list" || type[0] === "set" || type[0] === "map" ? type[1] : "dynamic";
}

/** The same for a body, in which an absent argument is its default. */
export function canonicalBody(body: JsonObject, { attributes, blocks }: Block): string {
  const values = Object.entries(attributes).map(([key, { type, default: usual }]) =>
    canonical(body[key] ?? usual, type),
  );
  const nested = Object.entries(blocks).map(([key, block]) => {
    const bodies = asList(body[key])
      .filter(isObject)
      .map((inner) => canonicalBody(inner, block));
    return block.nesting === "set" ? bodies.sort() : bodies;
  });
  return JSON.stringify([values, nested]);
}
