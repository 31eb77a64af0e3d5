import { readFileSync } from "node:fs";
import { join } from "node:path";
import { builtin } from "./builtin";
import { isObject, own } from "./json";
import type { ProviderSchemas, Schema, Section } from "./shape";

/** The providers whose data is in `data/`. */
export const providerNames = ["aws", "azurerm", "google", "helm", "kubernetes", "random", "tls"] as const;

const loaded = new Map<string, ProviderSchemas>([["terraform", builtin]]);

/** A provider's schemas, read on first use; undefined if we hold none of that name. */
export function provider(name: string): ProviderSchemas | undefined {
  const known = loaded.get(name);
  if (known !== undefined || !providerNames.some((candidate) => candidate === name)) return known;
  const schemas = readSchemas(join(__dirname, "data", `${name}.jsonl`));
  loaded.set(name, schemas);
  return schemas;
}

/** The provider that a type belongs to unless the stack says otherwise: `aws_vpc` is of `aws`. */
export function providerOf(type: string): string {
  return type.split("_", 1)[0] ?? type;
}

/** The schema of a resource, data source or ephemeral type; undefined if we do not hold it. */
export function schemaOf(type: string, section: Section = "resource"): Schema | undefined {
  const schemas = provider(providerOf(type));
  return schemas && own(schemas[section], type);
}

function readSchemas(file: string): ProviderSchemas {
  const { config, ...schemas } = parseSchemas(readFileSync(file, "utf8"), file);
  if (config === undefined)
    throw new Error(`${file} lacks the provider's line: write it anew with scripts/trim-schemas.ts`);
  return { ...schemas, provider: config };
}

/** Schemas by section and type; the provider's own configuration where there is a line of it. */
interface Parsed extends Omit<ProviderSchemas, "provider"> {
  readonly config: Schema | undefined;
}

/**
 * Reads schemas as scripts write them, one type per line.
 * @param origin names the text in errors
 * @throws Error when a line is of another shape
 */
export function parseSchemas(text: string, origin: string): Parsed {
  const lines = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
  if (!lines.every(isLine))
    throw new Error(`${origin} has a line of another shape: write it anew with scripts/trim-schemas.ts`);
  const of = (section: string) =>
    lines.flatMap(([kept, type, schema]) => (kept === section ? [[type, schema] as const] : []));
  return {
    config: of("provider")[0]?.[1],
    resource: Object.fromEntries(of("resource")),
    data: Object.fromEntries(of("data")),
    ephemeral: Object.fromEntries(of("ephemeral")),
  };
}

/** Our own script writes the lines and a test reads them to the last field; here the outline is enough. */
function isLine(value: unknown): value is readonly [section: string, type: string, schema: Schema] {
  return Array.isArray(value) && value.length === 3 && isObject(value[2]) && isObject(value[2]["attributes"]);
}
