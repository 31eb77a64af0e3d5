import type { AttributeChange, Rule, StackJson } from "../contract";
import { driftedIn } from "../drifted";
import { weakened } from "../guards/guard";
import { protectionGuards } from "../guards/protection";
import { recoveryGuards } from "../guards/recovery";
import { resourcesOf } from "../stack-json";
import { finding, told } from "./finding";

/** Whether a stack says what an attribute is to be: what nobody describes, the vendor may tell anew with every look. */
function isDescribed(stack: StackJson | undefined, address: string, { path }: AttributeChange): boolean {
  const [name = ""] = path.split(/[.[]/, 1);
  return stack !== undefined && resourcesOf(stack).some((one) => one.address === address && name in one.body);
}

/** What was changed outside Terraform is known. */
export const drift: Rule = {
  id: "drift",
  promise: "what was changed outside Terraform is known",
  examine: (subject) => {
    const stack = subject.base ?? subject.head;
    const somebodys = subject.plan === undefined ? [] : driftedIn(subject.stack, subject.plan, stack ?? {});
    return (subject.plan?.drift ?? []).map((change) => {
      const { address, type, concerns, attributes } = change;
      const guards = [...(protectionGuards[type] ?? []), ...(recoveryGuards[type] ?? [])];
      const lost = weakened(guards, change).map(({ path, lost: what }) => `${path} is weaker: ${what}`);
      const isGone = change.after === null;
      const [first] = attributes;
      const changed = isGone ? "was deleted" : `was changed (${attributes.map(({ path }) => path).join(", ")})`;
      const isOurs = isGone || attributes.some((attribute) => isDescribed(stack, address, attribute));
      const isRisk = lost.length > 0 || (concerns.includes("data") && isOurs);
      const isSomebodys = isRisk || somebodys.some((one) => one.address === address);
      const why = isSomebodys ? "find out by whom, and why" : "the cloud does so itself, or it is left to others";
      const message = [`${changed} outside terraform`, ...lost, why].join("; ");
      const about = { weight: isRisk ? "risk" : "notice", address, message } as const;
      return finding(
        drift,
        subject,
        attributes.length === 1 && first !== undefined ? { ...about, ...told(first) } : about,
      );
    });
  },
};
