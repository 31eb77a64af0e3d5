import type { AttributeChange, Finding, ReviewedChange, Rule, Subject } from "../contract";
import { firstChanges } from "../plan/unplanned";

type About = Pick<Finding, "weight" | "message"> & Partial<Pick<Finding, "address" | "attribute" | "before" | "after">>;

/** What a rule found in a stack, waived by nobody yet. */
export function finding(rule: Pick<Rule, "id">, { stack }: Subject, about: About): Finding {
  return {
    rule: rule.id,
    stack,
    address: "",
    attribute: "",
    before: undefined,
    after: undefined,
    waivedBy: undefined,
    ...about,
  };
}

/** What of an attribute's change a finding tells. */
export function told({ path, before, after }: AttributeChange): Pick<Finding, "attribute" | "before" | "after"> {
  return { attribute: path, before, after };
}

/** The changes of a plan. A stack that cannot be planned yet, as the store of its state is still to come, is new as a whole. */
export function changesOf({ head, plan }: Subject): readonly ReviewedChange[] {
  if (plan !== undefined) return plan.changes;
  return head === undefined ? [] : firstChanges(head);
}
