import { own } from "./json";
import { schemaOf } from "./load";
import { type ReplacementException, replacementExceptions } from "./replacement-exceptions";
import type { Attribute, Block, Nested } from "./shape";

/** The value of an attribute before and after a change. */
export interface Change {
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Says whether changing an attribute replaces the resource. A flag on a block counts for the block's own path only:
 * providers apply it to the number of blocks, never to a change within one.
 *
 * @param path dotted, with or without indexes: "settings.0.disk_size"
 * @param change lets attributes that only some changes replace be judged exactly; without it such a one counts as replacing
 * @throws if we hold no such type or the type has no such path, because "no" would be a guess
 */
export function forcesReplacement(type: string, path: string, change?: Change): boolean {
  const schema = schemaOf(type);
  if (schema === undefined) {
    throw new Error(`resource type ${type} is not in modules/schema/data: add it with scripts/trim-schemas.ts --list`);
  }
  const names = namesOf(path, schema);
  if (names === undefined) throw new Error(`${type} has no ${path}: give an attribute or block of it, such as a.0.b`);
  const exception = exceptionOf(type, names.path);
  if (exception) return change === undefined || exception.replaces(change.before, change.after);
  return names.member.forceNew === true;
}

/**
 * What decides instead of the flag whether a change replaces, if anything does.
 * @param path dotted, without indexes: "settings.disk_size"
 */
export function exceptionOf(type: string, path: string): ReplacementException | undefined {
  return replacementExceptions.find(
    (entry) =>
      (entry.type === type || (entry.type.endsWith("_") && type.startsWith(entry.type))) && entry.path === path,
  );
}

/** The path without indexes and map keys, and what it leads to; undefined if it leads nowhere. */
function namesOf(
  path: string,
  schema: Block,
): { readonly path: string; readonly member: Attribute | Nested } | undefined {
  const names: string[] = [];
  let block: Block | undefined = schema;
  let member: Attribute | Nested | undefined;
  for (const key of path.split(".")) {
    if (block === undefined) continue;
    const next: Attribute | Nested | undefined = own(block.blocks, key) ?? own(block.attributes, key);
    if (next === undefined) {
      if (member !== undefined && /^\d+$/.test(key)) continue;
      return undefined;
    }
    names.push(key);
    member = next;
    block = "as" in next ? next : undefined;
  }
  return member && { path: names.join("."), member };
}
