import type { Schema } from "../../schema/shape";
import type { Diagnostic } from "../protocol/messages";
import { type Fields, isFields, isList, type Value } from "../protocol/values";
import { frameworkPlan } from "./framework-plan";
import { legacyPlan } from "./legacy-plan";
import { rulesOf } from "./rules";
import { differs } from "./rules/compare";
import type { Decision, Draft, TypeRules } from "./rules/contract";
import { entries, field, type Path } from "./views";

/** What Terraform asks a provider to plan. Bodies are null where there is none. */
export interface Change {
  readonly type: string;
  readonly schema: Schema;
  readonly config: Value;
  readonly prior: Value;
  readonly proposed: Value;
  readonly providerConfig?: Fields;
}

/** A provider's answer. */
export interface PlannedChange {
  readonly planned: Value;
  /** Changed places that the provider can only change by a new resource. */
  readonly replaces: readonly Path[];
  readonly refused: readonly Diagnostic[];
}

interface Plan {
  readonly value: Fields;
  readonly changed: boolean;
  readonly replaces: readonly Path[];
}

/**
 * Whether a type is built on SDK 2, whose answers Terraform lets differ from what is configured. SDK 2 adds an `id` that is
 * no argument to every type; types of the plugin framework declare their own.
 */
export const isLegacyType = ({ attributes }: Schema) => attributes["id"]?.unsettable === true;

function assigned(body: Value, [step, ...rest]: Path, value: Value): Value {
  if (step === undefined) return value;
  if (typeof step === "number") return isList(body) ? body.with(step, assigned(body[step] ?? null, rest, value)) : body;
  return { ...entries(body), [step]: assigned(field(body, step), rest, value) };
}

const isAt = (path: Path) => (other: Path) => JSON.stringify(other) === JSON.stringify(path);

function decided(plan: Plan, { path, value, replaces }: Decision): Plan {
  const others = replaces === undefined ? plan.replaces : plan.replaces.filter((other) => !isAt(path)(other));
  const before = path.reduce<Value>(
    (body, step) => (typeof step === "number" && isList(body) ? (body[step] ?? null) : field(body, String(step))),
    plan.value,
  );
  const isOther = value !== undefined && differs(before, value);
  return {
    value: isOther ? entries(assigned(plan.value, path, value)) : plan.value,
    changed: plan.changed || isOther,
    replaces: replaces === true ? [...others, path] : others,
  };
}

function withRules(plan: Plan, rules: TypeRules, draft: Draft): Plan {
  return (rules.decide ?? []).reduce((so, decide) => decide({ ...draft, planned: so.value }).reduce(decided, so), plan);
}

/** What a provider would plan, by the official schema and the recorded and read semantics of the type. */
export function planChange({ type, schema, config, prior, proposed, providerConfig = {} }: Change): PlannedChange {
  if (!isFields(proposed)) return { planned: null, replaces: [], refused: [] };
  const isNew = !isFields(prior);
  const bodies = { config: entries(config), prior: entries(prior), planned: proposed };
  const draft: Draft = { type, schema, ...bodies, isNew, providerConfig };
  const rules = rulesOf(type);
  const plain = isLegacyType(schema)
    ? legacyPlan(schema, proposed, rules, draft)
    : { changed: true, ...frameworkPlan(schema, { config, prior, proposed }) };
  const { value, changed, replaces } = withRules(plain, rules, draft);
  const refusals = (rules.refuse ?? []).map((refuse) => refuse({ ...draft, planned: value }));
  const refused = refusals
    .filter((reason) => reason !== undefined)
    .map((reason) => ({ severity: "ERROR", summary: `${type} is refused: ${reason}` }) as const);
  return { planned: changed || isNew ? value : prior, replaces, refused };
}
