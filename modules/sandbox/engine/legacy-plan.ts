import type { Attribute, Block, Nested, Type } from "../../schema/shape";
import { type Fields, isFields, unknown, type Value } from "../protocol/values";
import { defaultOf, elementKey, isComputed, textOf, zeroOf } from "./legacy-values";
import type { Draft, TypeRules } from "./rules/contract";
import { canonicalText, element, elements, entries, field, type Path } from "./views";

/** A value after the change, and what the change does. */
export interface Planned {
  readonly value: Value;
  readonly changed: boolean;
  readonly replaces: readonly Path[];
}

/** Where a comparison is, and what it needs to know of the whole. */
interface Place {
  readonly path: Path;
  /** The path without indexes. */
  readonly names: string;
  /** Where a replacement is noted: no path leads into a set. */
  readonly set?: Path;
  readonly rules: TypeRules;
  readonly draft: Draft;
}

const same = (value: Value): Planned => ({ value, changed: false, replaces: [] });

const replacing = ({ set, path }: Place, when: boolean): readonly Path[] => (when ? [set ?? path] : []);

const inside = (place: Place, name: string): Place => ({
  ...place,
  path: [...place.path, name],
  names: place.names === "" ? name : `${place.names}.${name}`,
});

const at = (place: Place, index: number): Place => ({ ...place, path: [...place.path, index] });

function isSame(place: Place, before: Value, after: Value): boolean {
  return place.rules.same?.[place.names]?.(before, after, place.draft) ?? false;
}

function simple(schema: Attribute, before: Value, after: Value, place: Place): Planned {
  const keep = place.rules.kept?.[place.names];
  const given = after ?? defaultOf(schema);
  const wanted = keep === undefined || given === null || given === unknown ? given : keep(given);
  const old = textOf(before);
  const now = textOf(wanted ?? (before === null ? null : zeroOf(schema.type)));
  const inSet = place.set !== undefined;
  if (wanted === unknown)
    return { value: unknown, changed: true, replaces: replacing(place, schema.forceNew === true) };
  if (old === now && !inSet && (old !== "" || !place.draft.isNew || !isComputed(schema))) return same(before);
  const removed = before !== null && wanted === null;
  if (removed && isComputed(schema)) return same(before);
  if (isSame(place, before, wanted)) return same(before);
  const replaces = replacing(place, schema.forceNew === true && old !== now);
  if (removed) return { value: null, changed: old !== now, replaces };
  if (isComputed(schema) && now === "") return old === "" ? { value: unknown, changed: true, replaces } : same(before);
  return { value: wanted, changed: old !== now, replaces };
}

function map(schema: Attribute, before: Value, after: Value, place: Place): Planned {
  if (after === unknown) return { value: unknown, changed: true, replaces: replacing(place, schema.forceNew === true) };
  if (after === null && isComputed(schema))
    return place.draft.isNew ? { value: unknown, changed: true, replaces: [] } : same(before);
  const [old, now] = [entries(before), entries(after)];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const changed = keys.filter((key) => {
    const [was, is] = [old[key] ?? null, now[key] ?? null];
    const key_ = inside(place, key);
    return (
      (is === unknown || textOf(was) !== textOf(is) || key in old !== key in now) &&
      !isSame(place, was, is) &&
      !isSame(key_, was, is)
    );
  });
  if (changed.length === 0) return same(before);
  return { value: after, changed: true, replaces: replacing(place, schema.forceNew === true) };
}

function plainList(schema: Attribute, inner: Type, isSet: boolean, before: Value, after: Value, place: Place): Planned {
  const forced = replacing(place, schema.forceNew === true);
  if (after === unknown || (isSet && elements(after).includes(unknown)))
    return { value: unknown, changed: true, replaces: forced };
  if (after === null && isComputed(schema))
    return place.draft.isNew ? { value: unknown, changed: true, replaces: [] } : same(before);
  const keep = place.rules.kept?.[place.names];
  const wanted = keep === undefined || after === null ? elements(after) : elements(after).map(keep);
  const [old, now] = [elements(before), wanted];
  const texts = (values: readonly Value[]) => {
    const written = values.map((value) => (typeof inner === "string" ? textOf(value) : canonicalText(value)));
    return JSON.stringify(isSet ? [...new Set(written)].sort() : written);
  };
  if (texts(old) === texts(now) && !now.includes(unknown)) {
    if (isComputed(schema) && place.draft.isNew && old.length === 0)
      return { value: unknown, changed: true, replaces: [] };
    return same(before);
  }
  if (isSame(place, before, after)) return same(before);
  return { value: wanted, changed: true, replaces: forced };
}

function attribute(schema: Attribute, before: Value, after: Value, place: Place): Planned {
  const { type } = schema;
  // Never kept: what is write-only is null in every plan and state.
  if (schema.writeOnly === true) return same(null);
  if (schema.mode === "computed") {
    const isFresh = place.draft.isNew || (place.set !== undefined && before === null && after === null);
    return isFresh ? { value: unknown, changed: true, replaces: [] } : same(after ?? before);
  }
  if (typeof type === "string") return simple(schema, before, after, place);
  if (type[0] === "map") return map(schema, before, after, place);
  if (type[0] === "list" || type[0] === "set")
    return plainList(schema, type[1], type[0] === "set", before, after, place);
  return canonicalText(before) === canonicalText(after) ? same(before) : { value: after, changed: true, replaces: [] };
}

function listOfBodies(schema: Nested, before: Value, after: Value, place: Place): Planned {
  const [old, now] = [elements(before), elements(after)];
  const bodies = Array.from({ length: Math.max(old.length, now.length) }, (_, index) =>
    body(schema, element(before, index), element(after, index), at(place, index)),
  );
  const counted = old.length !== now.length && !isSame(place, old.length, now.length);
  const changed = counted || bodies.some((planned) => planned.changed);
  if (!changed) return same(before);
  return {
    value: bodies.slice(0, now.length).map(({ value }) => value),
    changed,
    replaces: [...replacing(place, counted && schema.forceNew === true), ...bodies.flatMap(({ replaces }) => replaces)],
  };
}

function setOfBodies(schema: Nested, before: Value, after: Value, outer: Place): Planned {
  const place = { ...outer, set: outer.set ?? outer.path };
  const [old, now] = [elements(before), elements(after)];
  const keyed = (bodies: readonly Value[]) => new Map(bodies.map((one) => [elementKey(one, schema), one]));
  const [left, right] = [keyed(old), keyed(now)];
  const isChanged =
    left.size !== right.size || [...right.keys()].some((key) => !left.has(key)) || now.includes(unknown);
  if (!isChanged || isSame(outer, before, after)) return same(before);
  const gone = [...left].filter(([key]) => !right.has(key)).map(([, one]) => body(schema, one, null, place));
  const come = [...right].map(([key, one]) => ({ key, planned: body(schema, left.get(key) ?? null, one, place) }));
  const replaces = [...gone, ...come.filter(({ key }) => !left.has(key)).map(({ planned }) => planned)].flatMap(
    (planned) => planned.replaces,
  );
  return {
    value: come.map(({ planned }) => planned.value),
    changed: true,
    replaces: [...replacing(outer, old.length !== now.length && schema.forceNew === true), ...replaces],
  };
}

function nested(schema: Nested, before: Value, after: Value, place: Place): Planned {
  if (after === unknown) return { value: unknown, changed: true, replaces: replacing(place, schema.forceNew === true) };
  const isUnset = after === null || (schema.as === "block" && elements(after).length === 0);
  if (schema.nesting === "single") return { value: after, changed: false, replaces: [] };
  if (isUnset && isComputed(schema)) {
    if (elements(before).length === 0 && place.draft.isNew) return { value: unknown, changed: true, replaces: [] };
    return same(before);
  }
  const planned =
    schema.nesting === "set" ? setOfBodies(schema, before, after, place) : listOfBodies(schema, before, after, place);
  return planned.changed || before !== null ? planned : same(schema.as === "block" ? [] : null);
}

function body(block: Block, before: Value, after: Value, place: Place): Planned {
  const fields: Record<string, Value> = {};
  const replaces: Path[] = [];
  let changed = false;
  const add = (name: string, planned: Planned) => {
    fields[name] = planned.value;
    replaces.push(...planned.replaces);
    changed ||= planned.changed;
  };
  if (after === unknown) return { value: unknown, changed: true, replaces: [] };
  for (const [name, schema] of Object.entries(block.attributes))
    add(name, attribute(schema, field(before, name), field(after, name), inside(place, name)));
  for (const [name, schema] of Object.entries(block.blocks))
    add(name, nested(schema, field(before, name), field(after, name), inside(place, name)));
  return { value: fields, changed, replaces };
}

/**
 * The plan of a provider built on Terraform's plugin SDK 2, by schema alone: unset and empty are the same, what the
 * provider can compute keeps its value, and only a field's own flag replaces (SDKv2 schemaMap.Diff).
 */
export function legacyPlan(
  schema: Block,
  proposed: Fields,
  rules: TypeRules,
  draft: Draft,
): Planned & { readonly value: Fields } {
  const prior: Value = draft.isNew ? null : draft.prior;
  const { value, ...planned } = body(schema, prior, proposed, { path: [], names: "", rules, draft });
  return { ...planned, value: isFields(value) ? value : {} };
}
