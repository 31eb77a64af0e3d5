import { SandboxFailure } from "../sandbox/failure";
import { launch } from "../sandbox/server/launch";
import { removeSandbox } from "../sandbox/server/reset";
import { removeRuntime } from "../sandbox/server/runtime-file";
import { type Shutdown, shutdown } from "../sandbox/server/shutdown";
import { silent, standingOf } from "../sandbox/server/standing";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import type { Channel } from "./terminal";
import type { Verb } from "./verb";

async function start(folder: string, { out, err }: { readonly out: Channel; readonly err: Channel }): Promise<void> {
  const standing = await standingOf(folder);
  switch (standing.is) {
    case "up":
      out.print(`the sandbox was up already, at ${standing.runtime.address}, in ${folder}`);
      return;
    case "silent":
      throw new SandboxFailure(silent(folder, standing.pid));
    case "gone":
      removeRuntime(folder, standing.runtime);
      err.print(
        `${err.paint("yellow", "note:")} the sandbox before this one, process ${standing.runtime.pid}, ended without ` +
          "stopping; what it was told is kept",
      );
      break;
    case "down":
      break;
  }
  const { address, pid } = await launch(folder);
  out.print(
    `${out.paint("green", "the sandbox is up")} at ${address}, process ${pid}, in ${folder}`,
    "it goes on until understudy sandbox down",
  );
}

/** Starts the sandbox. */
export const up: Verb = {
  name: "up",
  summary: "start the sandbox; it goes on in the background",
  examples: ["understudy sandbox up"],
  define: (command, { terminal, folder }) =>
    command
      .addOption(sandboxOption())
      .action((options: SandboxOptions) => start(sandboxFolderOf(options, folder()), terminal)),
};

const told = {
  stopped: "the sandbox is down; everything that it knows is kept",
  killed: "the sandbox did not stop and was killed; everything that it was told is kept",
  "was gone": "the sandbox was down: its process had ended without stopping",
  "was down": "the sandbox was down",
} as const satisfies Record<Shutdown, string>;

/** Stops the sandbox. */
export const down: Verb = {
  name: "down",
  summary: "stop the sandbox; what it knows is kept for the next time",
  examples: ["understudy sandbox down"],
  define: (command, { terminal: { out }, folder }) =>
    command.addOption(sandboxOption()).action(async (options: SandboxOptions) => {
      const place = sandboxFolderOf(options, folder());
      out.print(`${told[await shutdown(place)]}, in ${place}`);
    }),
};

interface ResetOptions extends SandboxOptions {
  readonly force?: true;
}

/** Removes the sandbox. */
export const reset: Verb = {
  name: "reset",
  summary: "remove the sandbox with everything that it knows",
  examples: ["understudy sandbox reset", "understudy sandbox reset --force"],
  define: (command, { terminal: { out }, folder }) =>
    command
      .addOption(sandboxOption())
      .option("--force", "stop it first when it is up")
      .action(async (options: ResetOptions) => {
        const place = sandboxFolderOf(options, folder());
        const { is } = await standingOf(place);
        if (options.force !== true && (is === "up" || is === "silent"))
          throw new SandboxFailure(
            `the sandbox in ${place} is up; stop it first, with understudy sandbox down, or add --force`,
          );
        await shutdown(place);
        const isRemoved = await removeSandbox(place);
        out.print(isRemoved ? `the sandbox in ${place} is removed` : `there is no sandbox in ${place}`);
      }),
};
