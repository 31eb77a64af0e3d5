import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { InvalidInput } from "../../core/problems";

const file = "drill.json";

const recordShape = z.strictObject({
  /** The same for all runs of one drill: the name of its first. */
  drill: z.string(),
  cause: z.enum(["order", "region-loss", "control-plane-loss"]),
  /** Where the writes were before, and are to be afterwards. */
  site: z.string(),
  region: z.string(),
  origin: z.boolean(),
  standby: z.string(),
  /** Which plan of the drill this run is of: 0 is the way there. */
  plan: z.number(),
});

/** What a run's folder knows of the drill that the run is a part of: enough to go on with it in another process. */
export type DrillRecord = Readonly<z.infer<typeof recordShape>>;

/** The record as it is to lie beside a run's journal. */
export const recordFiles = (record: DrillRecord): Readonly<Record<string, string>> => ({
  [file]: `${JSON.stringify(record)}\n`,
});

/** The drill that a run is a part of; undefined for a run that is no drill's. @throws InvalidInput when its record is damaged */
export function readRecord(folder: string): DrillRecord | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  const parsed = recordShape.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (parsed.success) return parsed.data;
  throw new InvalidInput([{ path, message: "is no record of a drill; restore it from a copy" }]);
}

/** The run of a drill that has come furthest: it is the one to resume. */
export function lastRun(runs: string, drill: string): string | undefined {
  const found = readdirSync(runs).flatMap((run) => {
    const record = readRecord(join(runs, run));
    return record?.drill === drill ? [{ run, plan: record.plan }] : [];
  });
  return found.toSorted((one, other) => one.plan - other.plan).at(-1)?.run;
}
