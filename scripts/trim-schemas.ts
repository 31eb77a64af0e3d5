/**
 * Writes `modules/schema/data/<provider>.json`: of each type that `modules/schema/types.json` lists, the official schema
 * and the recorded semantics merged, one type per line.
 *
 *   node -r tsx/cjs scripts/trim-schemas.ts --schema <file or folder> --semantics <folder> [--list]
 *
 * --schema takes what `terraform providers schema -json` prints, gzipped or not. --list first writes types.json anew:
 * every type that occurs in cdktf.out, and those in test/schema/data/types.json, which tests need.
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Section } from "../modules/schema/shape";
import { listTypes, readTypes } from "./listed-types";
import { mergeSchema } from "./merge-schemas";
import type { OfficialProvider } from "./official-schemas";
import { parseMeanings, readProviders, readSemantics } from "./official-schemas";

const root = resolve(__dirname, "..");
const sections = [
  ["resource", "resource_schemas"],
  ["data", "data_source_schemas"],
  ["ephemeral", "ephemeral_resource_schemas"],
] as const;

async function main(): Promise<void> {
  const { schema, semantics, list } = parseArgs({
    options: { schema: { type: "string" }, semantics: { type: "string" }, list: { type: "boolean", default: false } },
  }).values;
  if (schema === undefined || semantics === undefined) {
    throw new Error("--schema <file or folder> and --semantics <folder> are required, see the top of this file");
  }
  const providers = readProviders(schema);
  const meanings = readSemantics(semantics);
  if (list) await listTypes(root);
  for (const [name, types] of Object.entries(readTypes(root))) {
    const provider = providers.get(name);
    if (provider === undefined) throw new Error(`${schema} has no provider ${name}, which types.json lists`);
    const file = resolve(root, "modules/schema/data", `${name}.json`);
    writeFileSync(file, trimmed(provider, types, meanings));
    console.log(file);
  }
}

function trimmed(
  provider: OfficialProvider,
  types: Readonly<Record<Section, readonly string[]>>,
  meanings: ReadonlyMap<string, unknown>,
): string {
  const config = JSON.stringify(mergeSchema("provider", provider.provider, undefined));
  const parts = sections.map(([section, key]) => {
    const lines = types[section].map((type) => {
      const official = provider[key][type];
      if (official === undefined) throw new Error(`the schema has no ${section} ${type}, which types.json lists`);
      const recorded = section === "resource" ? meanings.get(type) : undefined;
      const merged = mergeSchema(type, official, recorded === undefined ? undefined : parseMeanings(recorded));
      return `\n${JSON.stringify(type)}:${JSON.stringify(merged)}`;
    });
    return `"${section}":{${lines.join(",")}}`;
  });
  return `{\n"provider":${config},\n${parts.join(",\n")}\n}\n`;
}

void main();
