import { createRequire } from "node:module";
import { Option } from "commander";
import { late } from "../core/late";
import type { Environment } from "../core/parse";
import { InvalidInput } from "../core/problems";
import { cloudTarget } from "../deploy/cloud";
import type { Target } from "../deploy/contract";
import type * as sandboxes from "../deploy/sandbox";
import { SandboxFailure } from "../sandbox/failure";
import type { Runtime } from "../sandbox/runtime";
import { requireUp } from "../sandbox/server/standing";

/** What {@link targetOption} adds to a verb's options. */
export interface TargetOptions {
  readonly on: Target["name"];
}

/** The option of all verbs that plan or change something. There is no usual target: none is hit by mistake. */
export function targetOption(): Option {
  return new Option("--on <target>", "the sandbox on this machine, or the real clouds")
    .choices(["sandbox", "cloud"])
    .makeOptionMandatory();
}

/** The target for stacks of these environments. */
export type TargetOf = (environments: readonly Environment[]) => Target;

async function runningSandbox(folder: string): Promise<Runtime> {
  try {
    return (await requireUp(folder)).runtime;
  } catch (error) {
    if (error instanceof SandboxFailure) throw new InvalidInput([{ path: folder, message: error.message }]);
    throw error;
  }
}

/** It needs cdktf, which takes most of a second to load: not before everything else is right. */
const loadSandboxes = late<typeof sandboxes>(createRequire(__filename), "../deploy/sandbox", "sandboxTarget");

/**
 * Finds what stacks are deployed on.
 * @param folder - of the sandbox
 * @throws InvalidInput when the sandbox is meant and is not up
 */
export async function findTarget({ on }: TargetOptions, folder: string): Promise<TargetOf> {
  if (on === "cloud") return () => cloudTarget();
  const runtime = await runningSandbox(folder);
  return (environments) => loadSandboxes().sandboxTarget(runtime, folder, environments);
}
