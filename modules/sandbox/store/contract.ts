/** A value as JSON can hold it. */
export type Json = null | string | number | boolean | readonly Json[] | JsonFields;

/** An object of JSON. */
export interface JsonFields {
  readonly [name: string]: Json;
}

/** What a sandbox remembers, by kind: things of the clouds, outages, Terraform states and their locks, database servers. */
export type Collection = "thing" | "outage" | "state" | "lock" | "server";

/** One entry that becomes another, or, without a value, is gone. */
export interface Change {
  readonly collection: Collection;
  readonly key: string;
  readonly value: Json | undefined;
}

/** What can be read at any time: everything that has been decided, on disk or on its way there. */
export interface View {
  readonly get: (collection: Collection, key: string) => Json | undefined;
  /** Every entry of a collection, in the order of first writing. */
  readonly entries: (collection: Collection) => Iterable<readonly [key: string, value: Json]>;
}

/** What a transaction comes to. */
export interface Decision<Result> {
  readonly changes: readonly Change[];
  readonly result: Result;
}

/** All that a sandbox remembers. One process has it open at a time. */
export interface Store extends View {
  /**
   * Decides on what is there, with nothing in between, and returns when the changes are on disk: all of them or none.
   * @throws Error whatever `decide` throws, nothing changed; or with the disk's own words, and everything as before
   */
  readonly transact: <Result>(decide: (view: View) => Decision<Result>) => Promise<Result>;
  /** Writes what is under way, and lets another process open the store. */
  readonly close: () => Promise<void>;
}
