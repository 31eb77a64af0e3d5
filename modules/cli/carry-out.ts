import type { Command } from "commander";
import { deployStacks } from "../deploy";
import type { StackResult } from "../deploy/contract";
import type { Reviewed } from "../deploy/recall";
import { assumed } from "../deploy/selection";
import { canAsk, confirm } from "./confirm";
import { resultColumns } from "./deploy-report";
import type { Deployment, DeploymentOptions } from "./deployment";
import { lostRegionNotes } from "./lost-region";
import { openRecording, type Recorded, type RecordOptions } from "./record";
import { conclude, planLines, watch } from "./run-deployment";
import { printNotes } from "./synthesis";
import { table } from "./table";
import type { Context } from "./verb";

/** The options of verbs that apply plans. */
export interface CarryOutOptions extends DeploymentOptions, RecordOptions {
  readonly yes?: true;
}

const asksFirst = ({ on, yes }: CarryOutOptions) => on === "cloud" && yes !== true;

/** Ends the command when it would have to ask and nobody is there to answer. */
export function requireAnswer(command: Command, options: CarryOutOptions): void {
  if (!asksFirst(options) || canAsk()) return;
  command.error(`error: nobody can be asked here: ${command.name()} on the cloud with --yes`);
}

const changesNothing = (result: StackResult) =>
  result.outcome !== "deferred" && !("plan" in result && result.plan?.applies === true);

/**
 * Plans every stack, or takes reviewed plans; asks once where real clouds are meant; applies, and keeps the record.
 * @throws Unsuccessful when a stack did not get through, which is told
 */
export async function carryOut(
  recorded: Omit<Recorded, "reviewed">,
  deployment: Deployment,
  options: CarryOutOptions,
  context: Context,
  reviewed?: Reviewed,
): Promise<void> {
  const { terminal } = context;
  const { err } = terminal;
  const { all, stacks } = deployment;
  const there = assumed(all, stacks);
  printNotes(there.length === 0 ? [] : [`takes for deployed what comes before: ${there.join(", ")}`], err);
  const recording = openRecording({ ...recorded, reviewed: reviewed !== undefined }, deployment, options, context);
  const results = await watch(deployment, terminal, ({ options: running, display, signal }) =>
    deployStacks(
      {
        ...running,
        approve: async (planned) => {
          const asked = asksFirst(options) && !planned.every(changesNothing);
          if (asked) {
            await display.end();
            err.print("", ...planLines(planned, err), ...table(resultColumns, planned, err.paint), "");
            const question = "Apply these plans to the cloud? Only yes is a yes:";
            if (!(await confirm(question, "yes", signal))) return false;
          }
          await recording.begin(planned, asked);
          return true;
        },
      },
      reviewed,
    ),
  );
  await recording.end(results);
  const canLeaveOut = recorded.verb === "deploy" && reviewed === undefined;
  conclude(results, terminal, canLeaveOut ? lostRegionNotes(results, deployment) : []);
}
