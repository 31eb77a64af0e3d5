import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployStacks, isWell } from "../modules/deploy";
import { findBinary } from "../modules/deploy/binary";
import { sandboxTarget } from "../modules/deploy/sandbox";
import type { Measurement } from "../modules/recovery/contract";
import { drill } from "../modules/recovery/drill/drill";
import { sandboxStage } from "../modules/recovery/drill/sandbox";
import { type Runtime, sandboxFiles } from "../modules/sandbox/runtime";
import { launch } from "../modules/sandbox/server/launch";
import { shutdown } from "../modules/sandbox/server/shutdown";
import { readProject } from "../modules/stacks/project";
import { synthesize } from "../modules/stacks/synthesize";
import { median } from "./harness";

const environments = join(__dirname, "../environments");
const environment = "staging";

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Ten of each unless told otherwise: `npm run bench:drills -- 3`. */
const rounds = Number(process.argv[2] ?? 10);

const scenarios = ["region-loss", "switchover"] as const;

/** The way there of each drill of one kind, measured. */
type Figures = readonly Measurement[];

async function measured(runtime: Runtime, folder: string, group: string, scenario: (typeof scenarios)[number]) {
  const stage = sandboxStage({ runtime, folder, environments, environment, group });
  const { signal } = new AbortController();
  const plans = await drill(stage, { scenario, starter: "bench", signal, onEvent: () => undefined });
  const failed = plans.find(({ outcome }) => outcome.outcome !== "passed");
  if (failed !== undefined) throw new Error(`${group}: ${failed.run} ${JSON.stringify(failed.outcome)}`);
  const measurement = plans[0]?.measurement ?? null;
  if (measurement === null) throw new Error(`${group}: a ${scenario} was not measured`);
  return measurement;
}

const seconds = (value: number) => `${value.toFixed(2)} s`;

function line(group: string, scenario: string, figures: Figures): string {
  const rto = figures.map(({ rtoSeconds }) => rtoSeconds ?? Number.POSITIVE_INFINITY);
  const rpo = figures.map(({ rpoSeconds }) => rpoSeconds);
  const lost = figures.map(({ lostRows }) => lostRows);
  const rows = figures.reduce((sum, { acknowledgedRows }) => sum + acknowledgedRows, 0);
  const cells = [
    `rto ${seconds(median(rto))}, at most ${seconds(Math.max(...rto))}`,
    `rpo ${seconds(median(rpo))}, at most ${seconds(Math.max(...rpo))}`,
    `lost at most ${Math.max(...lost)} rows a drill of ${rows} confirmed in all`,
  ];
  return `${group.padEnd(6)} ${scenario.padEnd(12)} ${figures.length} of ${rounds}: ${cells.join("; ")}`;
}

/** Drills in a row, one cloud after the other, in a new sandbox with staging in full. */
async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const folder = join(root, "sandbox");
  mkdirSync(folder);
  const runtime = await launch(folder);
  try {
    const { environments: parsed } = readProject(environments, environment);
    const output = sandboxFiles.stacks(folder);
    synthesize(parsed, output);
    const groups = parsed.flatMap((one) => one.groups.filter(({ sites }) => sites.length > 1));
    const stacks = groups.flatMap(({ id, sites }) => [`${id}-state`, ...sites.map((site) => site.id), `${id}-traffic`]);
    const target = sandboxTarget(runtime, folder, parsed);
    const deployed = await deployStacks({ output, stacks, target, binary: await findBinary() });
    if (!deployed.every(isWell)) throw new Error("staging could not be deployed into the sandbox");
    for (const scenario of scenarios)
      for (const { name } of groups) {
        const figures: Measurement[] = [];
        for (let round = 0; round < rounds; round += 1) figures.push(await measured(runtime, folder, name, scenario));
        print(line(name, scenario, figures));
      }
  } finally {
    await shutdown(folder);
    rmSync(root, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
