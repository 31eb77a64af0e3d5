import type { JournalEntry, Plan, Step } from "../contract";
import { isSamePerson } from "./identity";
import { changesGroup } from "./plan-check";

/** Where one step stands, as the journal has it. */
export type StepState =
  | { readonly state: "waiting" }
  /** It had begun, and nobody knows how it ended: its process died, or a person stopped the run. */
  | { readonly state: "interrupted" }
  | { readonly state: "failed"; readonly message: string }
  /** A person said, of a step that must not be repeated, that it may. */
  | { readonly state: "again" }
  | { readonly state: "done" };

/** Where a run stands, as its journal has it: all that a resume goes by. */
export interface Standing {
  readonly of: (step: string) => StepState;
  /** How often it was begun. */
  readonly attempts: (step: string) => number;
  readonly approvedBy: string | null;
  /** Set from the moment at which the run was told to end at a safe point. */
  readonly aborted: { readonly by: string; readonly safePoint: string } | null;
}

function stateAfter(entry: JournalEntry): readonly [step: string, state: StepState] | undefined {
  switch (entry.fact) {
    case "step-started":
      return [entry.step, { state: "interrupted" }];
    case "step-done":
      return [entry.step, { state: "done" }];
    case "step-failed":
      return [entry.step, { state: "failed", message: entry.message }];
    case "answered":
      return [entry.step, { state: entry.answer === "done" ? "done" : "again" }];
    case "started":
    case "resumed":
    case "paused":
    case "vouched":
    case "approved":
    case "refused":
    case "aborted":
    case "lag":
    case "measured":
    case "reconciled":
    case "ended":
      return undefined;
  }
}

/** Reads where a run stands off its journal. */
export function standingOf(entries: readonly JournalEntry[]): Standing {
  const states = new Map(
    entries.flatMap((entry) => {
      const after = stateAfter(entry);
      return after === undefined ? [] : [after];
    }),
  );
  const started = entries.flatMap((entry) => (entry.fact === "step-started" ? [entry.step] : []));
  const approved = entries.findLast((entry) => entry.fact === "approved");
  const aborted = entries.findLast((entry) => entry.fact === "aborted");
  return {
    of: (step) => states.get(step) ?? { state: "waiting" },
    attempts: (step) => started.filter((id) => id === step).length,
    approvedBy: approved?.by ?? null,
    aborted: aborted === undefined ? null : { by: aborted.by, safePoint: aborted.safePoint },
  };
}

/** Why somebody's approval does not count; undefined when it does. */
export function approvalProblem(
  { by, planHash }: { readonly by: string; readonly planHash: string },
  run: { readonly plan: Plan; readonly planHash: string; readonly starter: string },
): string | undefined {
  if (planHash !== run.planHash)
    return `what was approved is another plan (${planHash.slice(0, 12)}) than the run's (${run.planHash.slice(0, 12)})`;
  if (run.plan.approval && isSamePerson(by, run.starter))
    return `${by} started the run; in ${run.plan.environment} somebody else approves it`;
  return undefined;
}

/** Whether a run can end now: where that leaves the group, or what must be finished first. */
export type AbortAnswer =
  { readonly safePoint: string } | { readonly first: readonly Step[]; readonly until: string | null };

/** Where a group is that nobody has touched. */
export const untouched = "nothing has been changed";

/**
 * Whether a run can end here. Each of the steps that are done, and that no other done step came after, must leave the group
 * where it can stay. Where one does not, the steps that lead from it to the next safe point come first.
 */
export function abortAnswer({ steps }: Plan, standing: Standing): AbortAnswer {
  const changing = steps.filter(({ action }) => changesGroup(action));
  const isDone = ({ id }: Step) => standing.of(id).state === "done";
  const unsure = changing.filter(({ id }) => !["done", "waiting"].includes(standing.of(id).state));
  const done = changing.filter(isDone);
  const followed = (step: Step) => done.some((later) => leadsTo(step, later, steps));
  const last = done.filter((step) => !followed(step));
  const stuck = [...last.filter(({ safePoint }) => safePoint === null), ...unsure];
  if (stuck.length === 0) return { safePoint: last.at(-1)?.safePoint ?? untouched };
  const next = steps.find(
    (step) =>
      !isDone(step) && step.safePoint !== null && stuck.every((from) => from === step || leadsTo(from, step, steps)),
  );
  const first = steps.filter(
    (step) => !isDone(step) && (step === next || next === undefined || leadsTo(step, next, steps)),
  );
  return { first, until: next?.safePoint ?? null };
}

/** Whether `later` can start only after `earlier` ended. */
function leadsTo(earlier: Step, later: Step, steps: readonly Step[]): boolean {
  return later.needs.some(
    (id) => id === earlier.id || steps.some((step) => step.id === id && leadsTo(earlier, step, steps)),
  );
}
