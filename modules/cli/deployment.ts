import { type Command, Option } from "commander";
import type { Environment } from "../core/parse";
import { type Binary, findBinary } from "../deploy/binary";
import type { Target } from "../deploy/contract";
import { parseWanted, requireElsewhere, selectStacks } from "../deploy/selection";
import { sandboxFiles } from "../sandbox/runtime";
import { readStacks, type StackEntry } from "../stacks/manifest";
import { type Project, readProject } from "../stacks/project";
import { Findings } from "./findings";
import { outputOf, outputOption, type OutputOptions } from "./output";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import { printNotes, type Synthesis, synthesizeProject } from "./synthesis";
import { findTarget, targetOption, type TargetOptions } from "./target";
import type { Context } from "./verb";

/** What {@link deploymentOptions} adds to a verb's options. */
export interface DeploymentOptions extends OutputOptions, SandboxOptions, TargetOptions {
  readonly without?: string;
}

/** All that a deployment needs, found and checked. */
export interface Deployment {
  readonly environment: Environment;
  readonly target: Target;
  readonly binary: Binary;
  readonly output: string;
  readonly stacks: readonly string[];
  /** The region that plans leave out. */
  readonly without: string | undefined;
  /** Every stack of the output, to say what is there besides. */
  readonly all: readonly StackEntry[];
}

/** The argument and options that `plan`, `deploy` and `destroy` share. */
export function deploymentOptions(command: Command): Command {
  return command
    .argument("<what>", "<environment>[/<group>[/<site>]]: staging, staging/aws, staging/aws/oregon")
    .addOption(targetOption())
    .addOption(sandboxOption())
    .addOption(outputOption());
}

/** Writes an environment's stacks, as {@link synthesizeProject} does. */
export type Synthesize = (...given: Parameters<typeof synthesizeProject>) => Pick<Synthesis, "notes">;

/** The option of verbs that plan with an identity that may read no secret (docs/decisions/0012). */
export function noRefreshOption(): Option {
  return new Option("--no-refresh", "take the state for what there is: for an identity that may read no secret");
}

/** The option of verbs that can do without a region that is down. */
export function withoutOption(): Option {
  return new Option("--without <region>", "a region that is down: leave out what stands there, and what refers to it");
}

/**
 * Finds and checks everything that a deployment needs, then synthesizes the environment for its target.
 * @param synthesize - what writes the stacks, where it is not the code that runs
 * @throws InvalidInput with all that is wrong at once: what is wanted, the environment, Terraform, the sandbox
 */
export async function prepareDeployment(
  what: string,
  options: DeploymentOptions,
  { terminal, folder }: Context,
  synthesize: Synthesize = synthesizeProject,
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
  const { without } = options;
  if (environment && stacks && without !== undefined)
    await findings.find(() => {
      requireElsewhere(environment, stacks, without);
    });
  const binary = await findings.find(findBinary);
  const targetOf = await findings.find(() => findTarget(options, ofSandbox));
  if (
    findings.any ||
    environment === undefined ||
    stacks === undefined ||
    binary === undefined ||
    targetOf === undefined
  )
    return findings.fail();

  const { notes } = synthesize(environments, output, environment.name, standing);
  printNotes(notes, terminal.err);
  return { environment, target: targetOf([environment]), binary, output, stacks, without, all: readStacks(output) };
}
