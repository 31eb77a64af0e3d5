/** One entry of a group's lease: that a run took it, or gave it back. */
export interface LeaseEntry {
  readonly number: number;
  readonly text: string;
}

/**
 * The numbered entries of one group's lease, none of which is ever changed or removed: who creates the next number has the
 * lease. That makes taking it atomic wherever a store creates a thing only if it is not there, and leaves a record. Nothing
 * rests on a list being up to date: whoever overlooked an entry cannot create its number again.
 */
export interface LeaseStore {
  /** Where it is, for people. */
  readonly place: string;
  /** The entry of the highest number; undefined when there is none. @throws LeaseStoreFailure */
  readonly last: () => Promise<LeaseEntry | undefined>;
  /**
   * Creates an entry, whole, unless there is one of its number.
   * @returns whether the entry of that number is this one
   * @throws LeaseStoreFailure when that cannot be known
   */
  readonly create: (entry: LeaseEntry) => Promise<boolean>;
}

/** A store that gives no answer, or not to whoever asks: it does not say whether somebody has the lease. */
export class LeaseStoreFailure extends Error {
  override readonly name = "LeaseStoreFailure";
}

/** The name of an entry, in every store. */
export const entryName = (number: number): string => `${number}.json`;

/** The number that a name is of; undefined for the name of anything else. */
export function entryNumber(name: string): number | undefined {
  const [, digits] = /^(\d{1,15})[.]json$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
