import type { Attribute, Block, Type } from "../../schema/shape";
import { isFields, isList, unknown, type Value } from "../protocol/values";
import { elements, field } from "./views";

/** How SDKv2 writes a simple value down to compare it: what is not there is an empty text, false and 0 are not. */
export const textOf = (value: Value): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** What SDKv2 reads where nothing is set. */
export function zeroOf(type: Type): Value {
  if (type === "bool") return false;
  if (type === "number") return 0;
  return typeof type === "string" ? "" : type[0] === "map" ? {} : [];
}

/** An attribute's default as a value. */
export function defaultOf({ type, default: usual }: Attribute): Value {
  if (usual === undefined) return null;
  if (type === "bool") return usual === "true";
  return type === "number" ? Number(usual) : usual;
}

/** Whether the provider can fill it in. */
export const isComputed = ({ mode }: Pick<Attribute, "mode">): boolean =>
  mode === "computed" || mode === "optional+computed";

/** Sorted if the order says nothing. */
const listKey = (keys: readonly string[], isSet: boolean) =>
  keys.length === 0 ? "" : JSON.stringify(isSet ? [...keys].sort() : keys);

function valueKey(value: Value, type: Type, usual: Value): string {
  if (isList(value)) {
    const inner = typeof type === "string" || type[0] === "object" || type[0] === "tuple" ? "dynamic" : type[1];
    return listKey(
      value.map((one) => valueKey(one, inner, null)),
      type[0] === "set",
    );
  }
  if (isFields(value))
    return listKey(
      Object.entries(value).map(([key, one]) => `${key}=${textOf(one)}`),
      true,
    );
  if (value === unknown) return "unknown";
  const given = value ?? usual;
  return given === false || given === 0 ? "" : textOf(given);
}

/** What SDKv2 tells elements of a set apart by: everything in them but what only the provider sets. */
export function elementKey(value: Value, block: Block): string {
  const attributes = Object.entries(block.attributes)
    .filter(([, { mode }]) => mode !== "computed")
    .map(([name, attribute]) => valueKey(field(value, name), attribute.type, defaultOf(attribute)));
  const nested = Object.entries(block.blocks)
    .filter(([, { mode }]) => mode !== "computed")
    .map(([name, inner]) =>
      listKey(
        elements(field(value, name)).map((one) => elementKey(one, inner)),
        inner.nesting === "set",
      ),
    );
  return JSON.stringify([attributes, nested]);
}
