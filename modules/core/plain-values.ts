import type { IResolveOptions, resolve } from "cdktf/lib/tokens/private/resolve";

/** cdktf's own function that replaces the tokens in a value by what they stand for. */
export type Resolve = typeof resolve;

/** How a part was reached, for the path in cdktf's messages; a list and not an array, since most parts need no message. */
interface Trail {
  readonly key: string;
  readonly depth: number;
  readonly up: Trail | undefined;
}

/**
 * All that cdktf looks for in a string or a key: tokens in text, its stand-ins for map values, numbers in scientific
 * notation (a number token put in text looks so), and the field by which it knows a construct. A little more than cdktf's
 * own patterns match: a match only means that cdktf decides.
 */
const marked = /TfToken\[|Map Token Value|^_children$|[-|\d.+]e[-|\d.eE+]/;

/** Number tokens are below -1e289 and cdktf's stand-in for numbers in maps is -123456789; NaN is not above it either. */
const leastPlainNumber = -100_000_000;

/** cdktf takes a structure that is deeper to be circular, and says so. */
const deepest = 200;

/** Whether cdktf would return the value itself. */
function isPlainLeaf(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return !marked.test(value);
    case "number":
      return value > leastPlainNumber;
    case "boolean":
    case "undefined":
      return true;
    case "object":
      return value === null;
    case "bigint":
    case "function":
    case "symbol":
      return false;
  }
}

/** Whether cdktf would return the list with only its items resolved: a list that holds a token may stand for a whole list. */
function isPlainList(value: object): value is readonly unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item === "object" || isPlainLeaf(item));
}

/** Whether cdktf would go through the fields of the object: not a token, nor of a class, which cdktf may treat specially. */
function isPlainObject(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return !("resolve" in value && typeof value.resolve === "function");
}

/** A call of cdktf's function, to be repeated for any part of the value. */
interface Call {
  readonly resolve: Resolve;
  readonly options: IResolveOptions;
}

function prefix(trail: Trail | undefined): string[] {
  return trail === undefined ? [] : [...prefix(trail.up), trail.key];
}

function byCdktf({ resolve, options }: Call, part: unknown, trail: Trail | undefined): unknown {
  return resolve(
    part,
    trail === undefined ? options : { ...options, prefix: [...(options.prefix ?? []), ...prefix(trail)] },
  );
}

function walk(call: Call, part: unknown, trail: Trail | undefined): unknown {
  if (isPlainLeaf(part)) return part;
  const depth = trail?.depth ?? call.options.prefix?.length ?? 0;
  if (typeof part !== "object" || part === null || depth >= deepest) return byCdktf(call, part, trail);
  if (isPlainList(part))
    return part
      .map((item, index) => walk(call, item, { key: `${index}`, depth: depth + 1, up: trail }))
      .filter((item) => item !== undefined);
  if (!isPlainObject(part)) return byCdktf(call, part, trail);
  const keys = Object.keys(part);
  if (keys.some((key) => marked.test(key))) return byCdktf(call, part, trail);
  const resolved: Record<string, unknown> = {};
  for (const key of keys) {
    const field = part[key];
    const answer = isPlainLeaf(field) ? field : walk(call, field, { key, depth: depth + 1, up: trail });
    if (answer !== undefined) resolved[key] = answer;
  }
  return resolved;
}

/**
 * Resolves what holds no token without cdktf, which spends most of a synthesis on such values (each of them three times:
 * a path, two contexts and five pattern tests for every key and string). Anything else goes to cdktf's own function, with
 * the path at which it stands. Equal for every value: plain parts come back as they are, undefined fields and items are
 * dropped, and cdktf answers for the rest.
 *
 * Every call is a preparing one, in which cdktf looks for references to other stacks: a stack can then leave out the pass
 * that does nothing else.
 */
export function plainValuesFirst(resolve: Resolve): Resolve {
  return (value: unknown, options: IResolveOptions): unknown =>
    walk({ resolve, options: { ...options, preparing: true } }, value, undefined);
}
