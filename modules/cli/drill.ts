import { Option } from "commander";
import { InvalidInput } from "../core/problems";
import { drill as rehearse } from "../recovery/drill/drill";
import type { DrillEvent } from "../recovery/drill/events";
import { sandboxStage } from "../recovery/drill/sandbox";
import type { DrillStage } from "../recovery/drill/stage";
import { type Scenario, scenarios } from "../recovery/plan/drill";
import { identify } from "../recovery/run/identity";
import { noWord, type Word } from "../recovery/run/lease";
import { requireUp } from "../sandbox/server/standing";
import { canAsk, confirm } from "./confirm";
import { drillColumns, type DrillRow, reportLines, timelineText, troubleLines } from "./drill-report";
import { Unsuccessful } from "./failure";
import { interruptible } from "./interrupt";
import { wordOf, wordOptions, type WordOptions } from "./lease-word";
import { completing, type Said, withCommands } from "./printed-commands";
import { sandboxFolderOf } from "./sandbox-folder";
import { drillStageOnCloud, saidOf, stageOptions, type StageOptions } from "./stage";
import { table } from "./table";
import type { Terminal } from "./terminal";
import { verifyFlags } from "./trusted-keys";
import type { Verb } from "./verb";
import { type WantedGroups, wantedGroups } from "./wanted-groups";

/** What happens in a drill. */
interface Happening {
  readonly scenario: Scenario;
  readonly step?: string;
}

interface DrillVerbOptions extends StageOptions, WordOptions {
  readonly scenario: Happening;
  readonly on: "sandbox" | "cloud";
  readonly all?: true;
  readonly as?: string;
  readonly yes?: true;
}

/** Which groups are drilled, and where. */
export interface Rehearsal extends Happening {
  readonly said: Said;
  /** A group each. */
  readonly stages: readonly DrillStage[];
  /** Who starts it. @default - whom git or this machine knows */
  readonly as?: string | undefined;
  /** @default - nobody has said anything */
  readonly word?: Word;
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
  const { stages, scenario, step, said, as, word = noWord } = rehearsal;
  const terminal = completing(plain, said);
  const starter = identify(as, said.environments).name;
  const one = async (stage: DrillStage): Promise<readonly DrillRow[]> => {
    const { group } = stage;
    const onEvent = teller(group, terminal);
    const happening = { scenario, ...(step !== undefined && { step }) };
    const done = await rehearse(stage, { ...happening, starter, signal, onEvent, word });
    return done.map((drilled) => ({ ...drilled, group }));
  };
  await withCommands(said, async () => {
    const ended = await Promise.allSettled(stages.map(one));
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

/** What only a sandbox can make happen, and why. */
const notOnCloud = {
  "region-loss": "nobody can lose a vendor's region on purpose",
  "control-plane-loss": "nobody can take a vendor's API away from a region on purpose",
  "replica-lag": "no vendor lets anybody hold a replica back",
  [failureAtStep]: "a vendor's call cannot be made to fail on purpose",
} as const satisfies Record<Exclude<Scenario, "switchover">, string>;

/** @throws InvalidInput when what shall happen can only be made to happen in a sandbox */
function requirePossible(what: string, scenario: Scenario): void {
  if (scenario === "switchover") return;
  const message =
    `cannot be drilled on the cloud with ${scenario}: ${notOnCloud[scenario]}; rehearse that with --on sandbox, and a ` +
    "planned change on the cloud with --scenario switchover";
  throw new InvalidInput([{ path: what, message }]);
}

/** Where each group is drilled. @throws InvalidInput when there it cannot be; SandboxFailure when that is not up */
async function stagesOf(
  what: string,
  { environment, groups }: WantedGroups,
  options: DrillVerbOptions,
  environments: string,
): Promise<readonly DrillStage[]> {
  if (options.on === "cloud") {
    requirePossible(what, options.scenario.scenario);
    return groups.map((group) => drillStageOnCloud({ environment, group }, options, environments));
  }
  const folder = sandboxFolderOf(options, environments);
  const { runtime } = await requireUp(folder);
  return groups.map((group) => sandboxStage({ runtime, folder, environments, environment, group }));
}

/** Rehearses switches of regions. */
export const drill: Verb = {
  name: "drill",
  summary: "rehearse a switch of regions under write load, there and back, measured",
  examples: [
    "understudy drill staging/aws --scenario region-loss",
    "understudy drill staging --all --scenario switchover",
    "understudy drill staging/gcp --scenario failure-at-step=promote-database",
    "understudy drill staging/aws --scenario switchover --on cloud",
  ],
  define: (command, { terminal, folder }) =>
    wordOptions(
      stageOptions(
        command.argument("<what>", "<environment>/<group>, or <environment> for all its groups side by side"),
      ),
    )
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
      .option("--as <person>", "who starts it (default: git's user.email, else the login); goes on record")
      .option("--yes", "do it on the real cloud without asking; needed where nobody can be asked")
      .action(async (what: string, options: DrillVerbOptions) => {
        const environments = folder();
        const wanted = wantedGroups(what, environments);
        const { on, all, as, yes, scenario } = options;
        if (all === true && what.includes("/"))
          throw new InvalidInput([{ path: what, message: `names a group; --all is of all in ${wanted.environment}` }]);
        const stages = await stagesOf(what, wanted, options, environments);
        const asks = on === "cloud" && yes !== true;
        if (asks && !canAsk()) command.error("error: nobody can be asked here: drill on the cloud with --yes");
        const said = saidOf(on, options, environments);
        await interruptible(
          (text) => terminal.err.print(text),
          async (signal) => {
            if (asks && !(await confirm(`Change regions on the cloud, there and back? Type ${what}:`, what, signal)))
              terminal.err.print("nothing was done");
            else await drillGroups({ ...scenario, said, stages, as, word: wordOf(options) }, terminal, signal);
          },
        );
      }),
};
