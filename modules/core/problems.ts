/** One thing wrong with an input: where, and what to do about it. */
export interface Problem {
  /** Dotted, from the file or environment down: `production.groups.aws.sites.oregon.region`. */
  readonly path: string;
  /** A lowercase sentence with the value got, the values allowed and the fix. */
  readonly message: string;
}

/** All problems of an input at once. Nothing has been written when it is thrown. */
export class InvalidInput extends Error {
  override readonly name = "InvalidInput";

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  }
}

/** Edit distance between two words: how many letters must be added, removed or changed. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of Array.from(other).entries()) {
      const substitution = (row[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(substitution, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The candidate that a mistyped word most likely meant: undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const scored = candidates
    .map((candidate) => ({ candidate, score: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.score - b.score);
  const [best] = scored;
  return best !== undefined && best.score <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** `"a", "b" or "c"`, for messages that list what is allowed. */
export function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  if (quoted.length === 0) return "nothing";
  return quoted.length === 1 ? (quoted[0] ?? "") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1) ?? ""}`;
}
