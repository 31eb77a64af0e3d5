import { canonical, canonicalBody } from "./canonical";
import { asList, isAbsent, isObject, join } from "./json";
import type { JsonObject } from "./json";
import { schemaOf } from "./load";
import { forcesReplacement } from "./replacement";
import type { Attribute, Block, Nested } from "./shape";

/** A place in which two bodies of a resource differ. */
export interface Difference {
  /** An attribute, or a block of which there are more or fewer. */
  readonly path: string;
  readonly forcesReplacement: boolean;
}

/**
 * Where two bodies of one resource differ, and whether that replaces the resource. Reads a configuration's body as well
 * as `before` and `after` of a plan. An absent argument equals its default; what only the provider sets is left out.
 *
 * Dropping an argument that the provider can also compute is listed, and does not replace: the provider keeps the value.
 * So there and back may differ; to know that neither replaces, compare both ways.
 */
export function compareResources(type: string, before: unknown, after: unknown): readonly Difference[] {
  const schema = schemaOf(type);
  if (schema === undefined || !isObject(before) || !isObject(after)) {
    throw new Error(`cannot compare ${type}: give two json objects, of a resource type in modules/schema/data`);
  }
  return compareBodies({ type, schema, path: "" }, before, after);
}

interface Place<Schema> {
  readonly type: string;
  readonly schema: Schema;
  readonly path: string;
}

function compareBodies(place: Place<Block>, before: JsonObject, after: JsonObject): readonly Difference[] {
  const { attributes, blocks } = place.schema;
  const inside = <Schema extends Attribute | Nested>(key: string, schema: Schema): Place<Schema> => {
    return { type: place.type, schema, path: join(place.path, key) };
  };
  return [
    ...Object.entries(attributes).flatMap(([key, schema]) =>
      compareValues(inside(key, schema), before[key], after[key]),
    ),
    ...Object.entries(blocks).flatMap(([key, schema]) => compareNested(inside(key, schema), before[key], after[key])),
  ];
}

function compareValues(place: Place<Attribute>, before: unknown, after: unknown): readonly Difference[] {
  const { mode, type, default: usual } = place.schema;
  if (mode === "computed" || canonical(before ?? usual, type) === canonical(after ?? usual, type)) return [];
  return [difference(place, before ?? usual, after ?? usual)];
}

function compareNested(place: Place<Nested>, before: unknown, after: unknown): readonly Difference[] {
  const { nesting, mode } = place.schema;
  if (mode === "computed") return [];
  if (nesting === "map") return compareMaps(place, before, after);
  const [left, right] = [asList(before).filter(isObject), asList(after).filter(isObject)];
  if (nesting === "set") return compareSets(place, left, right);
  const elements = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const path = nesting === "single" ? place.path : join(place.path, index);
    return compareElements({ ...place, path }, left[index], right[index]);
  }).flat();
  return left.length === right.length ? elements : [countDifference(place, left, right), ...elements];
}

/** A provider sees a changed element of a set as one removed and one added. */
function compareSets(
  place: Place<Nested>,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): readonly Difference[] {
  const known = (bodies: readonly JsonObject[]) => new Set(bodies.map((body) => canonicalBody(body, place.schema)));
  const [left, right] = [known(before), known(after)];
  const gone = before.filter((body) => !right.has(canonicalBody(body, place.schema)));
  const added = after.filter((body) => !left.has(canonicalBody(body, place.schema)));
  if (gone.length + added.length === 0) return [];
  const within = [
    ...gone.flatMap((body) => compareElements(place, body, undefined)),
    ...added.flatMap((body) => compareElements(place, undefined, body)),
  ];
  const counted = before.length === after.length ? false : countDifference(place, before, after).forcesReplacement;
  return [{ path: place.path, forcesReplacement: counted || within.length > 0 }];
}

function compareMaps(place: Place<Nested>, before: unknown, after: unknown): readonly Difference[] {
  const [left, right] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) => {
    const at = { ...place, path: join(place.path, key) };
    const [old, now] = [left[key], right[key]];
    if (isObject(old) && isObject(now)) return compareBodies(at, old, now);
    return [
      difference(at, old, now),
      ...compareElements(at, isObject(old) ? old : undefined, isObject(now) ? now : undefined),
    ];
  });
}

/** With an element come or go the values in it; of those the ones count that replace. */
function compareElements(
  place: Place<Nested>,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly Difference[] {
  const differences = compareBodies(place, before ?? {}, after ?? {});
  return before && after ? differences : differences.filter((inner) => inner.forcesReplacement);
}

function countDifference(
  place: Place<Nested>,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): Difference {
  return difference(place, before, after.length === 0 ? undefined : after);
}

function difference({ type, schema, path }: Place<Attribute | Nested>, before: unknown, after: unknown): Difference {
  const isKept = schema.mode === "optional+computed" && isAbsent(after);
  return { path, forcesReplacement: !isKept && forcesReplacement(type, path, { before, after }) };
}
