import { createHash } from "node:crypto";
import type { Block, Nested, Type } from "../../schema/shape";
import { type Fields, isFields, isList, unknown, type Value } from "../protocol/values";

/** Where a value stands: what makes an invented one the same every time. */
interface Place {
  readonly type: string;
  readonly path: string;
  readonly identity: string;
}

/** A value of a type for something that only a cloud could know: stable, and recognizable as invented. */
function invented(type: Type, { type: resource, path, identity }: Place): Value {
  if (type === "bool") return false;
  if (type === "number") return 0;
  if (type === "string" || type === "dynamic") {
    const digest = createHash("sha256").update(`${resource}/${path}/${identity}`).digest("hex");
    return `${path.split(".").at(-1) ?? path}-${digest.slice(0, 17)}`;
  }
  const [kind] = type;
  if (kind === "object") {
    const [, fields] = type;
    return Object.fromEntries(
      Object.entries(fields).map(([name, inner]) => [
        name,
        invented(inner, { type: resource, path: `${path}.${name}`, identity }),
      ]),
    );
  }
  return kind === "map" ? {} : [];
}

function completeNested(schema: Nested, value: Value, place: Place): Value {
  if (value === unknown) return schema.nesting === "single" ? null : schema.nesting === "map" ? {} : [];
  if (isList(value))
    return value.map((element, index) =>
      completeBody(schema, isFields(element) ? element : {}, { ...place, path: `${place.path}.${index}` }),
    );
  return isFields(value) && schema.nesting === "single" ? completeBody(schema, value, place) : value;
}

function completeBody(block: Block, planned: Fields, place: Place): Fields {
  const within = (name: string): Place => ({ ...place, path: place.path === "" ? name : `${place.path}.${name}` });
  const fields: Record<string, Value> = {};
  for (const [name, { type }] of Object.entries(block.attributes)) {
    const value = planned[name] ?? null;
    fields[name] = value === unknown ? invented(type, within(name)) : value;
  }
  for (const [name, schema] of Object.entries(block.blocks))
    fields[name] = completeNested(schema, planned[name] ?? null, within(name));
  return fields;
}

/** The state after apply: everything planned, and an invented value for what was unknown. */
export function appliedBody(type: string, block: Block, planned: Fields): Fields {
  const known = Object.entries(planned).filter(([, value]) => typeof value === "string");
  return completeBody(block, planned, { type, path: "", identity: JSON.stringify(known) });
}
