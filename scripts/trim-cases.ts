/**
 * Writes what the real providers were recorded to answer for `test/sandbox/conformance.test.ts`, so that testing needs no
 * recordings: every case, and the schemas of those recorded types that the project itself does not use.
 *
 *   node -r tsx/cjs scripts/trim-cases.ts --conformance <folder> --schema <file or folder> --semantics <folder>
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { providerOf } from "../modules/schema/load";
import { caseShape } from "../test/support/recorded-cases";
import { readTypes } from "./listed-types";
import { mergeSchema } from "./merge-schemas";
import { parseMeanings, readProviders, readSemantics } from "./official-schemas";

const root = resolve(__dirname, "..");
const data = join(root, "test/sandbox/data");

function main(): void {
  const { conformance, schema, semantics } = parseArgs({
    options: { conformance: { type: "string" }, schema: { type: "string" }, semantics: { type: "string" } },
  }).values;
  if (conformance === undefined || schema === undefined || semantics === undefined)
    throw new Error("--conformance, --schema and --semantics are required, see the top of this file");
  const cases = readdirSync(conformance, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(conformance, name)).map((file) => join(name, file)))
    .sort()
    .flatMap((file) =>
      z
        .array(caseShape.omit({ from: true }))
        .parse(JSON.parse(readFileSync(join(conformance, file), "utf8")))
        .map((one) => ({ from: file.replace(/\.json$/, ""), ...one })),
    );
  const listed = new Set(Object.values(readTypes(root)).flatMap(({ resource }) => resource));
  const others = [...new Set(cases.map(({ type }) => type))].filter((type) => !listed.has(type)).sort();
  write("cases.jsonl.gz", cases);
  write("schemas.jsonl.gz", schemasOf(others, schema, semantics));
}

function schemasOf(types: readonly string[], schema: string, semantics: string): readonly unknown[] {
  const providers = readProviders(schema);
  const meanings = readSemantics(semantics);
  return types.map((type) => {
    const official = providers.get(providerOf(type))?.resource_schemas[type];
    if (official === undefined) throw new Error(`the schema has no resource ${type}, of which cases are recorded`);
    const recorded = meanings.get(type);
    return [
      "resource",
      type,
      mergeSchema(type, official, recorded === undefined ? undefined : parseMeanings(recorded)),
    ];
  });
}

function write(file: string, elements: readonly unknown[]): void {
  const lines = elements.map((element) => `${JSON.stringify(element)}\n`).join("");
  writeFileSync(join(data, file), gzipSync(lines, { level: 9 }));
}

main();
