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
  const file = join(__dirname, "data", `${name}.json`);
  const schemas: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isProviderSchemas(schemas)) {
    throw new Error(`${file} does not hold provider, resource, data and ephemeral: run scripts/trim-schemas.ts`);
  }
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

/** Our own script writes these files and a test reads them to the last field; here the outline is enough. */
function isProviderSchemas(value: unknown): value is ProviderSchemas {
  return isObject(value) && ["provider", "resource", "data", "ephemeral"].every((key) => isObject(value[key]));
}
