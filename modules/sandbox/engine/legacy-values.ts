import type { Attribute, Block, Nested, Type } from "../../schema/shape";
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

function hashOf(value: Value, type: Type, usual: Value): string {
  if (value === unknown) return "?";
  if (isList(value)) {
    const inner: Type = Array.isArray(type) && (type[0] === "list" || type[0] === "set") ? type[1] : "dynamic";
    if (value.length === 0) return "";
    const texts = value.map((one) => hashOf(one, inner, null));
    return JSON.stringify(Array.isArray(type) && type[0] === "set" ? texts.sort() : texts);
  }
  if (isFields(value) && Object.keys(value).length > 0)
    return JSON.stringify(
      Object.entries(value)
        .map(([name, one]) => [name, hashOf(one, "dynamic", null)])
        .sort(),
    );
  const given = value ?? usual;
  return given === "" || given === false || given === 0 ? "" : textOf(given);
}

function hashOfNested(value: Value, nested: Nested): string {
  const texts = elements(value).map((one) => elementKey(one, nested));
  return JSON.stringify(nested.nesting === "set" ? texts.sort() : texts);
}

/** What SDKv2 tells elements of a set apart by: everything in them but what only the provider sets. */
export function elementKey(value: Value, block: Block): string {
  const attributes = Object.entries(block.attributes)
    .filter(([, { mode }]) => mode !== "computed")
    .map(([name, attribute]) => hashOf(field(value, name), attribute.type, defaultOf(attribute)));
  const nested = Object.entries(block.blocks)
    .filter(([, { mode }]) => mode !== "computed")
    .map(([name, inner]) => hashOfNested(field(value, name), inner));
  return JSON.stringify([attributes, nested]);
}
