/**
 * The shape of the provider data in `data/<provider>.jsonl`: the official schema and the recorded semantics of each
 * type, merged. Paths in it are dotted with indexes, as providers write them: "settings.0.tier".
 */

/** A value type in Terraform's own notation. */
export type Type =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list" | "set" | "map", Type]
  | readonly ["object", Readonly<Record<string, Type>>]
  | readonly ["tuple", readonly Type[]];

/** Who sets it: the configuration must, the configuration may, only the provider may, or either may. */
export type Mode = "required" | "optional" | "computed" | "optional+computed";

/** How often something may occur within its parent. */
export type Nesting = "list" | "set" | "map" | "single";

interface Semantics {
  readonly mode: Mode;
  /** A change replaces the resource; on something nested: a change of the number of elements does. */
  readonly forceNew?: true;
  readonly conflictsWith?: readonly string[];
  readonly exactlyOneOf?: readonly string[];
  readonly atLeastOneOf?: readonly string[];
  readonly requiredWith?: readonly string[];
  readonly sensitive?: true;
  /** Never kept in plan or state, so the one place where an ephemeral value may go. */
  readonly writeOnly?: true;
  readonly deprecated?: true;
  /** Least number of elements. On something nested and optional it holds only if there is at least one. */
  readonly min?: number;
  readonly max?: number;
}

/** An argument or exported value that holds a plain value. */
export interface Attribute extends Semantics {
  readonly type: Type;
  /** A number without fraction. */
  readonly integer?: true;
  /** What the provider assumes when it is absent, as text. */
  readonly default?: string;
  /** The allowed values, of the attribute itself or of its elements. */
  readonly oneOf?: readonly string[];
  /** What the provider's validators answered to the value ~probe~, "x" being the attribute's own path. */
  readonly rules?: readonly string[];
  /** The schema says optional, yet the provider's SDK refuses it: the `id` of older resource types. */
  readonly unsettable?: true;
  /** When unknown, planned as what the state holds. */
  readonly keepsState?: true;
}

/** A body: what can be written between one pair of braces. */
export interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly blocks: Readonly<Record<string, Nested>>;
}

/** A body within a body. */
export interface Nested extends Semantics, Block {
  /** block: a true nested block; object: an attribute of object type; nested: a framework nested attribute. */
  readonly as: "block" | "object" | "nested";
  readonly nesting: Nesting;
}

/** A resource, data source, ephemeral resource or provider configuration. */
export interface Schema extends Block {
  readonly version: number;
}

/** Where a type is declared in a stack. */
export type Section = "resource" | "data" | "ephemeral";

/** One provider's file. */
export interface ProviderSchemas extends Readonly<Record<Section, Readonly<Record<string, Schema>>>> {
  readonly provider: Schema;
}
