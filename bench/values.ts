import { isBlock, readStack } from "./plan";

/** Values in a part of Terraform JSON; cdktf's notes are none. */
function values(part: unknown): number {
  if (Array.isArray(part)) return part.reduce<number>((sum, item: unknown) => sum + values(item), 0);
  if (!isBlock(part)) return 1;
  return Object.entries(part).reduce((sum, [name, field]) => (name === "//" ? sum : sum + values(field)), 0);
}

/**
 * How many values two files hold of each type of resource, data source, provider and output, where they differ: empty when
 * one is a fair copy of the other.
 */
export function differences(one: string, other: string): readonly string[] {
  const [left, right] = [readStack(one), readStack(other)];
  return ["resource", "data", "provider", "output"].flatMap((kind) => {
    const [here, there] = [left[kind] ?? {}, right[kind] ?? {}];
    const types = new Set([here, there].flatMap((blocks) => (isBlock(blocks) ? Object.keys(blocks) : [])));
    return [...types].flatMap((type) => {
      const [a, b] = [here, there].map((blocks) => (isBlock(blocks) && type in blocks ? values(blocks[type]) : 0));
      return a === b ? [] : [`${kind} ${type}: ${a} and ${b} values`];
    });
  });
}
