import type { Change, Json, View } from "../store/contract";
import type { Consequence } from "./behaviour";
import { altered, findThing, type KeptContext, put } from "./things";

/** Changes of other things than the one that was asked about; one that is gone by now is left out. */
export function changesOf(
  view: View,
  { find }: Pick<KeptContext, "find">,
  consequences: readonly Consequence[],
): readonly Change[] {
  return consequences.flatMap(({ type, id, scope, attributes }) => {
    const thing = scope === undefined ? find(type, id) : findThing(view, type, scope, id);
    return thing === undefined ? [] : [put(altered(thing, attributes))];
  });
}

const isSame = (one: Json | undefined, other: Json | undefined) => JSON.stringify(one) === JSON.stringify(other);

const isObject = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What was changed is as it was; what somebody else has changed since stays. */
function restored(before: Json | undefined, made: Json | undefined, now: Json | undefined): Json | undefined {
  if (isSame(made, now)) return before;
  if (!isObject(before) || !isObject(made) || !isObject(now)) return now;
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = restored(before[name], made[name], now[name]);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Remembers what some changes replace, and says what undoes them later. */
export function undoing(view: View, changes: readonly Change[]): (later: View) => readonly Change[] {
  const was = changes.map(({ collection, key, value }) => ({
    collection,
    key,
    value,
    before: view.get(collection, key),
  }));
  return (later) =>
    was.map(({ collection, key, value, before }) => ({
      collection,
      key,
      value: restored(before, value, later.get(collection, key)),
    }));
}
