import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { deployStacks } from "../deploy";
import { readReviewed } from "../deploy/reviewed";
import { usualMaximumAgeDays } from "../deploy/recall";
import { assumed } from "../deploy/selection";
import type { StackResult } from "../deploy/contract";
import { canAsk, confirm } from "./confirm";
import { resultColumns } from "./deploy-report";
import { type DeploymentOptions, deploymentOptions, prepareDeployment } from "./deployment";
import { openRecording, type RecordOptions, recordOptions } from "./record";
import { conclude, planLines, watch } from "./run-deployment";
import { printNotes } from "./synthesis";
import { table } from "./table";
import type { Verb } from "./verb";

interface DeployOptions extends DeploymentOptions, RecordOptions {
  readonly yes?: true;
  readonly reviewed?: string;
  readonly maxAge: number;
}

function days(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("it must be a number of days above zero.");
  return value;
}

const changesNothing = (result: StackResult) =>
  result.outcome !== "deferred" && !("plan" in result && result.plan?.applies === true);

/** Makes what is described: plans every stack, asks once where real clouds are meant, applies those plans in order. */
export const deploy: Verb = {
  name: "deploy",
  summary: "plan and apply an environment, a group or a site, in order",
  examples: [
    "understudy deploy staging --on sandbox",
    "understudy deploy production/aws/oregon --on cloud",
    "understudy deploy staging --on cloud --reviewed reviewed --yes",
  ],
  define: (command, context) =>
    recordOptions(deploymentOptions(command))
      .option("--yes", "apply on the real clouds without asking; needed where nobody can be asked")
      .option("--reviewed <folder>", "apply the plans that plan --save kept there, and no others")
      .option("--max-age <days>", "how many days old reviewed plans may be", days, usualMaximumAgeDays)
      .action(async (what: string, options: DeployOptions) => {
        const { terminal } = context;
        const { err } = terminal;
        const asks = options.on === "cloud" && options.yes !== true;
        if (asks && !canAsk()) command.error("error: nobody can be asked here: deploy on the cloud with --yes");
        const plans = options.reviewed === undefined ? undefined : readReviewed(resolve(options.reviewed));
        const reviewed = plans && { plans, maximumAgeDays: options.maxAge };
        const deployment = await prepareDeployment(what, options, context);
        const { all, stacks } = deployment;
        const there = assumed(all, stacks);
        printNotes(there.length === 0 ? [] : [`takes for deployed what comes before: ${there.join(", ")}`], err);
        const recorded = { verb: "deploy", what, reviewed: reviewed !== undefined } as const;
        const recording = openRecording(recorded, deployment, options, context);
        const results = await watch(deployment, terminal, ({ options: running, display, signal }) =>
          deployStacks(
            {
              ...running,
              approve: async (planned) => {
                const asked = asks && !planned.every(changesNothing);
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
        conclude(results, terminal);
      }),
};
