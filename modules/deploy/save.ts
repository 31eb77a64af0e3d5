import type { DeployOptions, Outcome, Stack, StackResult } from "./contract";
import type { Footing } from "./footing";
import { begin, isWell, planAll } from "./planning";
import { forgetReviewed, keepPlan, writeReviewed } from "./reviewed";

/** What {@link savePlans} wants to know besides. */
export interface SaveOptions extends DeployOptions {
  /** The folder that is to hold the plans; what was kept there before is kept no more. */
  readonly folder: string;
  /** What was synthesized; null where nobody knows. */
  readonly commit: string | null;
}

/**
 * Plans stacks as `planStacks` does, and keeps the plans, with all that they stand on, so that exactly they can be applied
 * later. A stack that has to wait for its state's store has no plan yet, and is not among them. Nothing is kept unless every
 * stack is well.
 * @throws InvalidInput as `planStacks` does
 */
export async function savePlans(options: SaveOptions): Promise<readonly StackResult[]> {
  const { folder, commit, target } = options;
  const { selected, session, binary } = await begin(options);
  const footings = new Map<string, Footing>();
  const plan = async (stack: Stack): Promise<Outcome> => {
    const outcome = await session.plan(stack, "apply");
    if (outcome.outcome !== "planned") return outcome;
    const footing = await session.footing(stack);
    if ("diagnostics" in footing) return { outcome: "failed", failure: footing, plan: outcome.plan };
    footings.set(stack.name, footing);
    return outcome;
  };
  forgetReviewed(folder);
  const plannedAt = new Date().toISOString();
  try {
    const results = await planAll(selected, options, plan);
    if (!results.every(isWell)) return results;
    const stacks = results.flatMap((result) => {
      const footing = footings.get(result.stack);
      if (result.outcome !== "planned" || footing === undefined) return [];
      const planFile = keepPlan(folder, result.stack, result.plan);
      return [{ stack: result.stack, planFile, planHash: result.plan.planHash, ...footing }];
    });
    const { product, version } = binary;
    writeReviewed(folder, { plannedAt, target: target.name, terraform: { product, version }, commit, stacks });
    return results;
  } finally {
    for (const stack of selected) session.close(stack);
  }
}
