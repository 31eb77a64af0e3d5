import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../modules/core/parse";
import type { DeployOptions } from "../modules/deploy/contract";
import { findBinary } from "../modules/deploy/binary";
import { sandboxTarget } from "../modules/deploy/sandbox";
import { discardDatabaseServers } from "../modules/sandbox/postgres/discard";
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

/** Makes of a project's environment the one that is measured. */
type Reshape = (environment: Environment) => Environment;

/** Synthesizes one of the project's environments, reshaped, and gives it back. */
export function synthesizeReshaped(environment: string, output: string, reshape: Reshape): readonly Environment[] {
  const environments = readProject(environmentsFolder, environment).environments.map(reshape);
  synthesize(environments, output);
  return environments;
}

/**
 * Lets `work` use a sandbox of its own, which is gone afterwards.
 * @param reshape - what becomes of the environment before it is synthesized
 */
export async function inSandbox(
  environment: string,
  work: (inside: InSandbox) => Promise<void>,
  reshape: Reshape = (same) => same,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const folder = join(root, "sandbox");
  mkdirSync(folder);
  const runtime = await launch(folder);
  try {
    const output = sandboxFiles.stacks(folder);
    const environments = synthesizeReshaped(environment, output, reshape);
    const stacks = environments.flatMap(stackNames).map(({ name }) => name);
    const target = sandboxTarget(runtime, folder, environments);
    const binary = await findBinary();
    await work({ runtime, folder, environments, options: { output, stacks, target, binary } });
  } finally {
    await shutdown(folder);
    await discardDatabaseServers(sandboxFiles.postgres(folder));
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs a bench in sandboxes that are gone afterwards. What goes wrong ends the process with 1, and is told. */
export function bench(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
}
