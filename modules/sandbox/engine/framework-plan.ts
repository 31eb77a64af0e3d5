import type { Attribute, Block, Nested } from "../../schema/shape";
import { type Fields, isFields, unknown, type Value } from "../protocol/values";
import { defaultOf, isComputed } from "./legacy-values";
import { canonicalText, element, elements, entries, field, type Path } from "./views";

interface Bodies {
  readonly config: Value;
  readonly prior: Value;
  readonly value: Value;
}

type Step = (schema: Attribute | Nested, bodies: Bodies, path: Path) => Value;

const inside = ({ config, prior, value }: Bodies, name: string): Bodies => ({
  config: field(config, name),
  prior: field(prior, name),
  value: field(value, name),
});

const at = ({ config, prior, value }: Bodies, index: number): Bodies => ({
  config: element(config, index),
  prior: element(prior, index),
  value: element(value, index),
});

/** Applies a step to each member of a body, the outer before what is in it. */
function walk(block: Block, bodies: Bodies, path: Path, step: Step): Value {
  if (!isFields(bodies.value)) return bodies.value;
  const fields: Record<string, Value> = {};
  for (const [name, schema] of [...Object.entries(block.attributes), ...Object.entries(block.blocks)]) {
    const within = inside(bodies, name);
    const value = step(schema, within, [...path, name]);
    fields[name] = "as" in schema ? walkNested(schema, { ...within, value }, [...path, name], step) : value;
  }
  return fields;
}

function walkNested(schema: Nested, bodies: Bodies, path: Path, step: Step): Value {
  const { value, config, prior } = bodies;
  if (value === null || value === unknown) return value;
  if (schema.nesting === "single") return walk(schema, bodies, path, step);
  if (schema.nesting === "map")
    return Object.fromEntries(
      Object.keys(entries(value)).map((key) => [
        key,
        walk(
          schema,
          { config: field(config, key), prior: field(prior, key), value: field(value, key) },
          [...path, key],
          step,
        ),
      ]),
    );
  return elements(value).map((_, index) => walk(schema, at(bodies, index), [...path, index], step));
}

/**
 * The plan of a provider built on Terraform's plugin framework, by schema alone: what is proposed with defaults and, if
 * that is a change at all, unknown for all that the provider computes and does not keep.
 */
export function frameworkPlan(
  schema: Block,
  bodies: { readonly config: Value; readonly prior: Value; readonly proposed: Value },
): { readonly value: Fields; readonly replaces: readonly Path[] } {
  const { config, prior, proposed } = bodies;
  const isDefaulted = (member: Attribute | Nested) => !("as" in member) && member.default !== undefined;
  const given = walk(schema, { config, prior, value: proposed }, [], (member, { config: set, value }) => {
    // Never kept: what is write-only is null in every plan and state.
    if (member.writeOnly) return null;
    return set === null && !("as" in member) && isDefaulted(member) ? defaultOf(member) : value;
  });
  const isChange = canonicalText(given) !== canonicalText(prior);
  const computed = (member: Attribute | Nested, { config: set, prior: was, value }: Bodies) => {
    if (set !== null || !isComputed(member) || isDefaulted(member)) return value;
    return "keepsState" in member && was !== null ? was : unknown;
  };
  const value = isChange ? walk(schema, { config, prior, value: given }, [], computed) : given;
  const replaces: Path[] = [];
  walk(schema, { config, prior, value }, [], (member, { prior: was, value: is }, path) => {
    if (member.forceNew && prior !== null && canonicalText(is) !== canonicalText(was)) replaces.push(path);
    return is;
  });
  return { value: entries(value), replaces };
}
