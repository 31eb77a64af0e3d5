import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { readReviewed } from "../deploy/reviewed";
import { usualMaximumAgeDays } from "../deploy/recall";
import { carryOut, type CarryOutOptions, requireAnswer } from "./carry-out";
import { deploymentOptions, prepareDeployment, withoutOption } from "./deployment";
import { recordOptions } from "./record";
import type { Verb } from "./verb";

interface DeployOptions extends CarryOutOptions {
  readonly reviewed?: string;
  readonly maxAge: number;
}

function days(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("it must be a number of days above zero.");
  return value;
}

/** Makes what is described: plans every stack, asks once where real clouds are meant, applies those plans in order. */
export const deploy: Verb = {
  name: "deploy",
  summary: "plan and apply an environment, a group or a site, in order",
  examples: [
    "understudy deploy staging --on sandbox",
    "understudy deploy production/aws/oregon --on cloud",
    "understudy deploy production/aws/virginia --on cloud --without us-west-2",
    "understudy deploy staging --on cloud --reviewed reviewed --yes",
  ],
  define: (command, context) =>
    recordOptions(deploymentOptions(command))
      .addOption(withoutOption().conflicts("reviewed"))
      .option("--yes", "apply on the real clouds without asking; needed where nobody can be asked")
      .option("--reviewed <folder>", "apply the plans that plan --save kept there, and no others")
      .option("--max-age <days>", "how many days old reviewed plans may be", days, usualMaximumAgeDays)
      .action(async (what: string, options: DeployOptions) => {
        requireAnswer(command, options);
        const plans = options.reviewed === undefined ? undefined : readReviewed(resolve(options.reviewed));
        const deployment = await prepareDeployment(what, options, context);
        const reviewed = plans && { plans, maximumAgeDays: options.maxAge };
        await carryOut({ verb: "deploy", what }, deployment, options, context, reviewed);
      }),
};
