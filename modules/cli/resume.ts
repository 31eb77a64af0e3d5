import { InvalidInput } from "../core/problems";
import { continueDrill } from "../recovery/drill/drill";
import type { DrilledPlan } from "../recovery/drill/events";
import { lastRun, readRecord } from "../recovery/drill/record";
import type { DrillStage } from "../recovery/drill/stage";
import { startOf } from "../recovery/evidence/judge";
import { systemClock as clock } from "../recovery/run/clock";
import { reopenRun, runFolder } from "../recovery/run/folder";
import { identify } from "../recovery/run/identity";
import { readJournal } from "../recovery/run/journal";
import { resumeCommand } from "../recovery/run/outcome";
import type { Stage } from "../recovery/switch/stage";
import { carryRun } from "./carry-run";
import { concludeRuns, teller } from "./drill";
import { interruptible } from "./interrupt";
import { wordOf, wordOptions, type WordOptions } from "./lease-word";
import { completing, withCommands } from "./printed-commands";
import { runsOf } from "./runs-folder";
import {
  sandboxRuns,
  drillStageOnCloud,
  saidOf,
  stageInSandbox,
  stageOnCloud,
  stageOptions,
  type StageOptions,
} from "./stage";
import type { Terminal } from "./terminal";
import type { Context, Verb } from "./verb";

type Answers = Readonly<Record<string, "done" | "again">>;

interface ResumeOptions extends StageOptions, WordOptions {
  readonly as?: string;
  readonly step: Answers;
}

function answer(text: string, before: Answers): Answers {
  const [step = "", said, ...rest] = text.split("=");
  if (step !== "" && rest.length === 0 && (said === "done" || said === "again")) return { ...before, [step]: said };
  throw new InvalidInput([
    { path: `--step ${text}`, message: "says nothing of a step; write --step <id>=done or --step <id>=again" },
  ]);
}

/** All that resuming needs to know of a run before its lease is taken. */
function found(run: string, options: ResumeOptions, environments: string) {
  const runs = runsOf(options, environments, run);
  const folder = runFolder(runs, run);
  const { entries } = readJournal(folder);
  const last = entries.at(-1);
  const on = runs === sandboxRuns(options, environments) ? "sandbox" : "cloud";
  return {
    ...({ runs, folder, on } as const),
    plan: startOf(entries).plan,
    hasPassed: last?.fact === "ended" && last.verdict === "passed",
    record: readRecord(folder),
  };
}

/** Where a run is gone on with: where it began, and a drill's with all that a drill needs. */
async function stageOf(
  place: { readonly environment: string; readonly group: string },
  { on, record, runs }: Pick<ReturnType<typeof found>, "on" | "record" | "runs">,
  options: ResumeOptions,
  environments: string,
): Promise<Stage | DrillStage> {
  if (on === "sandbox") return stageInSandbox(place, options, environments);
  const make = record === undefined ? stageOnCloud : drillStageOnCloud;
  return { ...make(place, options, environments), runs };
}

async function resumeRun(
  run: string,
  options: ResumeOptions,
  environments: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly DrilledPlan[]> {
  const { runs, on, plan, hasPassed, record } = found(run, options, environments);
  const by = identify(options.as, environments).name;
  const place = { environment: plan.environment, group: plan.group };
  const stage = await stageOf(place, { on, record, runs }, options, environments);
  const reopen = () =>
    reopenRun({ runs, shared: stage.shared, run, by, answers: options.step, word: wordOf(options), clock });
  const onEvent = teller(plan.group, terminal);
  if (record === undefined || !("connect" in stage))
    return [await carryRun(stage, await reopen(), { onEvent, signal })];
  const later = lastRun(runs, record.drill);
  if (later !== undefined && later !== run)
    throw new InvalidInput([{ path: run, message: `has passed, and its drill went on: ${resumeCommand(later)}` }]);
  return continueDrill(stage, record, hasPassed ? undefined : await reopen(), { starter: by, onEvent, signal });
}

/** Goes on with a run that was killed, paused or failed. */
export const resume: Verb = {
  name: "resume",
  summary: "go on with a run that was killed, paused or failed, and with the drill that it belongs to",
  examples: [
    "understudy resume staging-aws-switchover-20270301-101500-5f3a",
    "understudy resume staging-aws-switchover-20270301-101500-5f3a --step switch-database=done",
  ],
  define: (command, { terminal, folder }: Context) =>
    wordOptions(stageOptions(command.argument("<run>", "the run, as it named itself")))
      .option("--step <id>=<done|again>", "your word on a step that a run asked about; can be given again", answer, {})
      .option("--as <person>", "who resumes (default: git's user.email, else the login); goes on record")
      .action(async (run: string, options: ResumeOptions) => {
        const environments = folder();
        const plan = found(run, options, environments);
        const said = saidOf(plan.on, options, environments);
        const told = completing(terminal, said);
        await withCommands(said, async () => {
          const rows = await interruptible(
            (text) => told.err.print(text),
            (signal) => resumeRun(run, options, environments, told, signal),
          );
          const { group } = plan.plan;
          concludeRuns(
            rows.map((row) => ({ ...row, group })),
            told,
            said,
          );
          if (rows.length === 0) told.out.print(`${run} has passed, and nothing came after it`);
        });
      }),
};
