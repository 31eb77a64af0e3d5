import type { Block, Nested } from "../../schema/shape";
import { type Fields, isFields, isList, type Value } from "../protocol/values";

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
  for (const name of Object.keys(block.attributes)) fields[name] = stored[name] ?? null;
  for (const [name, schema] of Object.entries(block.blocks)) fields[name] = nested(schema, stored[name] ?? null);
  return fields satisfies Fields;
}
