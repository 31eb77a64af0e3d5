/**
 * How long a review takes of a change to one place among a thousand sites, in the sandbox with the real Terraform: from
 * the start of `understudy review` to its end, two commits of one repository, as a user runs it.
 *
 *   npm run bench:review [-- <rounds>]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differingStacks } from "../modules/review/differences";
import { codeHash } from "../modules/review/sides/code";
import { narrowed } from "../modules/review/sides/narrow";
import { findSide } from "../modules/review/sides/side";
import { readProject } from "../modules/stacks/project";
import { synthesize } from "../modules/stacks/synthesize";
import { type Change, changes, commitFleet, makeProject, sitesOf } from "./fleet";
import { median, seconds } from "./harness";
import { bench } from "./in-sandbox";

/** What the project promises, seconds. */
const goal = 10;

const rounds = Number(process.argv[2] ?? 3);

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Runs a program, which must end with 0. */
function timed(script: string, args: readonly string[]): { readonly milliseconds: number; readonly stdout: string } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${String(status)}:\n${stdout}${stderr}`);
  return { milliseconds: performance.now() - start, stdout };
}

/** What comes before Terraform, call by call as a review makes them, each timed in this process. */
async function steps(project: string, output: string): Promise<Readonly<Record<string, number>>> {
  let last = performance.now();
  const lap = () => {
    const before = last;
    last = performance.now();
    return last - before;
  };
  const environments = join(project, "environments");
  const [base, head] = [await findSide("base", environments), await findSide("head", environments)];
  try {
    const checkout = lap();
    const [was, is] = [readProject(base.environments).environments, readProject(head.environments).environments];
    const reading = lap();
    const codes = new Set([base.project, head.project, project].map(codeHash));
    if (codes.size !== 1) throw new Error("the two commits have other code; this bench is of the environments");
    const hashing = lap();
    const narrow = [narrowed(was, is), narrowed(is, was)] as const;
    const narrowing = lap();
    synthesize(narrow[0], join(output, "base"));
    synthesize(narrow[1], join(output, "head"));
    const synthesis = lap();
    differingStacks(join(output, "base"), join(output, "head"));
    return { checkout, reading, hashing, narrowing, synthesis, comparing: lap() };
  } finally {
    base.close();
    head.close();
  }
}

async function measure(folder: string, { title, base, head, deployed }: Change): Promise<void> {
  const project = join(folder, "project");
  mkdirSync(project, { recursive: true });
  makeProject(project);
  const command = join(project, "bin/understudy.js");
  const where = ["--sandbox", join(folder, "sandbox")];
  const on = ["--on", "sandbox", ...where];
  timed(command, ["sandbox", "up", ...where]);
  try {
    commitFleet(project, base, "base");
    timed(command, ["deploy", deployed, ...on]);
    commitFleet(project, head, "head");
    const runs = Array.from({ length: rounds }, () =>
      timed(command, ["review", "--base", "base", "--head", "head", ...on]),
    );
    const times = runs.map(({ milliseconds }) => milliseconds);
    const whole = median(times);
    print(`${title}, of ${sitesOf(head)} sites: ${seconds(whole)} (${times.map(seconds).join(", ")})`);
    const parts = { starting: timed(command, ["--version"]).milliseconds, ...(await steps(project, folder)) };
    const rest = Object.values(parts).reduce((left, part) => left - part, whole);
    const told = [...Object.entries(parts), ["loading cdktf, Terraform and telling", rest] as const];
    print(told.map(([part, time]) => `  ${seconds(time).padStart(8)}  ${part}`).join("\n"));
    print((runs.at(-1)?.stdout ?? "").trimEnd().replaceAll(/^/gm, "  | "));
  } finally {
    timed(command, ["sandbox", "reset", "--force", ...where]);
  }
}

bench(async () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  try {
    for (const [index, change] of changes.entries()) await measure(join(folder, String(index)), change);
    print(`to stay under: ${goal} s`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
