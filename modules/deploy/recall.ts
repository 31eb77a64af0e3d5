import { existsSync, readFileSync } from "node:fs";
import { sha256 } from "../core/chain";
import { InvalidInput, oneOf, type Problem } from "../core/problems";
import type { DeployOptions, Outcome, Stack, StackResult } from "./contract";
import type { Footing, StateMark } from "./footing";
import { type Begun, planAll } from "./planning";
import { reviewedFiles, type ReviewedPlans, type ReviewedStack } from "./reviewed";

/** Which plans are to be applied, and how old they may be. */
export interface Reviewed {
  readonly plans: ReviewedPlans;
  readonly maximumAgeDays: number;
}

/** For how many days a reviewed plan is good unless somebody says otherwise. */
export const usualMaximumAgeDays = 7;

const day = 86_400_000;

/** How far the clock of the machine that planned may be ahead of ours. */
const clockSkew = 5 * 60_000;

const again = "plan and review again";

/** What is wrong with the plans as a whole. */
function wrongAltogether(
  { plans, maximumAgeDays }: Reviewed,
  { target }: DeployOptions,
  { binary }: Begun,
  now: number,
): readonly Problem[] {
  const file = reviewedFiles.index(plans.folder);
  const age = now - Date.parse(plans.plannedAt);
  const { product, version } = plans.terraform;
  return [
    ...(age > maximumAgeDays * day
      ? [`was planned ${(age / day).toFixed(1)} days ago, and may be ${maximumAgeDays} days old (--max-age); ${again}`]
      : []),
    ...(age < -clockSkew ? [`was planned at ${plans.plannedAt}, which is yet to come; ${again}`] : []),
    ...(plans.target === target.name ? [] : [`was planned on the ${plans.target}, not on the ${target.name}`]),
    ...(product === binary.product && version === binary.version
      ? []
      : [
          `was planned by ${product} ${version}, and here is ${binary.product} ${binary.version}; use that one, or ${again}`,
        ]),
  ].map((message) => ({ path: file, message }));
}

const stateText = (state: StateMark | null) =>
  state === null ? "no state" : `serial ${state.serial} of lineage ${state.lineage}`;

/** What a plan stood on and is otherwise now. */
function moved({ stack, ...then }: ReviewedStack, now: Footing): readonly Problem[] {
  const lockThen = then.lock === null ? "had no .terraform.lock.hcl" : "had another .terraform.lock.hcl";
  const moves = {
    configuration: `what is described now is not what was reviewed: cdk.tf.json differs; ${again}`,
    state: `its state has moved on: it was reviewed with ${stateText(then.state)}, and has ${stateText(now.state)}; ${again}`,
    lock: `${lockThen} when it was reviewed: the providers may not be the same; ${again}`,
  } as const;
  const differs = {
    configuration: then.configuration !== now.configuration,
    state: stateText(then.state) !== stateText(now.state),
    lock: then.lock !== now.lock,
  } as const;
  return (["configuration", "state", "lock"] as const)
    .filter((what) => differs[what])
    .map((what) => ({ path: stack, message: moves[what] }));
}

/** A plan's bytes, or why they are not those that were reviewed. */
function readPlanFile(folder: string, { stack, planFile }: ReviewedStack): Buffer | Problem {
  const path = reviewedFiles.plan(folder, stack);
  if (!existsSync(path)) return { path, message: `is not there; ${again}` };
  const bytes = readFileSync(path);
  if (sha256(bytes) === planFile) return bytes;
  return { path, message: `is not the plan that was reviewed: it has another SHA-256; ${again}` };
}

/**
 * Takes up reviewed plans instead of planning. Everything that they stand on is looked at first, for every stack.
 * @throws InvalidInput with all that is not as it was reviewed; nothing has been applied then
 */
export async function recallAll(
  begun: Begun,
  options: DeployOptions,
  reviewed: Reviewed,
): Promise<readonly StackResult[]> {
  const { selected, session } = begun;
  const { plans } = reviewed;
  const altogether = wrongAltogether(reviewed, options, begun, Date.now());
  const found = new Map<string, readonly Problem[]>();

  const recall = async (stack: Stack): Promise<Outcome> => {
    const tell = (...problems: readonly Problem[]) =>
      found.set(stack.name, [...(found.get(stack.name) ?? []), ...problems]);
    const entry = plans.stacks.get(stack.name);
    if (entry === undefined) {
      tell({ path: stack.name, message: `was not reviewed, only ${oneOf([...plans.stacks.keys()])}; ${again}` });
      return { outcome: "not reached", because: "not reviewed", plan: undefined };
    }
    const bytes = readPlanFile(plans.folder, entry);
    if (!Buffer.isBuffer(bytes)) tell(bytes);
    const footing = await session.ready(stack);
    if ("outcome" in footing) {
      if (footing.outcome === "deferred")
        tell({ path: stack.name, message: `the store of its state is there no more; ${again}` });
      return footing;
    }
    tell(...moved(entry, footing));
    // Only the Terraform that made a plan can read it.
    if (!Buffer.isBuffer(bytes) || altogether.length > 0)
      return { outcome: "not reached", because: "not as reviewed", plan: undefined };
    const outcome = await session.recall(stack, bytes);
    if ("plan" in outcome && outcome.plan !== undefined && outcome.plan.planHash !== entry.planHash)
      tell({ path: stack.name, message: `its plan has another hash than reviewed.json says; ${again}` });
    return outcome;
  };

  const results = await planAll(selected, options, recall);
  const problems = [...altogether, ...selected.flatMap(({ name }) => found.get(name) ?? [])];
  if (problems.length > 0) throw new InvalidInput(problems);
  return results;
}
