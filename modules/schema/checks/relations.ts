import { isPlainReference, isTemplate } from "../expression";
import { asList, isAbsent, isObject, join, own } from "../json";
import type { JsonObject } from "../json";
import { membersOf } from "./members";
import type { ProblemKind, Report } from "../problem";
import type { Attribute, Block, Nested } from "../shape";

type Presence = "absent" | "perhaps" | "present";

/** Reports arguments that exclude, require or replace each other. The paths in the schema start at the resource. */
export function checkRelations(body: JsonObject, schema: Block, report: Report): void {
  walk(body, schema, "", { body, schema, report, seen: new Set() });
}

interface Resource {
  readonly body: JsonObject;
  readonly schema: Block;
  readonly report: Report;
  readonly seen: Set<string>;
}

function walk(body: JsonObject, block: Block, path: string, resource: Resource): void {
  for (const [key, member] of membersOf(block).related) checkMember(member, join(path, key), resource);
  for (const [key, value] of Object.entries(body)) {
    const nested = own(block.blocks, key);
    if (nested === undefined) continue;
    const at = join(path, key);
    asList(value).forEach((element, index) => {
      if (isObject(element)) walk(element, nested, nested.nesting === "single" ? at : join(at, index), resource);
    });
  }
}

/** As the SDK does: one-of groups are checked even if the member is absent, the other rules only if it is there. */
function checkMember(member: Attribute | Nested, path: string, resource: Resource): void {
  const { conflictsWith, exactlyOneOf, atLeastOneOf, requiredWith } = member;
  if (exactlyOneOf) checkExactlyOne([...new Set([...exactlyOneOf, path])].sort(), path, resource);
  if (withPresence(atLeastOneOf, "absent", resource).length === atLeastOneOf?.length) {
    once(resource, "at-least-one-of", parentOf(path), `needs at least one of ${list(atLeastOneOf)}: set one of them`);
  }
  if ((!conflictsWith && !requiredWith) || presenceOf(path, resource) !== "present") return;
  for (const other of withPresence(conflictsWith, "present", resource)) {
    const [first, second] = [path, other].sort();
    once(resource, "conflict", first ?? path, `conflicts with ${second ?? other}: remove one of the two`);
  }
  const missing = withPresence(requiredWith, "absent", resource);
  if (missing.length > 0) {
    once(resource, "required-with", path, `also needs ${list(missing)}: set it, or remove ${path}`);
  }
}

function checkExactlyOne(group: readonly string[], path: string, resource: Resource): void {
  const present = withPresence(group, "present", resource);
  const perhaps = withPresence(group, "perhaps", resource);
  if (present.length === 1 || (present.length === 0 && perhaps.length > 0)) return;
  const found = present.length === 0 ? "none of" : `${list(present)} of`;
  once(resource, "exactly-one-of", parentOf(path), `has ${found} ${list(group)}: give exactly one of them`);
}

/** Each member of a group states the group's rule; it is reported once. */
function once({ seen, report }: Resource, kind: ProblemKind, path: string, text: string): void {
  const key = `${kind} ${path} ${text}`;
  if (seen.has(key)) return;
  seen.add(key);
  report(kind, path, text);
}

function withPresence(paths: readonly string[] | undefined, presence: Presence, resource: Resource): readonly string[] {
  return (paths ?? []).filter((path) => presenceOf(path, resource) === presence);
}

function presenceOf(path: string, { body, schema }: Resource): Presence {
  let value: unknown = body;
  let at: Attribute | Block | Nested = schema;
  for (const key of path.split(".")) {
    if (/^\d+$/.test(key) && "nesting" in at) {
      // One block may stand without a list around it.
      value = asList(value)[Number(key)];
    } else if (isObject(value) && "attributes" in at) {
      const next: Attribute | Nested | undefined = own(at.blocks, key) ?? own(at.attributes, key);
      if (next === undefined) return "absent";
      if (isProduced(value, key)) return "perhaps";
      value = value[key];
      at = next;
    } else {
      return isTemplate(value) ? "perhaps" : "absent";
    }
  }
  if (isAbsent(value) || ("as" in at && at.as === "block" && Array.isArray(value) && value.length === 0))
    return "absent";
  return isTemplate(value) && !isPlainReference(value) ? "perhaps" : "present";
}

/** A dynamic block may produce some blocks or none. */
function isProduced(body: JsonObject, key: string): boolean {
  return asList(body["dynamic"]).some((entry) => isObject(entry) && Object.hasOwn(entry, key));
}

function parentOf(path: string): string {
  return path.split(".").slice(0, -1).join(".");
}

function list(paths: readonly string[]): string {
  return paths.join(", ");
}
