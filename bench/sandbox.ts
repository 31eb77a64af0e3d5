/**
 * What a sandbox costs: production in full, one site by itself, and plans of sites that grow.
 *
 *   npm run bench:sandbox [-- <rounds>]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countResources } from "../modules/stacks/count-resources";
import { type Cloud, clouds } from "../modules/core/cloud";
import type { Environment } from "../modules/core/parse";
import { deployStacks, isWell, planStacks } from "../modules/deploy";
import { findBinary } from "../modules/deploy/binary";
import type { StackResult } from "../modules/deploy/contract";
import { runTerraform } from "../modules/deploy/process";
import { median, seconds } from "./harness";
import { bench, inSandbox, type InSandbox, synthesizeReshaped } from "./in-sandbox";

const environment = "production";

/** How often each figure is taken; the median is told. */
const rounds = Number(process.argv[2] ?? 5);

/** Resources of one site: the size that figures are promised for, and as many as show whether a plan grows in a line. */
const sizes = { promised: 150, growing: [150, 300, 600, 1200] } as const;

const print = (...lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);

/** Resident memory of a process, MiB (proc_pid_status(5)). */
function memoryOf(pid: number): number {
  const [, kibibytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1024;
}

async function timed(work: () => Promise<readonly StackResult[]>): Promise<number> {
  const started = performance.now();
  const results = await work();
  const failed = results.find((result) => !isWell(result));
  if (failed !== undefined) throw new Error(`${failed.stack}: ${failed.outcome}\n${JSON.stringify(failed)}`);
  return performance.now() - started;
}

async function whole({ runtime, options }: InSandbox): Promise<void> {
  const { stacks } = options;
  const wall = await timed(() => deployStacks({ ...options, concurrency: 12 }));
  print(`production in full: ${stacks.length} stacks, twelve at once, applied in ${seconds(wall)}, none with an error`);
  print(`memory of the sandbox then: ${memoryOf(runtime.pid).toFixed(0)} MiB (to stay under: 400)`);
}

/** One group on one cloud, with as many secrets as bring its origin to a number of resources. */
const shaped =
  (cloud: Cloud, secrets: number) =>
  (from: Environment): Environment => ({
    ...from,
    delivery: undefined,
    groups: from.groups.filter((group) => group.cloud === cloud),
    secrets: Object.fromEntries(Array.from({ length: secrets }, (_, index) => [`secret-${index}`, { version: 1 }])),
  });

/** Resources in the stack of the group's active site, as synthesized. */
function resourcesOf(environments: readonly Environment[], output: string): number {
  const file = join(output, "stacks", activeOf(environments), "cdk.tf.json");
  return countResources(JSON.parse(readFileSync(file, "utf8")));
}

function activeOf(environments: readonly Environment[]): string {
  const active = environments
    .flatMap(({ groups }) => groups)
    .flatMap(({ sites }) => sites.find((one) => one.active) ?? []);
  const [site] = active;
  if (site === undefined) throw new Error("there is no site to measure");
  return site.id;
}

/** How many secrets bring a site to a number of resources: each adds as many as the next. */
function secretsOf(cloud: Cloud): (wanted: number) => number {
  const output = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const resourcesWith = (secrets: number) =>
    resourcesOf(synthesizeReshaped(environment, output, shaped(cloud, secrets)), output);
  try {
    const one = resourcesWith(1);
    const each = resourcesWith(2) - one;
    return (wanted) => 1 + Math.max(0, Math.ceil((wanted - one) / each));
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** What became of one site, milliseconds. */
interface SiteTimes {
  readonly apply: number;
  /** Terraform's `init` and `plan`, in a folder that is new. */
  readonly plan: number;
  /** The same by `understudy plan`, which has Terraform show the plan as well, and reads it. */
  readonly readPlan: number;
}

/** Applies one site whose state's store is there, and plans it again, each time as if its folder were new. */
async function site({ environments, options }: InSandbox): Promise<SiteTimes> {
  const { target, output } = options;
  const stack = activeOf(environments);
  const folder = join(output, "stacks", stack);
  const alone = { ...options, stacks: [stack] };
  await timed(() => deployStacks({ ...options, stacks: options.stacks.filter((name) => name.endsWith("-state")) }));
  const apply = await timed(() => deployStacks(alone));

  const binary = await findBinary();
  const log = join(folder, "bench.log");
  const terraform = async (...args: readonly string[]) => {
    const { ok, errors } = await runTerraform({ binary, folder, args, environment: target.environment(), log });
    if (!ok) throw new Error(`terraform ${args.join(" ")} in ${folder}: ${JSON.stringify(errors)}`);
  };
  const renew = () => {
    rmSync(join(folder, ".terraform-sandbox"), { recursive: true, force: true });
  };
  const plans: number[] = [];
  const readPlans: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    renew();
    const started = performance.now();
    await terraform("init", "-input=false", ...target.init);
    await terraform("plan", "-input=false", `-parallelism=${target.parallelism}`, `-out=${join(folder, "bench.plan")}`);
    plans.push(performance.now() - started);
    renew();
    readPlans.push(await timed(() => planStacks(alone)));
  }
  return { apply, plan: median(plans), readPlan: median(readPlans) };
}

async function growing(cloud: Cloud): Promise<void> {
  print("", `${cloud}: one site by itself; init and plan of it applied, median of ${rounds}; apply of it new, once`);
  const secretsFor = secretsOf(cloud);
  for (const wanted of cloud === "aws" ? sizes.growing : [sizes.promised]) {
    await inSandbox(
      environment,
      async (inside) => {
        const resources = resourcesOf(inside.environments, inside.options.output);
        const { apply, plan, readPlan } = await site(inside);
        const each = `${(plan / resources).toFixed(1)} ms a resource`;
        print(
          `${resources} resources: init and plan ${seconds(plan)} (${each}), understudy plan ${seconds(readPlan)}, apply ${seconds(apply)}`,
        );
      },
      shaped(cloud, secretsFor(wanted)),
    );
  }
}

bench(async () => {
  await inSandbox(environment, whole);
  for (const cloud of clouds) await growing(cloud);
});
