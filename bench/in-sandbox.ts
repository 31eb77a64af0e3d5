import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../modules/core/parse";
import type { DeployOptions } from "../modules/deploy/contract";
import { findBinary } from "../modules/deploy/binary";
import { sandboxTarget } from "../modules/deploy/sandbox";
import { type Runtime, sandboxFiles } from "../modules/sandbox/runtime";
import { launch } from "../modules/sandbox/server/launch";
import { shutdown } from "../modules/sandbox/server/shutdown";
import { stackNames } from "../modules/stacks/names";
import { readProject } from "../modules/stacks/project";
import { synthesize } from "../modules/stacks/synthesize";

/** The folder of this project's environments. */
export const environmentsFolder = join(__dirname, "../environments");

/** A new sandbox, and an environment synthesized for it. */
export interface InSandbox {
  readonly runtime: Runtime;
  readonly folder: string;
  readonly environments: readonly Environment[];
  /** What to deploy all of it with. */
  readonly options: DeployOptions;
}

async function measure(environment: string, work: (inside: InSandbox) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const folder = join(root, "sandbox");
  mkdirSync(folder);
  const runtime = await launch(folder);
  try {
    const { environments } = readProject(environmentsFolder, environment);
    const output = sandboxFiles.stacks(folder);
    synthesize(environments, output);
    const stacks = environments.flatMap(stackNames).map(({ name }) => name);
    const target = sandboxTarget(runtime, folder, environments);
    const binary = await findBinary();
    await work({ runtime, folder, environments, options: { output, stacks, target, binary } });
  } finally {
    await shutdown(folder);
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs a bench in a sandbox that is gone afterwards. What goes wrong ends the process with 1, and is told. */
export function inSandbox(environment: string, work: (inside: InSandbox) => Promise<void>): void {
  measure(environment, work).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
}
