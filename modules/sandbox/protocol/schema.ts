import type { Attribute, Block, Nested, Nesting, Schema, Type } from "../../schema/shape";

/** Numbers of the nesting modes on the wire, the same for blocks and for nested attributes. */
const nestingNumbers = { single: 1, list: 2, set: 3, map: 4 } as const satisfies Record<Nesting, number>;

/** Terraform's type of an attribute that holds objects. */
function typeOf(nested: Nested): Type {
  const fields: Record<string, Type> = {};
  for (const [name, { type }] of Object.entries(nested.attributes)) fields[name] = type;
  for (const [name, inner] of Object.entries(nested.blocks)) fields[name] = typeOf(inner);
  const object: Type = ["object", fields];
  return nested.nesting === "single" ? object : [nested.nesting, object];
}

const bytes = (type: Type) => Buffer.from(JSON.stringify(type));

const flags = ({ mode, sensitive, writeOnly }: Pick<Attribute, "mode" | "sensitive" | "writeOnly">) => ({
  required: mode === "required",
  optional: mode === "optional" || mode === "optional+computed",
  computed: mode === "computed" || mode === "optional+computed",
  sensitive: sensitive === true,
  write_only: writeOnly === true,
});

interface WireAttribute extends ReturnType<typeof flags> {
  readonly name: string;
  readonly type?: Uint8Array;
  readonly nested_type?: { readonly attributes: readonly WireAttribute[]; readonly nesting: number };
}

function nestedAttribute(name: string, nested: Nested): WireAttribute {
  return nested.as === "object"
    ? { name, type: bytes(typeOf(nested)), ...flags(nested) }
    : {
        name,
        nested_type: { attributes: attributes(nested), nesting: nestingNumbers[nested.nesting] },
        ...flags(nested),
      };
}

function attributes(block: Block): readonly WireAttribute[] {
  const plain = Object.entries(block.attributes).map(([name, attribute]: [string, Attribute]) => ({
    name,
    type: bytes(attribute.type),
    ...flags(attribute),
  }));
  const nested = Object.entries(block.blocks).filter(([, { as }]) => as !== "block");
  return [...plain, ...nested.map(([name, inner]) => nestedAttribute(name, inner))];
}

/** A body as the protocol describes it. */
interface WireBlock {
  readonly version: 0;
  readonly attributes: readonly WireAttribute[];
  readonly block_types: readonly {
    readonly type_name: string;
    readonly block: WireBlock;
    readonly nesting: number;
    readonly min_items: number;
    readonly max_items: number;
  }[];
}

function wireBlock(block: Block): WireBlock {
  const blocks = Object.entries(block.blocks).filter(([, { as }]) => as === "block");
  return {
    version: 0,
    attributes: attributes(block),
    block_types: blocks.map(([name, inner]) => ({
      type_name: name,
      block: wireBlock(inner),
      nesting: nestingNumbers[inner.nesting],
      // Terraform refuses limits on a single block; an optional block's minimum holds only where there is one at all.
      min_items: inner.mode === "required" && inner.nesting !== "single" ? (inner.min ?? 1) : 0,
      max_items: inner.nesting === "single" ? 0 : (inner.max ?? 0),
    })),
  };
}

/** A schema as `GetProviderSchema` answers it. */
export interface WireSchema {
  readonly version: number;
  readonly block: WireBlock;
}

/** Translates one schema of ours for the wire. */
export function wireSchema(schema: Schema): WireSchema {
  return { version: schema.version, block: wireBlock(schema) };
}

/** Translates schemas by type. */
export function wireSchemas(schemas: Readonly<Record<string, Schema>>): Readonly<Record<string, WireSchema>> {
  return Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, wireSchema(schema)]));
}
