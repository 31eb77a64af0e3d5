import { Option } from "commander";
import { InvalidInput } from "../core/problems";
import { parseWanted } from "../deploy/selection";
import { drill as rehearse, type DrillOptions } from "../recovery/drill/drill";
import { sandboxStage } from "../recovery/drill/sandbox";
import { identify } from "../recovery/run/identity";
import type { Runtime } from "../sandbox/runtime";
import { requireUp } from "../sandbox/server/standing";
import { readProject } from "../stacks/project";
import { drillColumns, type DrillRow, timelineText, troubleLines } from "./drill-report";
import { Unsuccessful } from "./failure";
import { interruptible } from "./interrupt";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import { table } from "./table";
import type { Terminal } from "./terminal";
import type { Verb } from "./verb";

const rehearsed = ["switchover", "region-loss", "control-plane-loss"] as const;

interface DrillVerbOptions extends SandboxOptions {
  readonly scenario: DrillOptions["scenario"];
}

/** Which groups are drilled, and where. */
export interface Rehearsal {
  readonly runtime: Runtime;
  /** The sandbox's folder, and the environments'. */
  readonly folder: string;
  readonly environments: string;
  readonly environment: string;
  readonly groups: readonly string[];
  readonly scenario: DrillOptions["scenario"];
}

/** Drills groups side by side under the eyes of whoever started it. @throws Unsuccessful when a plan does not pass */
export async function drillGroups(
  { groups, scenario, ...place }: Rehearsal,
  { out, err }: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const starter = identify(undefined, place.environments).name;
  const one = async (group: string): Promise<readonly DrillRow[]> => {
    const stage = sandboxStage({ ...place, group });
    const done = await rehearse(stage, {
      group,
      scenario,
      starter,
      signal,
      onEvent: (event) => {
        const text = timelineText(group, event, performance.now() - started, out.paint);
        if (text !== undefined) out.print(text);
      },
    });
    return done.map((drilled) => ({ ...drilled, group }));
  };
  const ended = await Promise.allSettled(groups.map(one));
  const rows = ended.flatMap((end) => (end.status === "fulfilled" ? end.value : []));
  out.print("", ...table(drillColumns, rows, out.paint, out.width));
  const trouble = rows.flatMap(troubleLines);
  if (trouble.length > 0) err.print("", ...trouble);
  for (const end of ended) if (end.status === "rejected") throw end.reason;
  if (trouble.length > 0) throw new Unsuccessful("a drill did not pass");
}

/** Rehearses switches of regions. */
export const drill: Verb = {
  name: "drill",
  summary: "rehearse a switch of regions under write load, there and back, measured",
  examples: ["understudy drill staging/aws --scenario region-loss", "understudy drill staging --scenario switchover"],
  define: (command, { terminal, folder }) =>
    command
      .argument("<what>", "<environment>/<group>, or <environment> for all its groups side by side")
      .addOption(
        new Option("--scenario <scenario>", "what happens to the active region")
          .choices(rehearsed)
          .makeOptionMandatory(),
      )
      .addOption(sandboxOption())
      .action(async (what: string, options: DrillVerbOptions) => {
        const environments = folder();
        const { environment, group, site } = parseWanted(what);
        if (site !== undefined)
          throw new InvalidInput([
            { path: what, message: "names a site; a drill is of a group: <environment>/<group>" },
          ]);
        const [found] = readProject(environments, environment).environments;
        const names = (found?.groups ?? []).filter(({ sites }) => sites.length > 1).map(({ name }) => name);
        if (group !== undefined && !names.includes(group))
          throw new InvalidInput([
            { path: what, message: `is no group with a standby; in ${environment} there are: ${names.join(", ")}` },
          ]);
        const ofSandbox = sandboxFolderOf(options, environments);
        const { runtime } = await requireUp(ofSandbox);
        const groups = group === undefined ? names : [group];
        const rehearsal = { runtime, folder: ofSandbox, environments, environment, groups, scenario: options.scenario };
        await interruptible(
          (text) => terminal.err.print(text),
          (signal) => drillGroups(rehearsal, terminal, signal),
        );
      }),
};
