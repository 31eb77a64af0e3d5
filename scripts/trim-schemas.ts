/**
 * Writes `modules/schema/data/<provider>.jsonl`: of each type that `modules/schema/types.json` lists, the official schema
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
import { provider as written } from "../modules/schema/load";
import { readRule } from "../modules/schema/rules/read";
import type { Block, Section } from "../modules/schema/shape";
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
    const isListed = sections.some(([section]) => types[section].length > 0);
    if (provider === undefined && isListed)
      throw new Error(`${schema} has no provider ${name}, which types.json lists`);
    if (provider === undefined) continue;
    const file = resolve(root, "modules/schema/data", `${name}.jsonl`);
    writeFileSync(file, trimmed(name, provider, types, meanings));
    console.log(file);
    for (const rule of unknownRules(name)) console.log(`  no row of modules/schema/rules reads: ${rule}`);
  }
}

function unknownRules(name: string): readonly string[] {
  const rulesOf = ({ attributes, blocks }: Block): readonly string[] => [
    ...Object.values(attributes).flatMap(({ rules }) => rules ?? []),
    ...Object.values(blocks).flatMap(rulesOf),
  ];
  const rules = Object.values(written(name)?.resource ?? {}).flatMap(rulesOf);
  return [...new Set(rules)].filter((rule) => readRule(rule) === undefined);
}

function trimmed(
  name: string,
  provider: OfficialProvider,
  types: Readonly<Record<Section, readonly string[]>>,
  meanings: ReadonlyMap<string, unknown>,
): string {
  const config = ["provider", name, mergeSchema("provider", provider.provider, undefined)];
  const lines = sections.flatMap(([section, key]) =>
    types[section].map((type) => {
      const official = provider[key][type];
      if (official === undefined) throw new Error(`the schema has no ${section} ${type}, which types.json lists`);
      const recorded = section === "resource" ? meanings.get(type) : undefined;
      return [section, type, mergeSchema(type, official, recorded === undefined ? undefined : parseMeanings(recorded))];
    }),
  );
  return [config, ...lines].map((line) => `${JSON.stringify(line)}\n`).join("");
}

void main();
