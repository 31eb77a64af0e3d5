import { counted } from "../../core/counted";
import type { StackResult } from "../../deploy/contract";
import type { PlanChanges } from "../contract";
import type { OwnContext } from "../run/own";

/** Says of plans whether they may be applied. */
export type Judge = (planned: readonly StackResult[]) => boolean;

/** What Terraform is to look at. */
export interface Work {
  readonly stacks: readonly string[];
  /**
   * The region that nothing is asked of.
   * @default - every region is there
   */
  readonly lost?: string;
  readonly signal: AbortSignal;
}

/** Real Terraform over synthesized stacks. */
export interface Terraforming {
  /** Writes the stacks anew, from the roles that are in force now. */
  readonly synthesize: () => Promise<void>;
  /** Plans what was synthesized last. */
  readonly plan: (work: Work) => Promise<readonly StackResult[]>;
  /** Plans what was synthesized last and, once these plans are judged to be good, applies them and no others. */
  readonly apply: (work: Work, isGood: Judge) => Promise<readonly StackResult[]>;
}

type Planned = Extract<StackResult, { readonly plan: object }>;

/** What keeps a stack from having been planned, in words; undefined when it was. */
function obstacle(result: StackResult): string | undefined {
  switch (result.outcome) {
    case "planned":
    case "applied":
    case "unchanged":
    case "absent":
      return undefined;
    case "deferred":
      return `${result.stack} cannot be planned before ${result.after.join(", ")}`;
    case "refused":
      return result.losses.map(({ path, message }) => `${result.stack}: ${path} ${message}`).join("; ");
    case "failed":
      return `${result.stack}: ${result.failure.step} failed: ${result.failure.diagnostics[0].summary} (${result.failure.log})`;
    case "interrupted":
      return `${result.stack} was interrupted`;
    case "not reached":
      return `${result.stack} was not reached: ${result.because}`;
  }
}

const isPlanned = (result: StackResult): result is Planned => "plan" in result && result.plan !== undefined;

/** What a switch of regions may leave Terraform: updates in place. */
const wanted: ReadonlySet<string> = new Set(["update", "read", "none", "forget"]);

/** A plan as a journal keeps it. */
function changesOf({ plan }: Planned): PlanChanges {
  const { add, change, replace, destroy, changes, leftOut } = plan;
  return {
    add,
    change,
    replace,
    destroy,
    unwanted: changes
      .filter(({ action }) => !wanted.has(action))
      .map(({ address, action, replacePaths }) =>
        replacePaths.length === 0
          ? `${address}: ${action}`
          : `${address}: ${action} because of ${replacePaths.join(", ")}`,
      ),
    updated: changes
      .filter(({ action }) => action === "update")
      .map(({ address, changedAttributes }) => `${address}: ${changedAttributes.join(", ")}`),
    leftOut,
  };
}

const obstaclesIn = (results: readonly StackResult[]) => results.flatMap((result) => obstacle(result) ?? []);

function refuse(results: readonly StackResult[]): void {
  const obstacles = obstaclesIn(results);
  if (obstacles.length > 0) throw new Error(obstacles.join("; "));
}

/** What is wrong with plans as a whole; undefined when they may be applied. */
type Objection = (planned: readonly { readonly stack: string; readonly changes: PlanChanges }[]) => string | undefined;

/**
 * Plans stacks anew, puts every plan on record, and applies these plans unless there is an objection.
 * @throws Error with the objection, or with what kept a stack from being planned or applied
 */
async function applyJudged(
  { synthesize, apply }: Terraforming,
  work: Work,
  { record }: OwnContext,
  objectionTo: Objection,
): Promise<readonly StackResult[]> {
  await synthesize();
  let objection: string | undefined;
  const isGood: Judge = (results) => {
    const planned = results
      .filter(isPlanned)
      .map((result) => ({ stack: result.stack, planHash: result.plan.planHash, changes: changesOf(result) }));
    for (const one of planned) record({ fact: "reconciled", ...one });
    const obstacles = obstaclesIn(results);
    objection = obstacles.length > 0 ? obstacles.join("; ") : objectionTo(planned);
    return objection === undefined;
  };
  const results = await apply(work, isGood);
  if (objection !== undefined) throw new Error(objection);
  refuse(results);
  return results;
}

/**
 * Brings Terraform and the clouds together after a switch: every plan goes on record, nothing but updates in place is
 * applied, and a second plan of what was applied must find nothing to do.
 * @throws Error naming every resource and attribute that a plan would add, replace or destroy, with nothing applied
 */
export async function reconcile(terraforming: Terraforming, work: Work, context: OwnContext): Promise<string> {
  const { stacks, lost } = work;
  const results = await applyJudged(terraforming, work, context, (planned) => {
    const unwanted = planned.flatMap(({ stack, changes }) => changes.unwanted.map((one) => `${stack}: ${one}`));
    return unwanted.length === 0
      ? undefined
      : `terraform wants more than updates in place, and nothing was applied: ${unwanted.join("; ")}`;
  });
  const applied = results.filter(({ outcome }) => outcome === "applied").map(({ stack }) => stack);
  const after = applied.length === 0 ? [] : await terraforming.plan({ ...work, stacks: applied });
  refuse(after);
  const restless = after.filter((result) => isPlanned(result) && changesOf(result).updated.length > 0);
  if (restless.length > 0)
    throw new Error(`a second plan still finds something to do in ${restless.map(({ stack }) => stack).join(", ")}`);
  const plans = results.filter(isPlanned).map(({ plan }) => plan);
  const updates = plans.reduce((sum, { change }) => sum + change, 0);
  const leftOut = plans.flatMap((plan) => plan.leftOut);
  const later =
    lost === undefined || leftOut.length === 0 ? "" : `; without ${counted(leftOut.length, "resource")} of ${lost}`;
  return `terraform: 0 to add, 0 to replace, 0 to destroy, ${updates} updated in place in ${stacks.join(", ")}${later}`;
}

/** Whether a plan finds nothing to do. */
export async function isReconciled({ synthesize, plan }: Terraforming, work: Work): Promise<boolean> {
  await synthesize();
  const results = await plan(work);
  return results.every((result) => isPlanned(result) && !result.plan.applies && obstacle(result) === undefined);
}

/**
 * Applies a site's stack for the database of a new generation: the one plan that may add something.
 * @throws Error when it would replace or destroy anything, with nothing applied
 */
export async function create(terraforming: Terraforming, stack: string, context: OwnContext): Promise<string> {
  const work = { stacks: [stack], signal: context.signal };
  await applyJudged(terraforming, work, context, (planned) => {
    const losing = planned.filter(({ changes }) => changes.replace + changes.destroy > 0);
    return losing.length === 0
      ? undefined
      : `terraform wants more than to add, and nothing was applied: ${losing.flatMap(({ changes }) => changes.unwanted).join("; ")}`;
  });
  return `${stack} has the database of its new generation`;
}
