import type { Schema } from "../../../schema/shape";
import type { Fields, Value } from "../../protocol/values";
import type { Path } from "../views";

/** What a rule sees of a planned change. Bodies that are not there are empty. */
export interface Draft {
  readonly type: string;
  readonly schema: Schema;
  readonly config: Fields;
  readonly prior: Fields;
  /** As far as it is planned yet; to begin with, what Terraform proposes. */
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

/**
 * Whether the provider takes one value of an attribute for another, and plans no change (SDKv2's DiffSuppressFunc). Of
 * blocks it is given their numbers, and of maps, lists and sets the whole.
 */
export type Same = (before: Value, after: Value, draft: Draft) => boolean;

/** What is decided once everything else is planned (CustomizeDiff). */
export type Decide = (draft: Draft) => readonly Decision[];

/** Why a change is refused, in a sentence; undefined if it is not. */
export type Refuse = (draft: Draft) => string | undefined;

/** What a provider does by hand for a type. Paths are dotted and without indexes. */
export interface TypeRules {
  readonly same?: Readonly<Record<string, Same>>;
  /** For every attribute that holds a text. */
  readonly sameText?: Same;
  /** How a configured value is kept, where it is kept otherwise than written (SDKv2's StateFunc). */
  readonly kept?: Readonly<Record<string, (value: Value) => Value>>;
  /** In order: each sees what those before it decided. */
  readonly decide?: readonly Decide[];
  readonly refuse?: readonly Refuse[];
}

/** Rules by type; an underscore at the end stands for all of a provider's types. */
export type RuleTable = Readonly<Record<string, TypeRules>>;
