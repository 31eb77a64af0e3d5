import type { Fields, Value } from "../../protocol/values";
import type { Path } from "../views";

/** What a rule sees of a planned change. Bodies that are not there are empty. */
export interface Draft {
  readonly type: string;
  readonly config: Fields;
  readonly prior: Fields;
  /** As far as it is planned yet. */
  readonly planned: Fields;
  /** Nothing exists yet. */
  readonly isNew: boolean;
  readonly providerConfig: Fields;
}

/** What a rule decides about one place: another value, or that changing it replaces the resource (or does not). */
export interface Decision {
  readonly path: Path;
  readonly value?: Value;
  readonly replaces?: boolean;
}

/** Whether the provider takes one value of an attribute for another, and plans no change (SDKv2's DiffSuppressFunc). */
export type Same = (before: Value, after: Value, draft: Draft) => boolean;

/** What a provider does by hand for a type. Paths are dotted and without indexes. */
export interface TypeRules {
  readonly same?: Readonly<Record<string, Same>>;
  /** How a configured value is kept, where it is kept otherwise than written (SDKv2's StateFunc). */
  readonly kept?: Readonly<Record<string, (value: Value) => Value>>;
  /** What is decided once everything else is planned (CustomizeDiff), in order. */
  readonly decide?: readonly ((draft: Draft) => readonly Decision[])[];
  /** Why the change is refused, in a sentence; undefined if it is not. */
  readonly refuse?: readonly ((draft: Draft) => string | undefined)[];
}
