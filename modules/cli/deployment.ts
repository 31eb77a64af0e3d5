import { createRequire } from "node:module";
import { type Command, Option } from "commander";
import { InvalidInput, type Problem } from "../core/problems";
import { type Binary, findBinary } from "../deploy/binary";
import { cloudTarget } from "../deploy/cloud";
import type { Target } from "../deploy/contract";
import type * as sandboxes from "../deploy/sandbox";
import { parseWanted, selectStacks } from "../deploy/selection";
import { SandboxFailure } from "../sandbox/failure";
import { type Runtime, sandboxFiles } from "../sandbox/runtime";
import { requireUp } from "../sandbox/server/standing";
import { readStacks, type StackEntry } from "../stacks/manifest";
import { type Project, readProject } from "../stacks/project";
import { outputOf, outputOption, type OutputOptions } from "./output";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import { printNotes, synthesizeProject } from "./synthesis";
import type { Context } from "./verb";

/** What {@link deploymentOptions} adds to a verb's options. */
export interface DeploymentOptions extends OutputOptions, SandboxOptions {
  readonly on: Target["name"];
}

/** All that a deployment needs, found and checked. */
export interface Deployment {
  readonly target: Target;
  readonly binary: Binary;
  readonly output: string;
  readonly stacks: readonly string[];
  /** Every stack of the output, to say what is there besides. */
  readonly all: readonly StackEntry[];
}

/** The argument and options that `plan`, `deploy` and `destroy` share. There is no usual target: none is hit by mistake. */
export function deploymentOptions(command: Command): Command {
  return command
    .argument("<what>", "<environment>[/<group>[/<site>]]: staging, staging/aws, staging/aws/oregon")
    .addOption(
      new Option("--on <target>", "the sandbox on this machine, or the real clouds")
        .choices(["sandbox", "cloud"])
        .makeOptionMandatory(),
    )
    .addOption(sandboxOption())
    .addOption(outputOption());
}

/** Collects what is wrong with several things, so that all of it is told at once. */
class Findings {
  private problems: readonly Problem[] = [];

  async find<Found>(look: () => Found | Promise<Found>): Promise<Found | undefined> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      this.problems = [...this.problems, ...error.problems];
      return undefined;
    }
  }

  fail(): never {
    throw new InvalidInput(this.problems);
  }
}

async function runningSandbox(folder: string): Promise<Runtime> {
  try {
    return (await requireUp(folder)).runtime;
  } catch (error) {
    if (error instanceof SandboxFailure) throw new InvalidInput([{ path: folder, message: error.message }]);
    throw error;
  }
}

const load = createRequire(__filename);

const isSandboxes = (module: unknown): module is typeof sandboxes =>
  typeof module === "object" && module !== null && "sandboxTarget" in module;

/** It needs cdktf, which takes most of a second to load: not before everything else is right. */
function loadSandboxes(): typeof sandboxes {
  const module: unknown = load("../deploy/sandbox");
  if (!isSandboxes(module)) throw new TypeError("modules/deploy/sandbox.ts no longer exports sandboxTarget");
  return module;
}

/**
 * Finds and checks everything that a deployment needs, then synthesizes the environment for its target.
 * @throws InvalidInput with all that is wrong at once: what is wanted, the environment, Terraform, the sandbox
 */
export async function prepareDeployment(
  what: string,
  options: DeploymentOptions,
  { terminal, folder }: Context,
): Promise<Deployment> {
  const findings = new Findings();
  const environments = folder();
  const ofSandbox = sandboxFolderOf(options, environments);
  const output = options.on === "sandbox" ? sandboxFiles.stacks(ofSandbox) : outputOf(options, environments);

  // Where regions were switched in the sandbox, it stands otherwise than the clouds do.
  const standing = options.on === "sandbox" ? sandboxFiles.roles(ofSandbox) : undefined;

  const wanted = await findings.find(() => parseWanted(what));
  const found: Project | undefined =
    wanted && (await findings.find(() => readProject(environments, wanted.environment, standing)));
  const [environment] = found?.environments ?? [];
  const stacks = environment && wanted && (await findings.find(() => selectStacks(environment, wanted)));
  const binary = await findings.find(findBinary);
  const runtime = options.on === "sandbox" ? await findings.find(() => runningSandbox(ofSandbox)) : undefined;
  if (environment === undefined || stacks === undefined || binary === undefined) return findings.fail();
  if (options.on === "sandbox" && runtime === undefined) return findings.fail();

  const { notes } = synthesizeProject(environments, output, environment.name, standing);
  printNotes(notes, terminal.err);
  const target =
    runtime === undefined ? cloudTarget() : loadSandboxes().sandboxTarget(runtime, ofSandbox, [environment]);
  return { target, binary, output, stacks, all: readStacks(output) };
}
