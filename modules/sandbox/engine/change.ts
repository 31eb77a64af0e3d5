import { replacementExceptions } from "../../schema/replacement-exceptions";
import type { Schema } from "../../schema/shape";
import type { Diagnostic } from "../protocol/messages";
import { type Fields, isFields, type Value } from "../protocol/values";
import { frameworkPlan } from "./framework-plan";
import { legacyPlan } from "./legacy-plan";
import { rulesOf } from "./rules";
import type { Draft } from "./rules/contract";
import { canonicalText, entries, type Path } from "./views";

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
  /** Built on SDK 2, which Terraform allows to plan other values than are configured. */
  readonly isLegacy: boolean;
}

/** What a provider would plan, by the official schema and the recorded and read semantics of the type. */
export function planChange(change: Change): PlannedChange {
  const { type, schema, config, prior, proposed, providerConfig = {} } = change;
  const isLegacy = schema.attributes["id"]?.unsettable === true;
  if (!isFields(proposed)) return { planned: null, replaces: [], refused: [], isLegacy };
  const rules = rulesOf(type);
  const draft: Draft = {
    type,
    config: entries(config),
    prior: entries(prior),
    planned: proposed,
    isNew: !isFields(prior),
    providerConfig,
  };
  if (!isLegacy) {
    const { value: planned, replaces } = frameworkPlan(schema, { config, prior, proposed });
    return { planned, replaces, refused: [], isLegacy };
  }
  const { value, changed, replaces } = legacyPlan(schema, proposed, rules, draft);
  return { planned: changed || draft.isNew ? value : prior, replaces, refused: [], isLegacy };
}
