import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { Type } from "../modules/schema/shape";

const type: z.ZodType<Type> = z.lazy(() =>
  z.union([
    z.enum(["string", "number", "bool", "dynamic"]),
    z.tuple([z.enum(["list", "set", "map"]), type]),
    z.tuple([z.literal("object"), z.record(z.string(), type)]),
    z.tuple([z.literal("tuple"), z.array(type)]),
  ]),
);
const nesting = z.enum(["list", "set", "map", "single"]);
const flag = z.boolean().default(false);

const attribute = z.object({
  type: type.optional(),
  required: flag,
  optional: flag,
  computed: flag,
  sensitive: flag,
  write_only: flag,
  deprecated: flag,
  get nested_type() {
    return z.object({ nesting_mode: nesting, attributes: z.record(z.string(), attribute) }).optional();
  },
});
const block = z.object({
  attributes: z.record(z.string(), attribute).default({}),
  get block_types() {
    return z.record(z.string(), blockType).default({});
  },
  deprecated: flag,
});
const blockType = z.object({
  nesting_mode: nesting,
  min_items: z.number().optional(),
  max_items: z.number().optional(),
  block,
});
const schema = z.object({ version: z.number(), block });
const schemas = z.record(z.string(), z.unknown()).default({});
const output = z.object({
  provider_schemas: z.record(
    z.string(),
    z.object({
      provider: schema,
      resource_schemas: schemas,
      data_source_schemas: schemas,
      ephemeral_resource_schemas: schemas,
    }),
  ),
});

const paths = z.array(z.string()).optional();
const meaning = z.object({
  m: z.enum(["r", "o", "c", "oc"]),
  t: z.string(),
  forceNew: flag,
  useStateForUnknown: flag,
  conflictsWith: paths,
  exactlyOneOf: paths,
  atLeastOneOf: paths,
  requiredWith: paths,
  oneOf: paths,
  validators: paths,
  rule: z.string().optional(),
  default: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  get attrs() {
    return z.record(z.string(), meaning).optional();
  },
});

export type OfficialAttribute = z.infer<typeof attribute>;
export type OfficialBlock = z.infer<typeof block>;
export type OfficialBlockType = z.infer<typeof blockType>;
export type OfficialProvider = z.infer<typeof output>["provider_schemas"][string];
/** What is recorded of one attribute or block beyond its schema. */
export type Meaning = z.infer<typeof meaning>;
export type Meanings = Readonly<Record<string, Meaning>>;

/** One schema as `terraform providers schema -json` prints it. */
export const parseSchema = (value: unknown) => schema.parse(value);

/** The recorded semantics of one type. */
export const parseMeanings = (value: unknown) => z.record(z.string(), meaning).parse(value);

/** The providers in a file, or in all `*.schema.json` files of a folder, by their short name. */
export function readProviders(path: string): ReadonlyMap<string, OfficialProvider> {
  const files = statSync(path).isDirectory() ? filesIn(path, /\.schema\.json(\.gz)?$/) : [path];
  const providers = files.flatMap((file) => Object.entries(output.parse(readJson(file)).provider_schemas));
  return new Map(providers.map(([source, provider]) => [source.split("/").at(-1) ?? source, provider]));
}

/** The recorded semantics of every type, not parsed yet: most types are never looked at. */
export function readSemantics(folder: string): ReadonlyMap<string, unknown> {
  const types = z.record(z.string(), z.unknown());
  const files = filesIn(folder, /\.semantics\.json(\.gz)?$/);
  return new Map(files.flatMap((file) => Object.entries(types.parse(readJson(file)))));
}

function filesIn(folder: string, name: RegExp): readonly string[] {
  return readdirSync(folder)
    .filter((file) => name.test(file))
    .sort()
    .map((file) => join(folder, file));
}

function readJson(file: string): unknown {
  const bytes = readFileSync(file);
  return JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
}
