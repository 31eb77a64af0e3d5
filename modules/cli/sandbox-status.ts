import { counted } from "../core/counted";
import { type Standing, standingOf } from "../sandbox/server/standing";
import type { Status } from "../sandbox/server/status";
import type { Paint } from "./paint";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import type { Verb } from "./verb";
import { asJson } from "./words";

interface StatusOptions extends SandboxOptions {
  readonly json?: true;
}

function detailLines({ outages, things, stacks, locks }: Status, paint: Paint): readonly string[] {
  return [
    `${counted(things, "thing")} in its clouds, ${counted(stacks.length, "state")} kept`,
    ...outages.map(({ cloud, region, mode }) => `${paint("red", "out")}     ${cloud}/${region}, ${mode}`),
    ...locks.map(({ stack, holder, id }) => `${paint("yellow", "locked")}  ${stack}, by ${holder}, under ${id}`),
  ];
}

function lines(standing: Standing, folder: string, paint: Paint): readonly string[] {
  switch (standing.is) {
    case "up": {
      const { runtime, status } = standing;
      const where = `at ${runtime.address}, process ${runtime.pid}, in ${folder}`;
      return [`${paint("green", "up")} since ${runtime.startedAt}, ${where}`, ...detailLines(status, paint)];
    }
    case "down":
      return [`down, in ${folder}; start it with understudy sandbox up`];
    case "gone":
      return [
        `down, in ${folder}: process ${standing.runtime.pid} ended without stopping; understudy sandbox up goes on`,
      ];
    case "silent":
      return [`${paint("yellow", "silent")}, in ${folder}: process ${standing.pid} is there and does not answer`];
  }
}

/** For programs: keys are added, never renamed. The token is not among them. */
function facts(standing: Standing, folder: string): unknown {
  if (standing.is !== "up") return { standing: standing.is, folder };
  const { runtime, status } = standing;
  return { standing: standing.is, folder, address: runtime.address, ...status };
}

/** Tells how the sandbox stands. */
export const status: Verb = {
  name: "status",
  summary: "tell whether the sandbox is up, and what is out or locked in it",
  examples: ["understudy sandbox status", "understudy sandbox status --json"],
  define: (command, { terminal: { out }, folder }) =>
    command
      .addOption(sandboxOption())
      .option("--json", "print an object for other programs")
      .action(async (options: StatusOptions) => {
        const place = sandboxFolderOf(options, folder());
        const standing = await standingOf(place);
        out.print(...(options.json === true ? [asJson(facts(standing, place))] : lines(standing, place, out.paint)));
      }),
};
