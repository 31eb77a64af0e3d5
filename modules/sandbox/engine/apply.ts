import type { Block, Nested, Type } from "../../schema/shape";
import { type Fields, isFields, isList, unknown, type Value } from "../protocol/values";
import { inventedText, type Named } from "./identity";

/** A value of a type for something that only a cloud could know: stable, and recognizable as invented. */
function invented(type: Type, named: Named): Value {
  if (type === "bool") return false;
  if (type === "number") return 0;
  if (type === "string" || type === "dynamic") return inventedText(named);
  const [kind] = type;
  if (kind === "object") {
    const [, fields] = type;
    return Object.fromEntries(
      Object.entries(fields).map(([name, inner]) => [
        name,
        invented(inner, { ...named, path: `${named.path}.${name}` }),
      ]),
    );
  }
  return kind === "map" ? {} : [];
}

function completeNested(schema: Nested, value: Value, named: Named): Value {
  if (value === unknown) return schema.nesting === "single" ? null : schema.nesting === "map" ? {} : [];
  if (isList(value))
    return value.map((element, index) =>
      completeBody(schema, isFields(element) ? element : {}, { ...named, path: `${named.path}.${index}` }),
    );
  return isFields(value) && schema.nesting === "single" ? completeBody(schema, value, named) : value;
}

function completeBody(block: Block, planned: Fields, named: Named): Fields {
  const within = (name: string): Named => ({ ...named, path: named.path === "" ? name : `${named.path}.${name}` });
  const fields: Record<string, Value> = {};
  for (const [name, { type }] of Object.entries(block.attributes)) {
    const value = planned[name] ?? null;
    fields[name] = value === unknown ? invented(type, within(name)) : value;
  }
  for (const [name, schema] of Object.entries(block.blocks))
    fields[name] = completeNested(schema, planned[name] ?? null, within(name));
  return fields;
}

/**
 * The state after apply: everything planned, and an invented value for what was unknown.
 * @param distinct - what tells it from another that was asked for in the same words
 */
export function appliedBody(type: string, block: Block, planned: Fields, distinct = ""): Fields {
  const known = Object.entries(planned).filter(([, value]) => typeof value === "string");
  return completeBody(block, planned, { type, path: "", planned, identity: JSON.stringify([known, distinct]) });
}
