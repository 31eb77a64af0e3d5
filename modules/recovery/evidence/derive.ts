import type { Intent, JournalEntry, Measurement, PlanChanges, Target } from "../contract";
import { knownByWords } from "../run/identity";
import { approvalProblem, standingOf } from "../run/standing";
import { budgets, judge, startOf, type Verdict } from "./judge";

/** One step, as it went. Milliseconds since the run's start. */
export interface StepLine {
  readonly step: string;
  readonly title: string;
  readonly call: string;
  /** Null: it was not begun. */
  readonly began: number | null;
  readonly ended: number | null;
  readonly attempts: number;
  readonly state: "done" | "failed" | "not finished" | "not begun";
  /** What came of it, or the error. */
  readonly detail: string;
}

/** Who let the run go on, and why that counts or does not. */
export interface Approval {
  readonly by: string;
  readonly knownBy: string;
  readonly at: string;
  readonly planHash: string;
  /** Empty when it counts. */
  readonly problem: string;
}

/** All that a report says, but for the entries that it says it by. */
export interface Derived {
  readonly run: string;
  readonly environment: string;
  readonly group: string;
  readonly intent: Intent;
  readonly drill: boolean;
  readonly from: Target;
  readonly to: Target;
  readonly starter: string;
  readonly began: string;
  readonly ended: string;
  readonly durationSeconds: number;
  /** How often a process of the run was taken up by another. */
  readonly resumed: number;
  readonly planHash: string;
  readonly verdict: Verdict;
  readonly budgets: typeof budgets;
  /** The last measurement; null when nothing was measured. */
  readonly figures: Measurement | null;
  readonly approvals: readonly Approval[];
  /** What a person vouched for, where nobody could look. */
  readonly vouched: readonly { readonly by: string; readonly word: string; readonly because: string }[];
  readonly timeline: readonly StepLine[];
  readonly lag: readonly { readonly elapsed: number; readonly seconds: number | null }[];
  readonly terraform: readonly { readonly stack: string; readonly planHash: string; readonly changes: PlanChanges }[];
  /** SHA-256 of the last entry, which stands for all of them. */
  readonly head: string;
}

const stateWords = {
  done: "done",
  failed: "failed",
  interrupted: "not finished",
  again: "not finished",
  waiting: "not begun",
} as const;

const vouchedWords = {
  "holder-is-gone": "whoever held the lease on another machine is gone",
  "without-lease": "nobody else moves the group, though no lease could be taken",
} as const;

function timeline(entries: readonly JournalEntry[]): readonly StepLine[] {
  const standing = standingOf(entries);
  return startOf(entries).plan.steps.map(({ id, title, call }) => {
    const own = entries.filter((entry) => "step" in entry && entry.step === id);
    const began = own.find(({ fact }) => fact === "step-started");
    const last = own.findLast(({ fact }) => fact === "step-done" || fact === "step-failed" || fact === "answered");
    const { state } = standing.of(id);
    return {
      step: id,
      title,
      call,
      began: began?.elapsed ?? null,
      ended: state === "done" || state === "failed" ? (last?.elapsed ?? null) : null,
      attempts: standing.attempts(id),
      state: stateWords[state],
      detail: last === undefined ? "" : detailOf(last),
    };
  });
}

function detailOf(entry: JournalEntry): string {
  if (entry.fact === "step-done") return entry.detail;
  if (entry.fact === "step-failed") return entry.message;
  return entry.fact === "answered" ? `${entry.by} said: ${entry.answer}` : "";
}

/** A run that has not ended has not passed, whatever it has done so far. */
function verdictOf(entries: readonly JournalEntry[]): Verdict {
  const { verdict, reasons } = judge(entries);
  return entries.at(-1)?.fact === "ended"
    ? { verdict, reasons }
    : { verdict: "failed", reasons: [...reasons, "the run has not ended"] };
}

/**
 * Everything that a report says, from the run's journal and nothing else: whoever has the entries can say it too.
 * @param head - SHA-256 of the last entry's line
 * @throws Error when the journal does not begin with what was started
 */
export function derive(entries: readonly JournalEntry[], head: string): Derived {
  const started = startOf(entries);
  const { run, plan, planHash, starter, drill, at } = started;
  const last = entries.at(-1) ?? started;
  const measured = entries.findLast((entry) => entry.fact === "measured");
  return {
    run,
    environment: plan.environment,
    group: plan.group,
    intent: plan.intent,
    drill,
    from: plan.from,
    to: plan.to,
    starter,
    began: at,
    ended: last.at,
    durationSeconds: (last.elapsed - started.elapsed) / 1000,
    resumed: entries.filter(({ fact }) => fact === "resumed").length,
    planHash,
    verdict: verdictOf(entries),
    budgets,
    figures: measured?.fact === "measured" ? measured.measurement : null,
    approvals: entries.flatMap((entry) =>
      entry.fact === "approved"
        ? [
            {
              by: entry.by,
              knownBy: knownByWords[entry.knownBy],
              at: entry.at,
              planHash: entry.planHash,
              problem: approvalProblem(entry, started) ?? "",
            },
          ]
        : [],
    ),
    vouched: entries.flatMap((entry) =>
      entry.fact === "vouched" ? [{ by: entry.by, word: vouchedWords[entry.word], because: entry.because }] : [],
    ),
    timeline: timeline(entries),
    lag: entries.flatMap((entry) => (entry.fact === "lag" ? [{ elapsed: entry.elapsed, seconds: entry.seconds }] : [])),
    terraform: entries.flatMap((entry) =>
      entry.fact === "reconciled" ? [{ stack: entry.stack, planHash: entry.planHash, changes: entry.changes }] : [],
    ),
    head,
  };
}
