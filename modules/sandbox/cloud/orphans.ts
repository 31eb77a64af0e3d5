import type { Fields } from "../protocol/values";
import { isFields, type Value } from "../protocol/values";
import { isList } from "../protocol/values";
import type { Change, View } from "../store/contract";
import { type KeptThing, put, thingsOf } from "./things";

/** Fields that differ between two bodies do not matter where the first does not say: the cloud gave those. */
function isAskedFor(asked: Value, there: Value): boolean {
  if (asked === null) return true;
  if (isList(asked))
    return (
      isList(there) &&
      asked.length === there.length &&
      asked.every((one, index) => isAskedFor(one, there[index] ?? null))
    );
  if (isFields(asked))
    return isFields(there) && Object.entries(asked).every(([name, value]) => isAskedFor(value, there[name] ?? null));
  return asked === there;
}

/**
 * Something that an apply made and did not live to write down: its lock is gone, and no saved state names it. Who asks for
 * the same again is its maker, and gets it. (A real cloud would refuse, and somebody would import it.)
 */
export function orphan(
  view: View,
  /** Among which its maker would look. */
  things: readonly KeptThing[],
  asked: Fields,
  held: ReadonlySet<string>,
  isSame: ((thing: KeptThing) => boolean) | undefined,
): KeptThing | undefined {
  const left = things.filter(
    (thing) =>
      thing.madeUnder !== null &&
      thing.madeUnder.length > 0 &&
      !thing.madeUnder.some((lock) => held.has(lock)) &&
      (isSame?.(thing) ?? isAskedFor(asked, thing.attributes)),
  );
  if (left.length === 0) return undefined;
  // Who was killed between writing the state and settling what it names has left no orphan.
  const known = savedIds(view);
  return left.find((thing) => !known.has(markOf(thing)));
}

function savedIds(view: View): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [, state] of view.entries("state"))
    for (const id of idsIn(typeof state === "string" ? JSON.parse(state) : state)) ids.add(id);
  return ids;
}

function idsIn(state: unknown): ReadonlySet<string> {
  const ids = new Set<string>();
  const each = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const field = (value: unknown, name: string): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  for (const resource of each(field(state, "resources")))
    for (const instance of each(field(resource, "instances")))
      for (const mark of marksIn(String(field(resource, "type")), field(instance, "attributes"))) ids.add(mark);
  return ids;
}

/** What else than its id a state says of a thing whose id others may have too. */
const tellingApart = ["arn", "region", "project"] as const;

const mark = (type: string, id: string, attributes: unknown) =>
  JSON.stringify([type, id, ...tellingApart.map((name) => text(attributes, name))]);

const text = (attributes: unknown, name: string): string => {
  const value: unknown =
    typeof attributes === "object" && attributes !== null ? Reflect.get(attributes, name) : undefined;
  return typeof value === "string" ? value : "";
};

function marksIn(type: string, attributes: unknown): readonly string[] {
  const id = text(attributes, "id");
  return [JSON.stringify([type, id]), mark(type, id, attributes)];
}

const markOf = ({ type, id, scope, attributes }: KeptThing) =>
  scope === "" ? JSON.stringify([type, id]) : mark(type, id, attributes);

/** What a saved state that was written under a lock settles: the things that it names are known to somebody. */
export function settled(view: View, lock: string, state: unknown): readonly Change[] {
  const pending = thingsOf(view).filter(({ madeUnder }) => madeUnder?.includes(lock) === true);
  if (pending.length === 0) return [];
  const named = idsIn(state);
  return pending.filter((thing) => named.has(markOf(thing))).map((thing) => put({ ...thing, madeUnder: null }));
}
