import { Option } from "commander";
import { type OutageMode, outageModes } from "../sandbox/runtime";
import { beginOutage, endOutage } from "../sandbox/server/client";
import { readPlace } from "../sandbox/server/place";
import { requireUp } from "../sandbox/server/standing";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import type { Verb } from "./verb";

const placeArgument = ["<cloud/region>", "the region, such as aws/us-east-1"] as const;

const meaning = {
  dark: "nothing answers there",
  "control-plane": "what is there answers, but nothing can be changed",
  throttled: "one call in three is refused",
} as const satisfies Record<OutageMode, string>;

interface OutageOptions extends SandboxOptions {
  readonly mode: OutageMode;
}

/** Makes a region be out. */
export const outage: Verb = {
  name: "outage",
  summary: "make a region of a simulated cloud be out",
  examples: ["understudy sandbox outage aws/us-east-1", "understudy sandbox outage gcp/us-east1 --mode throttled"],
  define: (command, { terminal: { out }, folder }) =>
    command
      .argument(...placeArgument)
      .addOption(sandboxOption())
      .addOption(
        new Option(
          "--mode <mode>",
          "dark: nothing answers; control-plane: reads only; throttled: refuses one call in three",
        )
          .choices(outageModes)
          .default("dark"),
      )
      .action(async (text: string, { mode, ...options }: OutageOptions) => {
        const place = readPlace(text);
        const { runtime } = await requireUp(sandboxFolderOf(options, folder()));
        const before = await beginOutage(runtime, place, mode);
        const was = before === null || before === mode ? "" : ` (it was ${before})`;
        out.print(`${text} is out, ${mode}: ${meaning[mode]}${was}`);
      }),
};

/** Ends an outage. */
export const restore: Verb = {
  name: "restore",
  summary: "end the outage of a region",
  examples: ["understudy sandbox restore aws/us-east-1"],
  define: (command, { terminal: { out }, folder }) =>
    command
      .argument(...placeArgument)
      .addOption(sandboxOption())
      .action(async (text: string, options: SandboxOptions) => {
        const place = readPlace(text);
        const { runtime } = await requireUp(sandboxFolderOf(options, folder()));
        const before = await endOutage(runtime, place);
        out.print(before === null ? `${text} was not out` : `${text} is there again (it was ${before})`);
      }),
};
