import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { parseSchemas, provider, type providerNames, providerOf } from "../../modules/schema/load";
import type { ProviderSchemas, Schema } from "../../modules/schema/shape";

const body = z.record(z.string(), z.unknown());
const path = z.array(z.union([z.string(), z.number()]));

/** One thing that a real provider was asked, and what it answered. */
export const caseShape = z.object({
  /** The recording's file, which tells cases of one name apart. */
  from: z.string(),
  name: z.string(),
  type: z.string(),
  prior: body.nullable(),
  config: body,
  lifecycle: body.nullish(),
  /** Paths whose value was a reference to something not yet created. */
  unknown_config: z.array(z.string()).default([]),
  expect: z.object({
    actions: z.array(z.string()),
    replace_paths: z.array(path).default([]),
    unknown: z.array(z.string()).optional(),
    partly_unknown: z.array(z.string()).optional(),
    changed: z.array(z.string()).optional(),
    error: z.string().nullish(),
    phase: z.enum(["validate", "plan"]).nullish(),
  }),
});

/** One of {@link caseShape}. */
export type Case = Readonly<z.infer<typeof caseShape>>;

const data = join(__dirname, "../sandbox/data");

const read = (file: string) => gunzipSync(readFileSync(join(data, file))).toString("utf8");

/** Every recorded case, as scripts/trim-cases.ts wrote them. */
export function recordedCases(): readonly Case[] {
  return read("cases.jsonl.gz")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => caseShape.parse(JSON.parse(line)));
}

const loaded = new Map<string, ProviderSchemas>();

/** A provider's schemas: those of the project, and those of recorded types that the project does not use. */
export function recordedSchemas(name: (typeof providerNames)[number]): ProviderSchemas {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const own = provider(name);
  if (own === undefined) throw new Error(`there are no schemas of provider ${name}`);
  const others = parseSchemas(read("schemas.jsonl.gz"), "test/sandbox/data/schemas.jsonl.gz").resource;
  const added = Object.entries(others).filter(
    ([type]) => providerOf(type) === name && own.resource[type] === undefined,
  );
  const schemas = { ...own, resource: { ...own.resource, ...Object.fromEntries<Schema>(added) } };
  loaded.set(name, schemas);
  return schemas;
}
