import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { type Report, reportFields } from "./report";

const root = resolve(__dirname, "..");

/** A program that ends in `reportSynthesis`, run in a process of its own. Paths are relative to the repository. */
export interface Program {
  readonly script: string;
  readonly parameters?: readonly string[];
  /** Modules that Node loads before the script, after tsx. */
  readonly preload?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A report, and what only the outside can see. */
export interface Run extends Report {
  /** Milliseconds from before the process is started until it is gone. */
  readonly wall: number;
}

function isReport(value: unknown): value is Report {
  return (
    typeof value === "object" &&
    value !== null &&
    reportFields.every((field) => field in value && typeof Reflect.get(value, field) === "number")
  );
}

/** @throws Error with the program's output when it fails or does not end in a report. */
export function run({ script, parameters = [], preload = [], environment = {} }: Program): Run {
  const modules = ["tsx/cjs", ...preload.map((path) => resolve(root, path))].flatMap((module) => ["-r", module]);
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, [...modules, resolve(root, script), ...parameters], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 26,
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  const report: unknown = status === 0 && last.startsWith("{") ? JSON.parse(last) : undefined;
  if (!isReport(report))
    throw new Error(
      `${script} ended with ${status} and without a report; end it in reportSynthesis:\n${stdout}${stderr}`,
    );
  return { ...report, wall };
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

function combine(value: (figure: keyof Run) => number): Run {
  return {
    construction: value("construction"),
    synthesis: value("synthesis"),
    total: value("total"),
    preparation: value("preparation"),
    cpu: value("cpu"),
    memory: value("memory"),
    stacks: value("stacks"),
    resources: value("resources"),
    wall: value("wall"),
  };
}

/** Milliseconds as people read them, `12.34 s`. */
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

/** The median of each figure. */
function medians(runs: readonly Run[]): Run {
  return combine((figure) => median(runs.map((each) => each[figure])));
}

/** How many times each figure of one run is that of another: `times(plain, ours).construction` is how much faster we are. */
export function times(run: Run, other: Run): Run {
  return combine((figure) => run[figure] / other[figure]);
}

/**
 * Medians of each program over a number of rounds. In a round each program runs once, so that whatever else the machine
 * does falls on all of them; a round before them is not counted, since it fills the disk's and tsx's caches.
 */
export function measure(programs: readonly Program[], rounds: number): readonly Run[] {
  programs.forEach(run);
  const results = Array.from({ length: rounds }, () => programs.map(run));
  return programs.map((_, index) => medians(results.flatMap((round) => round[index] ?? [])));
}

/** One line per run, aligned, for a terminal or a `text` block in a document. */
export function table(rows: Readonly<Record<string, Run>>): string {
  const shown = ["wall", "total", "construction", "synthesis", "cpu", "memory", "stacks", "resources"] as const;
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  const cell = (value: number) => (value < 100 && !Number.isInteger(value) ? value.toFixed(1) : value.toFixed(0));
  const line = (name: string, cells: readonly string[]) =>
    [name.padEnd(width), ...cells.map((text) => text.padStart(12))].join(" ");
  return [
    line("", shown),
    ...Object.entries(rows).map(([name, row]) =>
      line(
        name,
        shown.map((field) => cell(row[field])),
      ),
    ),
  ].join("\n");
}
