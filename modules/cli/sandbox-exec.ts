import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../core/parse";
import { SandboxFailure } from "../sandbox/failure";
import type { Runtime } from "../sandbox/runtime";
import { askStatus } from "../sandbox/server/client";
import { sandboxEnvironment } from "../sandbox/server/environment";
import { type Overridden, overrideAll } from "../sandbox/server/overrides";
import { requireUp } from "../sandbox/server/standing";
import type { Status } from "../sandbox/server/status";
import { regionsOfStores } from "../sandbox/server/stores";
import { hasCode } from "../sandbox/store/error-code";
import { manifestFile } from "../stacks/manifest";
import { readPreviewStores, readProject } from "../stacks/project";
import { runInForeground } from "./foreground";
import { outputOf, outputOption, type OutputOptions } from "./output";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import type { Channel } from "./terminal";
import type { Verb } from "./verb";

function environmentsWithStores(folder: string): readonly Environment[] {
  const previews = readPreviewStores(folder);
  return [...readProject(folder).environments, ...(previews === undefined ? [] : [previews])];
}

function override(output: string, runtime: Runtime, environments: string, err: Channel): Overridden {
  if (existsSync(join(output, manifestFile)))
    return overrideAll(output, runtime, regionsOfStores(environmentsWithStores(environments)));
  err.print(
    `${err.paint("yellow", "note:")} there are no stacks in ${output}; write them first, with understudy synth, ` +
      "so that they keep their states in the sandbox",
  );
  return { stacks: 0, restore: () => undefined };
}

const sameRefusal = (one: Status["refusals"][number]) => (other: Status["refusals"][number]) =>
  one.at === other.at && one.stack === other.stack;

/** Terraform tells that a state could not be had, but not why. */
async function tellRefusals(runtime: Runtime, before: Status, err: Channel): Promise<void> {
  const { refusals } = await askStatus(runtime);
  const fresh = refusals.filter((one) => !before.refusals.some(sameRefusal(one)));
  const texts = new Set(fresh.map(({ stack, said }) => `the state of ${stack}: ${said}`));
  err.print(...[...texts].map((text) => `${err.paint("yellow", "note:")} ${text}`));
}

async function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  try {
    return await runInForeground({ command, args, env });
  } catch (error) {
    if (!hasCode(error, "ENOENT", "EACCES")) throw error;
    throw new SandboxFailure(`there is no command ${command}; name one that is on the PATH`, { cause: error });
  }
}

interface ExecOptions extends SandboxOptions, OutputOptions {}

/** Runs a command against the sandbox. */
export const exec: Verb = {
  name: "exec",
  summary: "run a command, such as terraform or cdktf, for which the sandbox is the clouds",
  examples: [
    "understudy sandbox exec -- cdktf deploy staging-aws-state",
    "understudy sandbox exec -- terraform -chdir=cdktf.out/stacks/staging-aws-state init",
  ],
  define: (command, { terminal: { err }, folder }) =>
    command
      .argument("<command...>", "the command and its arguments, behind --")
      .addOption(sandboxOption())
      .addOption(outputOption())
      .action(async ([name = "", ...args]: readonly string[], options: ExecOptions) => {
        const place = sandboxFolderOf(options, folder());
        const output = outputOf(options, folder());
        const { runtime, status } = await requireUp(place);
        const { restore } = override(output, runtime, folder(), err);
        try {
          const env = {
            ...sandboxEnvironment(runtime, place),
            UNDERSTUDY_SANDBOX: place,
            // The command line of cdktf reads the one, what it runs the other.
            CDKTF_OUTPUT: output,
            CDKTF_OUTDIR: output,
          };
          process.exitCode = await run(name, args, env);
        } finally {
          restore();
        }
        if (process.exitCode !== 0) await tellRefusals(runtime, status, err);
      }),
};
