import { dirname, resolve } from "node:path";
import { revisionOf } from "../core/git";
import { isWell, planStacks } from "../deploy";
import type { StackResult } from "../deploy/contract";
import { savePlans } from "../deploy/save";
import { assumed } from "../deploy/selection";
import { failureLines } from "./deploy-report";
import {
  type DeploymentOptions,
  deploymentOptions,
  noRefreshOption,
  prepareDeployment,
  withoutOption,
} from "./deployment";
import { Unsuccessful } from "./failure";
import { lostRegionNotes } from "./lost-region";
import { conclude, planLines, watch } from "./run-deployment";
import { printNotes } from "./synthesis";
import type { Verb } from "./verb";
import { asJson } from "./words";

interface PlanOptions extends DeploymentOptions {
  readonly json?: true;
  readonly save?: string;
  readonly lock: boolean;
  readonly refresh: boolean;
}

/** A plan as programs read it: keys are added, never renamed. */
function planRow(result: StackResult) {
  const { stack, outcome, milliseconds } = result;
  const plan = "plan" in result ? result.plan : undefined;
  return {
    stack,
    outcome,
    milliseconds: Math.round(milliseconds),
    ...(plan && {
      add: plan.add,
      change: plan.change,
      replace: plan.replace,
      destroy: plan.destroy,
      planFile: plan.planFile,
      planHash: plan.planHash,
      leftOut: plan.leftOut,
      changes: plan.changes.map(({ address, action, replacePaths, changedAttributes }) => ({
        address,
        action,
        replacePaths,
        changedAttributes,
      })),
    }),
    ...(result.outcome === "refused" && { losses: result.losses }),
    ...(result.outcome === "deferred" && { after: result.after }),
    ...(result.outcome === "failed" && { failure: result.failure }),
    ...(result.outcome === "not reached" && { because: result.because }),
  };
}

/** What became of the plans that were to be kept. */
function savedNotes(results: readonly StackResult[], folder: string): readonly string[] {
  if (!results.every(isWell)) return [`no plan is kept in ${folder}: not every stack could be planned`];
  const waiting = results.filter(({ outcome }) => outcome === "deferred").map(({ stack }) => stack);
  return [
    `the plans are kept in ${folder}; understudy deploy … --reviewed ${folder} applies exactly them`,
    ...(waiting.length === 0
      ? []
      : [`not among them, because the store of their state is not there yet: ${waiting.join(", ")}`]),
  ];
}

/** Says what a deployment would do, and keeps the plans beside the stacks. */
export const plan: Verb = {
  name: "plan",
  summary: "say what deploy would do; nothing is changed",
  examples: [
    "understudy plan staging --on sandbox",
    "understudy plan production/aws --on cloud --json",
    "understudy plan production/aws/virginia --on cloud --without us-west-2",
    "understudy plan staging --on cloud --save reviewed",
  ],
  define: (command, context) =>
    deploymentOptions(command)
      .option("--json", "print an array of objects for other programs")
      .option("--no-lock", "lock no state: for an identity that may only read")
      .addOption(noRefreshOption())
      .addOption(withoutOption())
      .option("--save <folder>", "keep the plans, so that deploy --reviewed applies exactly them")
      .action(async (what: string, options: PlanOptions) => {
        const { terminal } = context;
        const { out, err } = terminal;
        const deployment = await prepareDeployment(what, options, context);
        const there = assumed(deployment.all, deployment.stacks);
        printNotes(there.length === 0 ? [] : [`takes for deployed what comes before: ${there.join(", ")}`], err);
        const saved = options.save === undefined ? undefined : resolve(options.save);
        const commit = revisionOf(dirname(context.folder()))?.commit ?? null;
        const reading = { locks: options.lock, refreshes: options.refresh };
        const results = await watch(deployment, terminal, ({ options: running }) =>
          saved === undefined
            ? planStacks({ ...running, ...reading })
            : savePlans({ ...running, ...reading, folder: saved, commit }),
        );
        if (saved !== undefined) printNotes(savedNotes(results, saved), err);
        const ways = lostRegionNotes(results, deployment);
        if (options.json !== true) {
          out.print("", ...planLines(results, out).slice(0, -1));
          conclude(results, terminal, ways);
          return;
        }
        out.print(asJson(results.map(planRow)));
        err.print(...results.flatMap((result) => failureLines(result, err)));
        printNotes(ways, err);
        if (!results.every(isWell)) throw new Unsuccessful("a stack could not be planned");
      }),
};
