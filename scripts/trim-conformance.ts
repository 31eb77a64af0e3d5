/**
 * Writes the samples of recorded provider behaviour under `test/schema/data` that the tests of `modules/schema` need, so
 * that testing needs no recordings: changes, decisions, bodies and refusals. Only types in types.json are sampled.
 *
 *   node -r tsx/cjs scripts/trim-conformance.ts --conformance <folder>
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { isAbsent, isObject } from "../modules/schema/json";
import type { ProblemKind } from "../modules/schema/problem";
import { replacementExceptions } from "../modules/schema/replacement-exceptions";
import { readTypes, testTypes } from "./listed-types";

const root = resolve(__dirname, "..");
const body = z.record(z.string(), z.unknown());
const recording = z.object({
  name: z.string(),
  type: z.string(),
  prior: body.nullable(),
  config: body.nullable(),
  lifecycle: z.unknown().optional(),
  expect: z.object({
    actions: z.array(z.string()).default([]),
    replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).default([]),
    error: z.string().nullish(),
    error_detail: z.string().nullish(),
    phase: z.string().nullish(),
  }),
});
type Recording = z.infer<typeof recording>;
type Outcome = "update" | "replace" | "no-op";

function main(): void {
  const { conformance } = parseArgs({ options: { conformance: { type: "string" } } }).values;
  if (conformance === undefined) throw new Error("--conformance <folder> is required, see the top of this file");
  const listed = new Set(Object.values(readTypes(root)).flatMap(({ resource }) => resource));
  const recordings = Object.keys(readTypes(root))
    .flatMap((provider) => readdirSync(join(conformance, provider)).map((file) => join(conformance, provider, file)))
    .flatMap((file) => z.array(recording).parse(JSON.parse(readFileSync(file, "utf8"))))
    .filter(({ type }) => listed.has(type));
  const named = (end: string) => recordings.filter(({ name, expect }) => name.endsWith(end) && !expect.error);
  const bodies = new Map([...named(": create"), ...named(": no change")].map((one) => [one.type, one]));
  const kept = new Set(testTypes(root).resource);
  write("changes.jsonl", changes(recordings));
  write("decisions.jsonl", decisions(recordings));
  write(
    "bodies.jsonl",
    [...bodies].filter(([type]) => kept.has(type)).map(([type, { config }]) => [type, config]),
  );
  write(
    "refusals.jsonl",
    refusals(
      recordings.filter(({ type }) => kept.has(type)),
      bodies,
    ),
  );
}

/** What plans did about single arguments that were changed or removed: [type, change, outcome, paths]. */
function changes(recordings: readonly Recording[]): readonly unknown[] {
  const paths = new Map<string, Set<string>>();
  for (const { name, type, expect } of recordings.filter(isPlanned)) {
    const [, change, path = ""] = /: (change|remove) (\S+)(?: from config)?$/.exec(name) ?? [];
    const outcome = outcomeOf(expect.actions);
    if (change === undefined || outcome === undefined || decided(type).includes(path)) continue;
    const key = JSON.stringify([type, change, outcome]);
    paths.set(key, (paths.get(key) ?? new Set()).add(path));
  }
  return [...paths].map(([key, found]) => [...z.array(z.string()).parse(JSON.parse(key)), [...found]]);
}

/** What plans did about the arguments that only some changes replace: [type, path, outcome, before, after]. */
function decisions(recordings: readonly Recording[]): readonly unknown[] {
  const rows = recordings.filter(isPlanned).flatMap(({ type, prior, config, expect }) =>
    decided(type).flatMap((path) => {
      const [before, after] = [valueAt(prior, path), valueAt(config, path)];
      const names = expect.replace_paths.map((steps) => steps.filter((step) => typeof step === "string").join("."));
      const replaced = names.includes(path);
      // An argument that is no longer given may keep its value: then the plan says nothing about a change.
      if (isObject(before) || isObject(after) || before === after || (isAbsent(after) && !replaced)) return [];
      return [JSON.stringify([type, path, replaced ? "replace" : "update", before, after])];
    }),
  );
  return [...new Set(rows)].map((row): unknown => JSON.parse(row));
}

function isPlanned({ prior, config, lifecycle, expect }: Recording): boolean {
  return prior !== null && config !== null && !expect.error && lifecycle === undefined;
}

function decided(type: string): readonly string[] {
  return replacementExceptions.filter((exception) => exception.type === type).map(({ path }) => path);
}

function outcomeOf(actions: readonly string[]): Outcome | undefined {
  if (actions.includes("delete") && actions.includes("create")) return "replace";
  const [action] = actions;
  return action === "update" || action === "no-op" ? action : undefined;
}

function valueAt(value: unknown, path: string): unknown {
  return (
    path.split(".").reduce<unknown>((at, key) => {
      const one: unknown = Array.isArray(at) && !/^\d+$/.test(key) ? at[0] : at;
      if (Array.isArray(one)) return one[Number(key)];
      return isObject(one) ? one[key] : undefined;
    }, value) ?? null
  );
}

/** Configurations that a provider refused, as what they change in the type's body: [type, name, kind, changed arguments]. */
function refusals(recordings: readonly Recording[], bodies: ReadonlyMap<string, Recording>): readonly unknown[] {
  const seen = new Set<string>();
  return recordings.flatMap(({ name, type, config, expect: { error, error_detail: detail, phase } }) => {
    const base = bodies.get(type)?.config;
    if (phase !== "validate" || !error || !config || !base) return [];
    const keys = [...new Set([...Object.keys(base), ...Object.keys(config)])];
    const changed = keys.filter((key) => JSON.stringify(base[key]) !== JSON.stringify(config[key]));
    const kind = kindOf(error, detail ?? "");
    const sample = [type, name.replace(`${type}: `, ""), kind, pick(config, changed)];
    if (seen.has(`${type} ${kind}`) || JSON.stringify(sample).length > 600) return [];
    seen.add(`${type} ${kind}`);
    return [sample];
  });
}

function pick(config: Readonly<Record<string, unknown>>, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(keys.map((key) => [key, isAbsent(config[key]) ? null : config[key]]));
}

function kindOf(error: string, detail: string): ProblemKind {
  if (/all of `.*` must be specified/.test(detail)) return "required-with";
  if (error === "Missing required argument" && /one of `.*` must be specified/.test(detail)) return "at-least-one-of";
  const kinds: readonly (readonly [RegExp, ProblemKind])[] = [
    [/Incorrect attribute value type/, "wrong-type"],
    [/Missing required argument|Insufficient/, "missing-required"],
    [/Extraneous JSON object property/, "unknown-attribute"],
    [/Conflicting configuration/, "conflict"],
    [/Invalid combination/, "exactly-one-of"],
    [/Not enough list items/, "block-count"],
    [/Read-Only Attribute/, "computed-only"],
  ];
  return kinds.find(([title]) => title.test(error))?.[1] ?? "value-not-allowed";
}

function write(file: string, elements: readonly unknown[]): void {
  const lines = elements.map((element) => `${JSON.stringify(element)}\n`);
  writeFileSync(join(root, "test/schema/data", file), lines.join(""));
}

main();
