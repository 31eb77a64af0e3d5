import type { Attribute, Block, Nested } from "../../schema/shape";
import { type Fields, isFields, isList, unknown, type Value } from "../protocol/values";

/** The three views of a body from which a plan is made; prior is null where nothing exists yet. */
export interface Views {
  readonly config: Value;
  readonly prior: Value;
  /** What Terraform proposes: the configuration, with what was computed before where it says nothing. */
  readonly proposed: Value;
}

const at = (value: Value, key: string): Value => (isFields(value) ? (value[key] ?? null) : null);

const inside = (views: Views, key: string): Views => ({
  config: at(views.config, key),
  prior: at(views.prior, key),
  proposed: at(views.proposed, key),
});

const element = (value: Value, index: number): Value => (isList(value) ? (value[index] ?? null) : null);

function defaultOf({ type, default: usual }: Attribute): Value {
  if (usual === undefined) return null;
  if (type === "bool") return usual === "true";
  return type === "number" ? Number(usual) : usual;
}

const isComputed = ({ mode }: Pick<Attribute, "mode">) => mode === "computed" || mode === "optional+computed";

/** A provider fills in what is computed when the body around it is new, and keeps it afterwards. */
function attribute(schema: Attribute, { config, proposed }: Views, isNew: boolean): Value {
  // Never kept: what is write-only is null in every plan and state.
  if (schema.writeOnly === true) return null;
  if (config === null && isComputed(schema) && isNew) return unknown;
  return proposed ?? defaultOf(schema);
}

function nested(schema: Nested, views: Views, isNew: boolean): Value {
  const { config, prior, proposed } = views;
  const unset = config === null || (isList(config) && config.length === 0);
  // Terraform proposes no block where none is written; a provider that computes it keeps what there is.
  if (isComputed(schema) && unset) return isNew ? unknown : prior;
  if (schema.as !== "block" || proposed === null || proposed === unknown) return proposed;
  if (isList(proposed))
    return proposed.map((inner, index) =>
      inner === unknown
        ? inner
        : plannedBody(schema, { config: element(config, index), prior: element(prior, index), proposed: inner }),
    );
  return plannedBody(schema, views);
}

/** What a body will be after apply, as far as it is known now: the configuration, defaults, what was, and the rest unknown. */
export function plannedBody(block: Block, views: Views): Fields {
  const isNew = views.prior === null;
  const fields: Record<string, Value> = {};
  for (const [name, schema] of Object.entries(block.attributes))
    fields[name] = attribute(schema, inside(views, name), isNew);
  for (const [name, schema] of Object.entries(block.blocks)) fields[name] = nested(schema, inside(views, name), isNew);
  return fields;
}
