import type { Named, RecordFact } from "../../modules/record/contract";

const counts = { add: 1, change: 2, replace: 0, destroy: 0 };
const planHash = "0".repeat(64);
const who: Named = { name: "ana@example.com", knownBy: "git" };

/** How a deployment begins; what is not said is as usual. */
export function someBegin(
  deployment: string,
  more: Partial<Extract<RecordFact, { readonly fact: "begun" }>> = {},
): Extract<RecordFact, { readonly fact: "begun" }> {
  return {
    fact: "begun",
    deployment,
    verb: "deploy",
    what: "staging",
    environment: "staging",
    target: "sandbox",
    who,
    approvals: [{ name: "bén ✓", knownBy: "option" }],
    commit: "a".repeat(40),
    changed: false,
    leaves: null,
    reviewed: false,
    stacks: [{ stack: "staging-aws-state", planHash, counts }],
    ...more,
  };
}

/** How a deployment ends. */
export function someEnd(
  deployment: string,
  result: "succeeded" | "failed" | "interrupted" = "succeeded",
): Extract<RecordFact, { readonly fact: "ended" }> {
  return {
    fact: "ended",
    deployment,
    result,
    stacks: [{ stack: "staging-aws-state", outcome: "applied", planHash, counts }],
  };
}
