import type { Block, Nested } from "../../schema/shape";
import { type Fields, isFields, unknown, type Value } from "../protocol/values";
import { plannedAttribute } from "./legacy-attribute";
import { at, changed, inside, isTakenFor, later, type Place, type Planned, replacing, same } from "./legacy-place";
import { elementKey, isComputed } from "./legacy-values";
import type { Draft, TypeRules } from "./rules/contract";
import { element, elements, field } from "./views";

function plannedList(schema: Nested, before: Value, after: Value, place: Place): Planned {
  const [old, now] = [elements(before), elements(after)];
  if (isTakenFor(place, old.length, now.length)) return same(before);
  const bodies = Array.from({ length: Math.max(old.length, now.length) }, (_, index) =>
    plannedBody(schema, element(before, index), element(after, index), at(place, index)),
  );
  const isCounted = old.length !== now.length;
  if (!isCounted && bodies.every((planned) => !planned.changed)) return same(before);
  return {
    value: bodies.slice(0, now.length).map(({ value }) => value),
    changed: true,
    replaces: [
      ...(isCounted ? replacing(place, schema, before, now.length === 0 ? null : after) : []),
      ...bodies.flatMap(({ replaces }) => replaces),
    ],
  };
}

/** A changed element of a set is one that goes and one that comes. */
function plannedSet(schema: Nested, before: Value, after: Value, outer: Place): Planned {
  const place = { ...outer, set: outer.set ?? outer.path };
  const keyed = (bodies: readonly Value[]) => new Map(bodies.map((one) => [elementKey(one, schema), one]));
  const [old, now] = [keyed(elements(before)), keyed(elements(after))];
  const isKept = old.size === now.size && [...now.keys()].every((key) => old.has(key));
  if ((isKept && !elements(after).includes(unknown)) || isTakenFor(outer, before, after)) return same(before);
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, one]) => plannedBody(schema, one, null, place));
  const come = [...now].map(([key, one]) => plannedBody(schema, old.get(key) ?? null, one, place));
  return {
    value: come.map(({ value }) => value),
    changed: true,
    replaces: [
      ...(old.size === now.size ? [] : replacing(outer, schema, before, now.size === 0 ? null : after)),
      ...[...gone, ...come].flatMap(({ replaces }) => replaces),
    ],
  };
}

function plannedNested(schema: Nested, before: Value, after: Value, place: Place): Planned {
  // A single block is `timeouts`, which no plan counts as a change.
  if (schema.nesting === "single") return same(after);
  if (after === unknown) return changed(place, schema, before, unknown);
  const isUnset = after === null || (schema.as === "block" && elements(after).length === 0);
  if (isUnset && isComputed(schema)) return place.draft.isNew && elements(before).length === 0 ? later : same(before);
  const planned = schema.nesting === "set" ? plannedSet : plannedList;
  return planned(schema, before ?? (schema.as === "block" ? [] : null), after, place);
}

function plannedBody(block: Block, before: Value, after: Value, place: Place): Planned {
  if (after === unknown) return later;
  const members: readonly (readonly [string, Planned])[] = [
    ...Object.entries(block.attributes).map(([name, schema]) => {
      return [name, plannedAttribute(schema, field(before, name), field(after, name), inside(place, name))] as const;
    }),
    ...Object.entries(block.blocks).map(([name, schema]) => {
      return [name, plannedNested(schema, field(before, name), field(after, name), inside(place, name))] as const;
    }),
  ];
  return {
    value: Object.fromEntries(members.map(([name, { value }]) => [name, value])),
    changed: members.some(([, planned]) => planned.changed),
    replaces: members.flatMap(([, { replaces }]) => replaces),
  };
}

/**
 * The plan of a provider built on Terraform's plugin SDK 2, by schema and rules: unset and empty are the same, what the
 * provider can compute keeps its value, and only a member's own flag replaces (SDKv2 schemaMap.Diff).
 */
export function legacyPlan(
  schema: Block,
  proposed: Fields,
  rules: TypeRules,
  draft: Draft,
): Planned & { readonly value: Fields } {
  const prior: Value = draft.isNew ? null : draft.prior;
  const { value, ...planned } = plannedBody(schema, prior, proposed, { path: [], names: "", rules, draft });
  return { ...planned, value: isFields(value) ? value : {} };
}
