import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { z } from "zod";
import { InvalidInput } from "../core/problems";
import { probeAccess } from "../recovery/drill/access";
import { cloudDrillStage } from "../recovery/drill/cloud";
import { sandboxStage } from "../recovery/drill/sandbox";
import type { DrillStage } from "../recovery/drill/stage";
import { keyFiles } from "../recovery/evidence/sign";
import type { CloudSettings } from "../recovery/operators/cloud-transport";
import { type CloudPlace, cloudStage } from "../recovery/switch/cloud";
import type { Stage } from "../recovery/switch/stage";
import { sandboxFiles } from "../sandbox/runtime";
import { requireUp } from "../sandbox/server/standing";
import { outputOf, outputOption, type OutputOptions } from "./output";
import type { Said } from "./printed-commands";
import { type RunsOptions, runsOption } from "./runs-folder";
import { sandboxFolderOf, sandboxOption } from "./sandbox-folder";

/** What {@link stageOptions} adds to a verb's options. */
export interface StageOptions extends RunsOptions, OutputOptions {
  readonly gates?: string;
  readonly key?: string;
}

/** The options of all verbs that switch regions. */
export function stageOptions(command: Command): Command {
  return command
    .addOption(sandboxOption())
    .addOption(outputOption())
    .addOption(runsOption())
    .addOption(
      new Option(
        "--gates <file>",
        "on AWS: the output traffic_gates_switch of the traffic stack, as JSON (default: gates.json beside the environments)",
      ).env("UNDERSTUDY_GATES"),
    )
    .addOption(
      new Option(
        "--key <file>",
        `the key that signs reports of the cloud (default: ${keyFiles.key} beside the environments)`,
      ).env("UNDERSTUDY_SIGNING_KEY"),
    );
}

const gatesShape = z.object({ endpoints: z.array(z.object({ endpoint: z.string(), region: z.string() })).min(1) });

/** Without the file only gates cannot be moved, and the vendor's transport says so: other clouds have none. */
function settingsFrom(file: string): CloudSettings {
  if (!existsSync(file)) return { controlEndpoints: [] };
  const refuse = (message: string) => new InvalidInput([{ path: file, message }]);
  try {
    return { controlEndpoints: gatesShape.parse(JSON.parse(readFileSync(file, "utf8"))).endpoints };
  } catch {
    throw refuse("is not the output traffic_gates_switch; write it with: terraform output -json traffic_gates_switch");
  }
}

/** A group, and where it is switched. */
interface Place {
  readonly environment: string;
  readonly group: string;
}

/** A group in the sandbox. @throws SandboxFailure when that is not up */
export async function stageInSandbox(place: Place, options: StageOptions, environments: string): Promise<DrillStage> {
  const folder = sandboxFolderOf(options, environments);
  const { runtime } = await requireUp(folder);
  return sandboxStage({ ...place, runtime, folder, environments });
}

function cloudPlace(place: Place, options: StageOptions, environments: string): CloudPlace {
  const beside = (file: string) => join(dirname(environments), file);
  return {
    ...place,
    environments,
    output: outputOf(options, environments),
    runs: options.runs === undefined ? beside("runs") : resolve(options.runs),
    settings: settingsFrom(options.gates === undefined ? beside("gates.json") : resolve(options.gates)),
    signingKey: options.key === undefined ? beside(keyFiles.key) : resolve(options.key),
  };
}

/** A group on its cloud. @throws InvalidInput when the file of gates is something else */
export const stageOnCloud = (place: Place, options: StageOptions, environments: string): Stage =>
  cloudStage(cloudPlace(place, options, environments));

/** A group on its cloud, to be drilled there. @throws InvalidInput as well when the probe is not told as whom it writes */
export function drillStageOnCloud(place: Place, options: StageOptions, environments: string): DrillStage {
  const access = probeAccess(process.env, `${place.environment}/${place.group}`);
  return cloudDrillStage(cloudPlace(place, options, environments), access);
}

/** What every command that is printed must be told of this one. */
export function saidOf(on: Said["on"], options: StageOptions, environments: string): Said {
  return {
    on,
    environments,
    sandbox: on === "sandbox" ? sandboxFolderOf(options, environments) : undefined,
    runs: options.runs,
  };
}

/** The sandbox's own folder of runs. */
export const sandboxRuns = (options: StageOptions, environments: string): string =>
  sandboxFiles.runs(sandboxFolderOf(options, environments));
