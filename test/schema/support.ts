import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { checkStack } from "../../modules/schema/check";
import type { JsonObject } from "../../modules/schema/json";
import type { Problem } from "../../modules/schema/problem";

/** Reads one of the recorded samples in test/schema/data. */
export function readSample<Row>(name: string, row: z.ZodType<Row>): readonly Row[] {
  const lines = readFileSync(join(__dirname, "data", `${name}.jsonl`), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => row.parse(JSON.parse(line)));
}

const bodies = new Map(readSample("bodies", z.tuple([z.string(), z.record(z.string(), z.unknown())])));

/** The types of which there is a body that the real provider accepted. */
export const acceptedTypes: readonly string[] = [...bodies.keys()];

/** A resource body that the real provider accepted, some arguments replaced. */
export function body(type: string, changes: JsonObject = {}): JsonObject {
  const accepted = bodies.get(type);
  if (accepted === undefined)
    throw new Error(`test/schema/data/bodies.jsonl has no ${type}: add it to types.json there`);
  return { ...accepted, ...changes };
}

/** The problems of a stack with one resource, `type.main`. */
export function problemsOf(type: string, resource: JsonObject): readonly Problem[] {
  return checkStack({ resource: { [type]: { main: resource } } });
}

/** Kind, address and path of each problem, short enough to compare. */
export function summary(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ kind, address, path }) => (path === "" ? `${kind} ${address}` : `${kind} ${address} ${path}`));
}
