import type { Block, Nested, Type } from "../../schema/shape";
import { type Fields, isFields, isList, type Value } from "../protocol/values";

/** A stored value in its type of now, as Terraform converts: an attribute may once have been a bool and be a text now. */
function converted(type: Type, value: Value): Value {
  if (value === null) return null;
  if (type === "string") return typeof value === "boolean" || typeof value === "number" ? String(value) : value;
  if (type === "number") return typeof value === "string" ? Number(value) : value;
  if (type === "bool") return value === "true" || (value !== "false" && value);
  if (type === "dynamic" || type[0] === "tuple" || type[0] === "object") return value;
  const [, inner] = type;
  if (isList(value)) return value.map((element) => converted(inner, element));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, converted(inner, element)]));
}

function nested(schema: Nested, value: Value): Value {
  if (isList(value)) return value.map((element) => completeState(schema, element));
  if (isFields(value) && schema.nesting === "single") return completeState(schema, value);
  return value ?? (schema.as === "block" && schema.nesting !== "single" ? [] : null);
}

/**
 * A stored body with every field of its schema: what an older version of a provider, or a hand, left out is null, and no
 * block at all is an empty list. Fields that the schema does not have are dropped.
 */
export function completeState(block: Block, stored: Value): Value {
  if (!isFields(stored)) return stored;
  const fields: Record<string, Value> = {};
  for (const [name, { type }] of Object.entries(block.attributes)) fields[name] = converted(type, stored[name] ?? null);
  for (const [name, schema] of Object.entries(block.blocks)) fields[name] = nested(schema, stored[name] ?? null);
  return fields satisfies Fields;
}
