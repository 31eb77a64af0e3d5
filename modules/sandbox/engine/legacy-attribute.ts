import type { Attribute, Type } from "../../schema/shape";
import { unknown, type Value } from "../protocol/values";
import { changed, isTakenFor, later, type Place, type Planned, replacing, same } from "./legacy-place";
import { defaultOf, isComputed, textOf, zeroOf } from "./legacy-values";
import { canonicalText, elements, entries } from "./views";

/** What stays as it is; of a new resource, what nothing is known of is filled in by the provider. */
const unchanged = (schema: Attribute, before: Value, { draft }: Place): Planned =>
  draft.isNew && before === null && isComputed(schema) ? later : same(before);

function simple(schema: Attribute, before: Value, after: Value, place: Place): Planned {
  const keep = place.rules.kept?.[place.names];
  const given = after ?? defaultOf(schema);
  // SDKv2 asks for an unknown value too, as if it were the empty text.
  if (given === unknown)
    return before !== null && isTakenFor(place, before, unknown)
      ? same(before)
      : changed(place, schema, before, unknown);
  const wanted = keep === undefined || given === null ? given : keep(given);
  const old = textOf(before);
  const now = textOf(wanted ?? (before === null ? null : zeroOf(schema.type)));
  if (old === now && place.set === undefined) return unchanged(schema, before, place);
  if (wanted === null && before !== null && isComputed(schema)) return same(before);
  if (isTakenFor(place, before, wanted)) return unchanged(schema, before, place);
  // An empty text from the configuration does not empty what the provider filled in.
  if (isComputed(schema) && now === "") return old === "" ? later : same(before);
  return { value: wanted, changed: old !== now, replaces: old === now ? [] : replacing(place, schema, before, wanted) };
}

function map(schema: Attribute, before: Value, after: Value, place: Place): Planned {
  if (after === unknown) return changed(place, schema, before, unknown);
  if (after === null && isComputed(schema)) return unchanged(schema, before, place);
  const [old, now] = [entries(before), entries(after)];
  const isChanged = [...new Set([...Object.keys(old), ...Object.keys(now)])].some((key) => {
    const [was, is] = [old[key] ?? null, now[key] ?? null];
    return is === unknown || textOf(was) !== textOf(is) || key in old !== key in now;
  });
  return !isChanged || isTakenFor(place, before, after)
    ? unchanged(schema, before, place)
    : changed(place, schema, before, after);
}

function list(schema: Attribute, inner: Type, isSet: boolean, before: Value, after: Value, place: Place): Planned {
  // SDKv2 knows a list whole or not at all.
  if (after === unknown || elements(after).includes(unknown)) return changed(place, schema, before, unknown);
  if (after === null && isComputed(schema)) return unchanged(schema, before, place);
  const keep = place.rules.kept?.[place.names];
  const now = keep === undefined ? elements(after) : elements(after).map(keep);
  const written = (values: readonly Value[]) => {
    const texts = values.map((value) => (typeof inner === "string" ? textOf(value) : canonicalText(value)));
    return JSON.stringify(isSet ? [...new Set(texts)].sort() : texts);
  };
  return written(elements(before)) === written(now) || isTakenFor(place, before, after)
    ? unchanged(schema, before, place)
    : changed(place, schema, before, now);
}

/** An attribute after the change. */
export function plannedAttribute(schema: Attribute, before: Value, after: Value, place: Place): Planned {
  const { type } = schema;
  // Never kept: what is write-only is null in every plan and state.
  if (schema.writeOnly === true) return same(null);
  if (schema.mode === "computed") {
    const isFresh = place.draft.isNew || (place.set !== undefined && before === null && after === null);
    return isFresh ? later : same(after ?? before);
  }
  if (typeof type === "string") return simple(schema, before, after, place);
  if (type[0] === "map") return map(schema, before, after, place);
  if (type[0] === "list" || type[0] === "set") return list(schema, type[1], type[0] === "set", before, after, place);
  return canonicalText(before) === canonicalText(after) ? same(before) : changed(place, schema, before, after);
}
