import type { AttributeChange, Finding, ReviewedChange, Rule, Subject } from "../contract";
import { type Guard, weakened } from "../guards/guard";
import { firstChanges } from "../plan/unplanned";
import { isGiven } from "../stack-json";

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

/** What is to be done about something weaker than before. */
export const strengthen = "put it back, or have a waiver approved";

/** What blocks of a change because something in it is weaker than before. */
export function weakenings(
  rule: Pick<Rule, "id">,
  subject: Subject,
  change: ReviewedChange,
  guards: readonly Guard[] = [],
): readonly Finding[] {
  const { address } = change;
  return weakened(guards, change, (path) => isGiven(subject, address, path)).map(({ path, before, after, lost }) =>
    finding(rule, subject, {
      weight: "blocks",
      address,
      attribute: path,
      before,
      after,
      message: `${lost}; ${strengthen}`,
    }),
  );
}
