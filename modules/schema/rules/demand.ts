/** What a validator demands, in words, and whether a value (as text) meets it. */
export interface Demand {
  readonly wanted: string;
  readonly holds: (value: string) => boolean;
}

/** One way in which validators answer to a value that they refuse, and what such an answer demands. */
export interface Row {
  readonly says: RegExp;
  /** Undefined if the words of this answer cannot be read after all. */
  readonly demands: (match: RegExpExecArray) => Demand | undefined;
}

/** A row whose demand does not depend on the words of the answer. */
export function row(says: RegExp, wanted: string, holds: (value: string) => boolean): Row {
  return { says, demands: () => ({ wanted, holds }) };
}

/** A row that demands a pattern. */
export function pattern(says: RegExp, wanted: string, holds: RegExp): Row {
  return row(says, wanted, (value) => holds.test(value));
}
