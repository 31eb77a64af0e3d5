import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { counted } from "../core/counted";
import { entries } from "../core/parse-group";
import { lookStacks } from "../deploy";
import type { StackResult } from "../deploy/contract";
import { type Drifted, driftedIn, driftIssue } from "../review/drifted";
import { readReviewedPlan } from "../review/plan/read";
import { readConfiguration } from "../stacks/configuration";
import { failureLines } from "./deploy-report";
import { outcomeText } from "./deploy-words";
import { type DeploymentOptions, deploymentOptions, prepareDeployment } from "./deployment";
import { exitCodes, Unsuccessful } from "./failure";
import { watch } from "./run-deployment";
import { wrap } from "./table";
import type { Channel } from "./terminal";
import type { Verb } from "./verb";
import { asJson } from "./words";

interface DriftOptions extends DeploymentOptions {
  readonly json?: true;
  readonly issue?: string;
}

const wasLookedAt = ({ outcome }: StackResult) => outcome === "planned" || outcome === "absent";

function driftOf(result: StackResult, folder: string): readonly Drifted[] {
  if (result.outcome !== "planned") return [];
  const plan = readReviewedPlan(readFileSync(`${result.plan.planFile}.json`, "utf8"), result.stack);
  return driftedIn(result.stack, plan, entries(readConfiguration(folder)));
}

function lines({ address, gone, attributes }: Drifted, { paint, width }: Channel): readonly string[] {
  const shown = (text: string | undefined) => text ?? "nothing";
  return [
    `  ${paint("yellow", address)}${gone ? " was deleted" : ""}`,
    ...attributes.flatMap(({ path, before, after }) =>
      wrap(`${path}: ${shown(before)} is described, and there is ${shown(after)}`, width, "    "),
    ),
  ];
}

/** Looks whether somebody changed what Terraform keeps. */
export const drift: Verb = {
  name: "drift",
  summary: "tell what somebody changed outside Terraform; exit code 2 if anything is",
  examples: ["understudy drift staging --on sandbox", "understudy drift production --on cloud --issue issue.json"],
  define: (command, context) =>
    deploymentOptions(command)
      .option("--json", "print an object for other programs")
      .option("--issue <file>", "write an issue's title, text and whether it is open, for a workflow to keep")
      .action(async (what: string, options: DriftOptions) => {
        const { terminal } = context;
        const { out, err } = terminal;
        const deployment = await prepareDeployment(what, options, context);
        const results = await watch(deployment, terminal, ({ options: running }) => lookStacks(running));
        const folderOf = new Map(deployment.all.map(({ name, folder }) => [name, folder]));
        const drifted = results.flatMap((result) => driftOf(result, folderOf.get(result.stack) ?? ""));
        const unseen = results.filter((result) => !wasLookedAt(result));
        const failures = unseen.map((result) => `${result.stack}: ${outcomeText(result)}`);
        if (options.issue !== undefined)
          writeFileSync(resolve(options.issue), `${asJson(driftIssue(what, drifted, failures))}\n`);
        if (options.json === true) out.print(asJson({ drifted, failures }));
        else {
          const stacks = [...new Set(drifted.map(({ stack }) => stack))];
          for (const stack of stacks) {
            const found = drifted.filter((one) => one.stack === stack);
            out.print("", out.paint("bold", stack), ...found.flatMap((one) => lines(one, out)));
          }
          const looked = counted(results.length - unseen.length, "stack");
          out.print(
            "",
            drifted.length === 0
              ? `nothing has drifted in ${looked}`
              : `drifted: ${counted(drifted.length, "resource")} in ${looked}`,
          );
        }
        if (unseen.length > 0) {
          err.print(...results.flatMap((result) => failureLines(result, err)));
          throw new Unsuccessful("a stack could not be looked at");
        }
        if (drifted.length > 0) throw new Unsuccessful("something has drifted", exitCodes.blocked);
      }),
};
