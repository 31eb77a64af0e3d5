import type { App } from "cdktf";
import type { IConstruct } from "constructs";

/** What a measured program tells about itself; times are milliseconds. */
export const reportFields = [
  /** Until all constructs exist. */
  "construction",
  /** `app.synth()`, to the last file on disk. */
  "synthesis",
  /** Since the process started, loading included. */
  "total",
  /** Part of `total` that only the measurement needs, before the construction: 0 in a real program. */
  "preparation",
  /** Time of processors since the process started; steadier than the others on a machine that does more than this. */
  "cpu",
  /** Most resident memory of the process, in MB. */
  "memory",
  "stacks",
  "resources",
] as const;

export type Report = Readonly<Record<(typeof reportFields)[number], number>>;

/** cdktf's own marks, so that this module does not load cdktf before the program decides how. */
const marks = {
  stacks: Symbol.for("cdktf/TerraformStack"),
  resources: Symbol.for("cdktf/TerraformResource"),
} as const;

function count(constructs: readonly IConstruct[], mark: symbol): number {
  return constructs.filter((construct) => mark in construct).length;
}

/**
 * The whole of a measured program: constructs an app, synthesizes it, and prints the report as one line of JSON, the last
 * that the program may print. Import fast loading, if it is to be measured, before anything else.
 *
 * @param preparation Milliseconds that the program spent on being measured before it called this.
 */
export function reportSynthesis(construct: () => App, preparation = 0): void {
  const start = performance.now();
  const app = construct();
  const constructed = performance.now();
  app.synth();
  const total = performance.now();
  const { user, system } = process.cpuUsage();
  const memory = process.resourceUsage().maxRSS / 1024;
  const constructs = app.node.findAll();
  const report: Report = {
    construction: constructed - start,
    synthesis: total - constructed,
    total,
    preparation,
    cpu: (user + system) / 1000,
    memory,
    stacks: count(constructs, marks.stacks),
    resources: count(constructs, marks.resources),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
