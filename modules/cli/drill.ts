import { Option } from "commander";
import { InvalidInput } from "../core/problems";
import { drill as rehearse } from "../recovery/drill/drill";
import type { DrillEvent } from "../recovery/drill/events";
import { sandboxStage } from "../recovery/drill/sandbox";
import { type Scenario, scenarios } from "../recovery/plan/drill";
import { identify } from "../recovery/run/identity";
import type { Runtime } from "../sandbox/runtime";
import { requireUp } from "../sandbox/server/standing";
import { drillColumns, type DrillRow, reportLines, timelineText, troubleLines } from "./drill-report";
import { Unsuccessful } from "./failure";
import { interruptible } from "./interrupt";
import { completing, type Said, withCommands } from "./printed-commands";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import { table } from "./table";
import type { Terminal } from "./terminal";
import { verifyFlags } from "./trusted-keys";
import type { Verb } from "./verb";
import { wantedGroups } from "./wanted-groups";

/** What happens in a drill. */
interface Happening {
  readonly scenario: Scenario;
  readonly step?: string;
}

interface DrillVerbOptions extends SandboxOptions {
  readonly scenario: Happening;
  readonly on: "sandbox" | "cloud";
  readonly all?: true;
}

/** Which groups are drilled, and where. */
export interface Rehearsal extends Happening {
  readonly runtime: Runtime;
  /** The sandbox's folder, and the environments'. */
  readonly folder: string;
  readonly environments: string;
  readonly environment: string;
  readonly groups: readonly string[];
}

/** Prints the timeline of one group as it happens. */
export function teller(group: string, { out }: Terminal): (event: DrillEvent) => void {
  const started = performance.now();
  return (event) => {
    const text = timelineText(group, event, performance.now() - started, out.paint);
    if (text !== undefined) out.print(text);
  };
}

/** The table, the reports, and what went wrong. @throws Unsuccessful when a plan did not pass */
export function concludeRuns(rows: readonly DrillRow[], { out, err }: Terminal, said: Said): void {
  if (rows.length > 0) {
    const flags = verifyFlags(said);
    out.print("", ...table(drillColumns, rows, out.paint, out.width));
    out.print("", ...rows.flatMap((row) => reportLines(row, flags)));
  }
  const trouble = rows.flatMap(troubleLines);
  if (trouble.length === 0) return;
  err.print("", ...trouble);
  throw new Unsuccessful("a run did not pass");
}

/** Drills groups side by side under the eyes of whoever started it. @throws Unsuccessful when a plan does not pass */
export async function drillGroups(rehearsal: Rehearsal, plain: Terminal, signal: AbortSignal): Promise<void> {
  const { groups, scenario, step, ...place } = rehearsal;
  const said: Said = { environments: place.environments, sandbox: place.folder, on: "sandbox" };
  const terminal = completing(plain, said);
  const starter = identify(undefined, place.environments).name;
  const one = async (group: string): Promise<readonly DrillRow[]> => {
    const onEvent = teller(group, terminal);
    const stage = sandboxStage({ ...place, group });
    const done = await rehearse(stage, { scenario, ...(step !== undefined && { step }), starter, signal, onEvent });
    return done.map((drilled) => ({ ...drilled, group }));
  };
  await withCommands(said, async () => {
    const ended = await Promise.allSettled(groups.map(one));
    const rows = ended.flatMap((end) => (end.status === "fulfilled" ? end.value : []));
    const broken = ended.find((end) => end.status === "rejected");
    if (broken !== undefined && rows.length === 0) throw broken.reason;
    concludeRuns(rows, terminal, said);
    if (broken !== undefined) throw broken.reason;
  });
}

const failureAtStep = "failure-at-step";

function parseScenario(text: string): Happening {
  const [name = "", step, ...rest] = text.split("=");
  const scenario = scenarios.find((one) => one === name);
  const named = scenario === failureAtStep ? step !== undefined && step !== "" : step === undefined;
  if (scenario !== undefined && named && rest.length === 0) return { scenario, ...(step !== undefined && { step }) };
  const known = scenarios.map((one) => (one === failureAtStep ? `${one}=<step>` : one));
  throw new InvalidInput([{ path: `--scenario ${text}`, message: `is no scenario; choose ${known.join(", ")}` }]);
}

/** Rehearses switches of regions. */
export const drill: Verb = {
  name: "drill",
  summary: "rehearse a switch of regions under write load, there and back, measured",
  examples: [
    "understudy drill staging/aws --scenario region-loss",
    "understudy drill staging --all --scenario switchover",
    "understudy drill staging/gcp --scenario failure-at-step=promote-database",
  ],
  define: (command, { terminal, folder }) =>
    command
      .argument("<what>", "<environment>/<group>, or <environment> for all its groups side by side")
      .addOption(
        new Option(
          "--scenario <scenario>",
          `what happens: switchover, region-loss, control-plane-loss, replica-lag, ${failureAtStep}=<step>`,
        )
          .argParser(parseScenario)
          .makeOptionMandatory(),
      )
      .addOption(new Option("--on <target>", "where").choices(["sandbox", "cloud"]).default("sandbox"))
      .option("--all", "every group of the environment, side by side")
      .addOption(sandboxOption())
      .action(async (what: string, { scenario, on, all, ...options }: DrillVerbOptions) => {
        const environments = folder();
        const { environment, groups } = wantedGroups(what, environments);
        if (all === true && what.includes("/"))
          throw new InvalidInput([{ path: what, message: `names a group; --all is of all in ${environment}` }]);
        if (on === "cloud")
          throw new InvalidInput([
            {
              path: what,
              message:
                "cannot be drilled on the cloud: a drill measures with rows of its own, and understudy has no user of " +
                "a database there; rehearse with understudy switchover and understudy failback --on cloud",
            },
          ]);
        const place = sandboxFolderOf(options, environments);
        const { runtime } = await requireUp(place);
        const rehearsal = { runtime, folder: place, environments, environment, groups, ...scenario };
        await interruptible(
          (text) => terminal.err.print(text),
          (signal) => drillGroups(rehearsal, terminal, signal),
        );
      }),
};
