import type { Block } from "../shape";

/** How a message goes on that has named a key which the body does not know. */
export function suggestion(key: string, { attributes, blocks }: Block): string {
  const similar = nearest(key, [...Object.keys(attributes), ...Object.keys(blocks)]);
  return similar === undefined ? "" : `, or write ${similar} if that is meant`;
}

/** The candidate that a misspelt name most likely meant; undefined if none is close. */
function nearest(name: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 4));
  const ranked = candidates
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .filter(({ edits }) => edits <= limit)
    .sort((left, right) => left.edits - right.edits);
  return ranked[0]?.candidate;
}

/** Levenshtein's edit distance. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let above = 0; above < left.length; above++) {
    const next = [above + 1];
    for (let index = 0; index < right.length; index++) {
      const change = (row[index] ?? 0) + (left[above] === right[index] ? 0 : 1);
      next.push(Math.min(change, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
