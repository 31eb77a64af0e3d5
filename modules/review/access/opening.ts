import type { Weight } from "../contract";

/** One way in that a resource leaves open. */
export interface Opening {
  /** Dotted, without indexes. */
  readonly path: string;
  /** Two openings of one resource with the same key are the same one. */
  readonly key: string;
  /** What it is, for people. */
  readonly value: string;
  /** What it lets happen: the end of a sentence. */
  readonly means: string;
  readonly weight: Weight;
  /** What it weighs in a stack that is new as a whole, whose identities nobody has yet. @default - `weight` */
  readonly weightWhenNew?: Weight;
}
