import { exceptionOf } from "../../schema/replacement";
import type { Attribute, Nested } from "../../schema/shape";
import { unknown, type Value } from "../protocol/values";
import type { Draft, TypeRules } from "./rules/contract";
import type { Path } from "./views";

/** A value after the change, and what the change does. */
export interface Planned {
  readonly value: Value;
  readonly changed: boolean;
  readonly replaces: readonly Path[];
}

/** Where a comparison is, and what it needs to know of the whole. */
export interface Place {
  readonly path: Path;
  /** The path without indexes. */
  readonly names: string;
  /** The set that this is in: a replacement is noted there, for no path leads into a set. */
  readonly set?: Path;
  readonly rules: TypeRules;
  readonly draft: Draft;
}

/** Something within a place. */
export const inside = (place: Place, name: string): Place => ({
  ...place,
  path: [...place.path, name],
  names: place.names === "" ? name : `${place.names}.${name}`,
});

/** An element of the list at a place. */
export const at = (place: Place, index: number): Place => ({ ...place, path: [...place.path, index] });

/** Nothing changes. */
export const same = (value: Value): Planned => ({ value, changed: false, replaces: [] });

/** Known after apply only, as everything is that the provider fills in and nothing is known of. */
export const later: Planned = { value: unknown, changed: true, replaces: [] };

/** A change, which replaces the resource if the member's own flag says so, or what is known of the type. */
export function changed(place: Place, member: Attribute | Nested, before: Value, value: Value): Planned {
  return { value, changed: true, replaces: replacing(place, member, before, value) };
}

/** Where a change of a member from one value to another replaces the resource, if it does. */
export function replacing(
  place: Place,
  { forceNew }: Attribute | Nested,
  before: Value,
  after: Value,
): readonly Path[] {
  const exception = exceptionOf(place.draft.type, place.names);
  const isReplacing = exception === undefined ? forceNew === true : exception.replaces(before, after);
  return isReplacing ? [place.set ?? place.path] : [];
}

/** Whether the provider takes the one for the other. */
export function isTakenFor(place: Place, before: Value, after: Value): boolean {
  const { same: rules, sameText } = place.rules;
  const byText = typeof before === "string" && sameText?.(before, after, place.draft) === true;
  return byText || rules?.[place.names]?.(before, after, place.draft) === true;
}
