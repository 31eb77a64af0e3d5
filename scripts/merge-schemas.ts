import type { Attribute, Block, Mode, Nested, Schema, Type } from "../modules/schema/shape";
import type { Meaning, Meanings, OfficialAttribute, OfficialBlock, OfficialBlockType } from "./official-schemas";
import { parseSchema } from "./official-schemas";
import { insteadOfLists, recordedRules } from "./recorded-rules";

const modes = { r: "required", o: "optional", c: "computed", oc: "optional+computed" } satisfies Record<string, Mode>;

/** One type's official schema and recorded semantics as one. `meanings` is undefined where nothing was recorded. */
export function mergeSchema(type: string, official: unknown, meanings: Meanings | undefined): Schema {
  const { version, block } = parseSchema(official);
  return { version, ...mergeBlock(type, block, meanings) };
}

function mergeBlock(path: string, block: OfficialBlock, meanings: Meanings | undefined): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, Nested> = {};
  for (const [name, official] of sorted(block.attributes)) {
    const merged = mergeAttribute(`${path}.${name}`, official, meanings?.[name]);
    if ("as" in merged) blocks[name] = merged;
    // The SDK adds an optional `id` to each resource and then refuses it: "Invalid or unknown key".
    else attributes[name] = name === "id" && meanings && !meanings["id"] ? { ...merged, unsettable: true } : merged;
  }
  for (const [name, official] of sorted(block.block_types)) {
    blocks[name] = mergeBlockType(`${path}.${name}`, official, meanings?.[name]);
  }
  return { attributes, blocks };
}

function mergeAttribute(path: string, official: OfficialAttribute, meaning: Meaning | undefined): Attribute | Nested {
  const mode = modeOf(official);
  const flags = {
    ...(official.sensitive && { sensitive: true as const }),
    ...(official.write_only && { writeOnly: true as const }),
  };
  const common = { mode, ...semantics(meaning), ...flags, ...(official.deprecated && { deprecated: true as const }) };
  if (official.nested_type !== undefined) {
    const { nesting_mode: nesting, attributes } = official.nested_type;
    const inner = mergeBlock(path, { attributes, block_types: {}, deprecated: false }, meaning?.attrs);
    return { as: "nested", nesting, ...common, ...inner };
  }
  const type = complete(official.type ?? "dynamic", meaning);
  const fields = mode === "computed" ? undefined : fieldsOf(type);
  if (fields !== undefined) return objectAttribute(path, fields, common, meaning?.attrs);
  return { type, ...common, ...values(path, type, meaning) };
}

function mergeBlockType(path: string, official: OfficialBlockType, meaning: Meaning | undefined): Nested {
  const min = official.min_items ?? meaning?.min;
  return {
    as: "block",
    nesting: official.nesting_mode,
    mode: official.min_items ? "required" : meaning?.m === "c" ? "computed" : meaning?.m === "oc" ? modes.oc : modes.o,
    ...semantics(meaning),
    ...(min !== undefined && { min }),
    ...(official.max_items !== undefined && { max: official.max_items }),
    ...(official.block.deprecated && { deprecated: true as const }),
    ...mergeBlock(path, official.block, meaning?.attrs),
  };
}

interface Fields {
  readonly nesting: "list" | "set";
  readonly fields: Readonly<Record<string, Type>>;
}

/** The fields of a list or set of objects. */
function fieldsOf(type: Type): Fields | undefined {
  if (typeof type === "string" || (type[0] !== "list" && type[0] !== "set")) return undefined;
  const [nesting, element] = type;
  return typeof element !== "string" && element[0] === "object" ? { nesting, fields: element[1] } : undefined;
}

function objectAttribute(
  path: string,
  { nesting, fields }: Fields,
  common: Pick<Nested, "mode">,
  meanings: Meanings | undefined,
): Nested {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, Nested> = {};
  for (const [name, type] of sorted(fields)) {
    const meaning = meanings?.[name];
    const own = { mode: meaning ? modes[meaning.m] : modes.o, ...semantics(meaning) };
    const inner = fieldsOf(type);
    if (inner) blocks[name] = objectAttribute(`${path}.${name}`, inner, own, meaning?.attrs);
    else attributes[name] = { type, ...own, ...values(`${path}.${name}`, type, meaning) };
  }
  return { as: "object", nesting, ...common, attributes, blocks };
}

/** Our schema files lost the object fields that are called "description"; the semantics still name them. */
function complete(type: Type, meaning: Meaning | undefined): Type {
  if (typeof type === "string" || meaning?.attrs === undefined) return type;
  if (type[0] === "list" || type[0] === "set" || type[0] === "map") return [type[0], complete(type[1], meaning)];
  if (type[0] !== "object") return type;
  const fields = sorted(type[1]).map(([name, field]) => [name, complete(field, meaning.attrs?.[name])] as const);
  const lost = meaning.attrs["description"] && !("description" in type[1]) ? [["description", "string"] as const] : [];
  return ["object", Object.fromEntries(sorted(Object.fromEntries<Type>([...fields, ...lost])))];
}

function semantics(meaning: Meaning | undefined): Partial<Nested> {
  if (meaning === undefined) return {};
  const { forceNew, conflictsWith, exactlyOneOf, atLeastOneOf, requiredWith, min, max } = meaning;
  return {
    ...(forceNew && { forceNew: true as const }),
    ...(conflictsWith && { conflictsWith }),
    ...(exactlyOneOf && { exactlyOneOf }),
    ...(atLeastOneOf && { atLeastOneOf }),
    ...(requiredWith && { requiredWith }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
}

function values(path: string, type: Type, meaning: Meaning | undefined): Partial<Attribute> {
  if (meaning === undefined) return {};
  const instead = insteadOfLists[path];
  const custom = /<(?:types\.arnType|timetypes\.RFC3339Type|types\.iamPolicyType|jsontypes\.\w+)>/.exec(meaning.t)?.[0];
  const stated = meaning.validators ?? [];
  const count = stated
    .map((rule) => /^(?:list|set|map) must contain at least (\d+) elements$/.exec(rule)?.[1])
    .find(Boolean);
  const others = stated.filter((rule) => !/ must contain at least \d+ elements$/.test(rule));
  const rules = [meaning.rule, ...others, custom, recordedRules[path], instead].filter((rule) => rule !== undefined);
  return {
    ...(type === "number" && meaning.t.startsWith("Int") && { integer: true as const }),
    // helm describes a default in a sentence.
    ...(meaning.default !== undefined && !meaning.default.includes("defaults to") && { default: meaning.default }),
    ...(meaning.oneOf && !instead && { oneOf: rejoin(meaning.oneOf) }),
    ...(count !== undefined && { min: Number(count) }),
    ...(rules.length > 0 && { rules }),
    ...(meaning.useStateForUnknown && { keepsState: true as const }),
  };
}

/** The recording split lists at each comma: azurerm's one value "SystemAssigned, UserAssigned", and "'', 'true', or, 'false'". */
function rejoin(allowed: readonly string[]): readonly string[] {
  const plain = allowed.filter((value) => value !== "''" && value !== "or").map((value) => value.replaceAll("'", ""));
  if (new Set(plain).size === plain.length) return plain;
  return [...plain.slice(0, -2), plain.slice(-2).join(", ")];
}

function modeOf({ required, optional, computed }: OfficialAttribute): Mode {
  if (required) return "required";
  return optional && computed ? "optional+computed" : computed ? "computed" : "optional";
}

function sorted<Value>(record: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}
