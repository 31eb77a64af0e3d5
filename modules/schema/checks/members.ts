import type { Attribute, Block, Nested } from "../shape";

type Member = readonly [key: string, member: Attribute | Nested];

/** The members of a block that are of interest even if the body does not give them. */
interface Members {
  readonly required: readonly Member[];
  /** Those that a rule ties to others. */
  readonly related: readonly Member[];
}

/** Selected once per block: checking a body then costs by its size, not by that of the schema, which is far larger. */
export function membersOf(block: Block): Members {
  const known = cache.get(block);
  if (known !== undefined) return known;
  const all = [...Object.entries(block.attributes), ...Object.entries(block.blocks)];
  const members = { required: all.filter(([, { mode }]) => mode === "required"), related: all.filter(isRelated) };
  cache.set(block, members);
  return members;
}

const cache = new WeakMap<Block, Members>();

function isRelated([, { conflictsWith, exactlyOneOf, atLeastOneOf, requiredWith }]: Member): boolean {
  return [conflictsWith, exactlyOneOf, atLeastOneOf, requiredWith].some((paths) => paths !== undefined);
}
