import { readFileSync } from "node:fs";
import type { StackResult } from "../../deploy/contract";
import type { ReviewedPlan } from "../contract";
import { readReviewedPlan } from "./read";

/**
 * What the plan of a stack says; undefined where there is none.
 * @throws InvalidInput as {@link readReviewedPlan} does
 */
export function planOf(result: StackResult | undefined): ReviewedPlan | undefined {
  if (result === undefined || !("plan" in result) || result.plan === undefined) return undefined;
  return readReviewedPlan(readFileSync(`${result.plan.planFile}.json`, "utf8"), result.stack);
}
