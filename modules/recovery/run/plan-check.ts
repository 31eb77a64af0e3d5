import { InvalidInput, nearest, oneOf, type Problem } from "../../core/problems";
import type { Action, OwnAction, Plan, Step } from "../contract";
import { sha256 } from "../../core/chain";

const ownActions = {
  "check-ready": true,
  approve: true,
  "verify-writes": true,
  "write-roles": true,
  "create-database": true,
  reconcile: true,
} satisfies Record<OwnAction["do"], true>;

/** Whether recovery does this itself; else a vendor is asked. */
export function isOwn(action: Action): action is OwnAction {
  return Object.hasOwn(ownActions, action.do);
}

const harmless: readonly Action["do"][] = ["check-ready", "approve", "verify-writes", "reconcile"];

/** Whether a group is no longer what it was once this has been done: it needs the approval, if the plan needs one. */
export function changesGroup({ do: what }: Action): boolean {
  return !harmless.includes(what);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** SHA-256 of a plan, whatever order its fields were written in: what an approver approves. */
export function planHash(plan: Plan): string {
  return sha256(JSON.stringify(sorted(plan)));
}

/** Every step that must have ended well before this one may start. */
function ancestors(step: Step, steps: ReadonlyMap<string, Step>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = ({ needs }: Step): void => {
    for (const id of needs) {
      const needed = steps.get(id);
      if (needed === undefined || found.has(id)) continue;
      found.add(id);
      visit(needed);
    }
  };
  visit(step);
  return found;
}

/**
 * Makes sure that a plan can be run: every need is a step, no step waits for itself, nothing is changed before the
 * approval that the plan demands.
 * @throws InvalidInput with everything that is wrong
 */
export function checkPlan({ environment, group, intent, approval, steps }: Plan): void {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const ids = [...byId.keys()];
  const approvals = steps.filter(({ action }) => action.do === "approve").map(({ id }) => id);
  const problems = steps.flatMap((step, index): readonly Problem[] => {
    const path = `${environment}.${group}.${intent}.${step.id}`;
    const before = ancestors(step, byId);
    const unknown = step.needs.filter((id) => !byId.has(id));
    const unapproved = approval && changesGroup(step.action) && !approvals.some((id) => before.has(id));
    return [
      ...(steps.findIndex(({ id }) => id === step.id) === index
        ? []
        : [{ path, message: "is the id of two steps; rename one" }]),
      ...unknown.map((id) => ({
        path,
        message: `needs "${id}", which is no step of the plan; did you mean ${oneOf([nearest(id, ids) ?? ids.join()])}?`,
      })),
      ...(before.has(step.id) ? [{ path, message: "waits for itself; take one of the needs out of the circle" }] : []),
      ...(unapproved
        ? [{ path, message: "changes the group before the plan is approved; let it need the approval" }]
        : []),
    ];
  });
  if (problems.length > 0) throw new InvalidInput(problems);
}
