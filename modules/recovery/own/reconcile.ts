import type { StackResult } from "../../deploy/contract";
import type { PlanChanges } from "../contract";
import type { OwnContext } from "../run/own";

/** Real Terraform over synthesized stacks. */
export interface Terraforming {
  /** Writes the stacks anew, from the roles that are in force now. */
  readonly synthesize: () => Promise<void>;
  /** Plans what was synthesized last. */
  readonly plan: (stacks: readonly string[], signal: AbortSignal) => Promise<readonly StackResult[]>;
  /** Plans and applies what was synthesized last. */
  readonly apply: (stacks: readonly string[], signal: AbortSignal) => Promise<readonly StackResult[]>;
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
  const { add, change, replace, destroy, changes } = plan;
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
  };
}

function refuse(results: readonly StackResult[]): void {
  const obstacles = results.flatMap((result) => obstacle(result) ?? []);
  if (obstacles.length > 0) throw new Error(obstacles.join("; "));
}

/**
 * Brings Terraform and the clouds together after a switch: every plan goes on record, nothing but updates in place is
 * applied, and a second plan must find nothing to do.
 * @throws Error naming every resource and attribute that a plan would add, replace or destroy, with nothing applied
 */
export async function reconcile(
  { synthesize, plan, apply }: Terraforming,
  stacks: readonly string[],
  { signal, record }: OwnContext,
): Promise<string> {
  await synthesize();
  const results = await plan(stacks, signal);
  refuse(results);
  const planned = results.filter(isPlanned).map((result) => ({ result, changes: changesOf(result) }));
  for (const { result, changes } of planned)
    record({ fact: "reconciled", stack: result.stack, planHash: result.plan.planHash, changes });
  const unwanted = planned.flatMap(({ result, changes }) => changes.unwanted.map((one) => `${result.stack}: ${one}`));
  if (unwanted.length > 0)
    throw new Error(`terraform wants more than updates in place, and nothing was applied: ${unwanted.join("; ")}`);
  const updates = planned.reduce((sum, { changes }) => sum + changes.change, 0);
  if (planned.some(({ result }) => result.plan.applies)) {
    refuse(await apply(stacks, signal));
    const after = await plan(stacks, signal);
    refuse(after);
    const restless = after.filter((result) => isPlanned(result) && changesOf(result).updated.length > 0);
    if (restless.length > 0)
      throw new Error(`a second plan still finds something to do in ${restless.map(({ stack }) => stack).join(", ")}`);
  }
  return `terraform: 0 to add, 0 to replace, 0 to destroy, ${updates} updated in place in ${stacks.join(", ")}`;
}

/** Whether a plan finds nothing to do. */
export async function isReconciled(
  { synthesize, plan }: Terraforming,
  stacks: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  await synthesize();
  const results = await plan(stacks, signal);
  return results.every((result) => isPlanned(result) && !result.plan.applies && obstacle(result) === undefined);
}

/**
 * Applies a site's stack for the database of a new generation: the one plan that may add something.
 * @throws Error when it would replace or destroy anything, with nothing applied
 */
export async function create(
  { synthesize, plan, apply }: Terraforming,
  stack: string,
  { signal, record }: OwnContext,
): Promise<string> {
  await synthesize();
  const planned = await plan([stack], signal);
  refuse(planned);
  for (const result of planned.filter(isPlanned)) {
    const changes = changesOf(result);
    record({ fact: "reconciled", stack, planHash: result.plan.planHash, changes });
    if (changes.replace + changes.destroy > 0)
      throw new Error(`terraform wants more than to add, and nothing was applied: ${changes.unwanted.join("; ")}`);
  }
  refuse(await apply([stack], signal));
  return `${stack} has the database of its new generation`;
}
