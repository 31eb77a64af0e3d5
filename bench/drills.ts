import { deployStacks, isWell } from "../modules/deploy";
import type { Measurement } from "../modules/recovery/contract";
import { drill } from "../modules/recovery/drill/drill";
import { sandboxStage } from "../modules/recovery/drill/sandbox";
import type { Runtime } from "../modules/sandbox/runtime";
import { median } from "./harness";
import { bench, environmentsFolder, inSandbox, type InSandbox } from "./in-sandbox";

const environment = "staging";

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Ten of each unless told otherwise: `npm run bench:drills -- 3`. */
const rounds = Number(process.argv[2] ?? 10);

const scenarios = ["region-loss", "switchover"] as const;

/** The way there of each drill of one kind, measured. */
type Figures = readonly Measurement[];

async function measured(runtime: Runtime, folder: string, group: string, scenario: (typeof scenarios)[number]) {
  const stage = sandboxStage({ runtime, folder, environments: environmentsFolder, environment, group });
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

/** Drills in a row, one cloud after the other, with all of the environment deployed. */
async function drills({ runtime, folder, environments, options }: InSandbox): Promise<void> {
  const deployed = await deployStacks(options);
  if (!deployed.every(isWell)) throw new Error("staging could not be deployed into the sandbox");
  const groups = environments.flatMap((one) => one.groups.filter(({ sites }) => sites.length > 1));
  for (const scenario of scenarios)
    for (const { name } of groups) {
      const figures: Measurement[] = [];
      for (let round = 0; round < rounds; round += 1) figures.push(await measured(runtime, folder, name, scenario));
      print(line(name, scenario, figures));
    }
}

bench(() => inSandbox(environment, drills));
