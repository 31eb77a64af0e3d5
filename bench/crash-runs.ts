import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { thingsOf } from "../modules/sandbox/cloud/things";
import { type Runtime, sandboxFiles } from "../modules/sandbox/runtime";
import { askStatus } from "../modules/sandbox/server/client";
import { sandboxEnvironment } from "../modules/sandbox/server/environment";
import { launch } from "../modules/sandbox/server/launch";
import { writeBackendOverride } from "../modules/sandbox/server/override";
import { shutdown } from "../modules/sandbox/server/shutdown";
import { openStore } from "../modules/sandbox/store/open";
import { crashStack } from "./crash-stack";

/** What became of some kills. */
export interface Crashes {
  readonly kills: { readonly server: number; readonly terraform: number };
  /** What was lost, left over, or did not converge; empty when nothing. */
  readonly problems: readonly string[];
  /** How often the next apply found something that its predecessor had made and not written down. */
  readonly interrupted: number;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Repeatable numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** One sandbox, one stack, and somebody who kills. */
class Victim {
  private readonly root = mkdtempSync(join(tmpdir(), "understudy-crash-"));
  private readonly sandbox = join(this.root, "sandbox");
  private readonly stack = join(this.root, "stack");
  private runtime: Runtime | undefined;

  async up(): Promise<Runtime> {
    mkdirSync(this.stack, { recursive: true });
    if (this.runtime === undefined || !alive(this.runtime.pid)) this.runtime = await launch(this.sandbox);
    return this.runtime;
  }

  async write(round: number): Promise<void> {
    const runtime = await this.up();
    writeFileSync(join(this.stack, "cdk.tf.json"), JSON.stringify(crashStack(round)));
    writeBackendOverride(this.stack, runtime, () => undefined);
  }

  terraform(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
    if (this.runtime === undefined) throw new Error("the sandbox has not been started");
    const binary = process.env["UNDERSTUDY_TERRAFORM"] ?? "terraform";
    const env = sandboxEnvironment(this.runtime, this.sandbox);
    const child = spawn(binary, [...args], { cwd: this.stack, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output }));
    });
    return { child, ended };
  }

  async killServer(): Promise<void> {
    const { pid } = await this.up();
    process.kill(pid, "SIGKILL");
    while (alive(pid)) await pause(5);
  }

  /** As a person does who has read Terraform's message. */
  async unlock(): Promise<void> {
    const { locks } = await askStatus(await this.up());
    for (const { id } of locks) await this.terraform("force-unlock", "-force", id).ended;
  }

  /** What the clouds hold and Terraform does not know, and the other way round. */
  async differences(): Promise<readonly string[]> {
    const copy = join(this.root, "copy.log");
    copyFileSync(sandboxFiles.store(this.sandbox), copy);
    const store = await openStore(copy);
    const there = new Set(thingsOf(store).map(({ type, id }) => `${type}/${id}`));
    await store.close();
    const { code, output } = await this.terraform("show", "-json", "-no-color").ended;
    if (code !== 0) return [`the state cannot be shown: ${output.slice(-1500)}\n${this.log()}`];
    const known = new Set(idsIn(JSON.parse(output)));
    return [
      ...[...there]
        .filter((one) => !known.has(one))
        .map((one) => `${one} is in the cloud, and terraform does not know it`),
      ...[...known]
        .filter((one) => !there.has(one))
        .map((one) => `terraform knows ${one}, and the cloud does not have it`),
    ];
  }

  async close(): Promise<void> {
    try {
      await shutdown(this.sandbox);
    } finally {
      rmSync(this.root, { recursive: true, force: true });
    }
  }

  log(): string {
    return readFileSync(sandboxFiles.log(this.sandbox), "utf8").slice(-2000);
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

function idsIn(shown: unknown): readonly string[] {
  const resources = field(field(field(shown, "values"), "root_module"), "resources");
  return (Array.isArray(resources) ? resources : []).map(
    (resource: unknown) => `${String(field(resource, "type"))}/${String(field(field(resource, "values"), "id"))}`,
  );
}

async function round(victim: Victim, number: number, random: () => number) {
  const target = random() < 0.5 ? ("server" as const) : ("terraform" as const);
  await victim.write(number);
  const { child, ended } = victim.terraform("apply", "-auto-approve", "-input=false", "-no-color");
  await Promise.race([pause(random() * 2000), ended]);
  if (target === "server") await victim.killServer();
  else child.kill("SIGKILL");
  const { code } = await ended;
  await victim.write(number);
  await victim.unlock();
  const problems: string[] = [];
  const applied = await victim.terraform("apply", "-auto-approve", "-input=false", "-no-color").ended;
  if (applied.code !== 0) problems.push(`does not converge: ${applied.output.slice(-1500)}`);
  const planned = await victim.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color").ended;
  if (planned.code !== 0) problems.push(`a second plan is not empty: ${planned.output.slice(-1500)}`);
  problems.push(...(await victim.differences()));
  const story = `round ${number}, ${target} killed`;
  return { target, interrupted: code !== 0, problems: problems.map((problem) => `${story}: ${problem}`) };
}

/**
 * Kills the sandbox's server or Terraform at a random moment of an apply, so many times, each time looks whether the
 * store opens, the next apply converges, and what exists is what Terraform knows.
 * @param seed - the same kills again
 */
export async function crash(
  times: number,
  seed: number,
  onRound: (text: string) => void = () => undefined,
): Promise<Crashes> {
  const random = numbers(seed);
  const victim = new Victim();
  const rounds: Awaited<ReturnType<typeof round>>[] = [];
  try {
    await victim.write(0);
    await victim.terraform("init", "-input=false", "-no-color").ended;
    for (let number = 1; number <= times; number += 1) {
      const one = await round(victim, number, random);
      rounds.push(one);
      onRound(`${number}/${times} ${one.target} ${one.problems.join("; ")}`);
    }
  } finally {
    await victim.close();
  }
  const count = (target: "server" | "terraform") => rounds.filter((one) => one.target === target).length;
  return {
    kills: { server: count("server"), terraform: count("terraform") },
    problems: rounds.flatMap(({ problems }) => problems),
    interrupted: rounds.filter(({ interrupted }) => interrupted).length,
  };
}
