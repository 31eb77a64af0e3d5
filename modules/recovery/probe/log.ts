import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../run/clock";
import type { HealthCheck, ProbeRow } from "./measure";

const rowShape = z.strictObject({
  writer: z.number(),
  number: z.number(),
  sent: z.number(),
  acknowledged: z.strictObject({ at: z.number(), server: z.string() }).nullable(),
  refused: z.boolean(),
});

const lineShape = z.union([
  z.strictObject({ row: rowShape }),
  z.strictObject({ healthy: z.strictObject({ asked: z.number(), answered: z.number() }) }),
  z.strictObject({ loss: z.number() }),
]);

type Line = Readonly<z.infer<typeof lineShape>>;

/** What a probe has seen. Times are milliseconds of the clock of whoever looks. */
export interface Seen {
  readonly rows: readonly ProbeRow[];
  readonly healthy: readonly HealthCheck[];
  /** Undefined: nothing was lost or ordered yet. */
  readonly loss: number | undefined;
}

/** What a probe sees, kept for the process that goes on when this one is killed. */
export interface ProbeLog {
  /** By the processes before this one. */
  readonly earlier: Seen;
  readonly row: (row: ProbeRow) => void;
  readonly health: (check: HealthCheck) => void;
  readonly loss: (at: number) => void;
  readonly close: () => void;
}

/** The same moments on a clock that is so much ahead. */
function moved(line: Line, by: number): Line {
  if ("loss" in line) return { loss: line.loss + by };
  if ("healthy" in line) return { healthy: { asked: line.healthy.asked + by, answered: line.healthy.answered + by } };
  const { row } = line;
  const { acknowledged } = row;
  return {
    row: {
      ...row,
      sent: row.sent + by,
      acknowledged: acknowledged === null ? null : { ...acknowledged, at: acknowledged.at + by },
    },
  };
}

/** A last line that its process did not finish is none: it is cut off, so that the next one begins where it should. */
function linesOf(file: string): readonly Line[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) truncateSync(file, Buffer.byteLength(whole));
  return whole
    .split("\n")
    .slice(0, -1)
    .map((line) => lineShape.parse(JSON.parse(line)));
}

/**
 * Opens the log of a run's probe: `probe.jsonl` in the run's folder, with times of the wall clock, which alone two processes
 * share. Lines outlive the process, not the machine: what nobody was promised needs no more.
 */
export function openProbeLog(folder: string, clock: Pick<Clock, "now" | "monotonic">): ProbeLog {
  const file = join(folder, "probe.jsonl");
  const ahead = clock.now().getTime() - clock.monotonic();
  const lines = linesOf(file).map((line) => moved(line, -ahead));
  const handle = openSync(file, "a");
  const write = (line: Line) => void writeSync(handle, `${JSON.stringify(moved(line, ahead))}\n`);
  return {
    earlier: {
      rows: lines.flatMap((line) => ("row" in line ? [line.row] : [])),
      healthy: lines.flatMap((line) => ("healthy" in line ? [line.healthy] : [])),
      loss: lines.flatMap((line) => ("loss" in line ? [line.loss] : [])).at(-1),
    },
    row: (row) => write({ row }),
    health: (healthy) => write({ healthy }),
    loss: (loss) => write({ loss }),
    close: () => closeSync(handle),
  };
}
