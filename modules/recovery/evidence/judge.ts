import type { JournalEntry, Measurement, Plan } from "../contract";
import { changesGroup, planHash } from "../run/plan-check";
import { approvalProblem, standingOf } from "../run/standing";

/** What a switch may take and lose, seconds: the promise that drills are held against. */
export const budgets = { rtoSeconds: 15 * 60, rpoSeconds: 60 } as const;

/** Whether a run did what it promised, and if not, every reason. */
export interface Verdict {
  readonly verdict: "passed" | "failed";
  readonly reasons: readonly string[];
}

type Started = Extract<JournalEntry, { readonly fact: "started" }>;

/** The entry that every journal begins with. @throws Error when it does not */
export function startOf(entries: readonly JournalEntry[]): Started {
  const [first] = entries;
  if (first?.fact !== "started") throw new Error("a journal begins with what was started; this one does not");
  return first;
}

function unfinished({ steps }: Plan, entries: readonly JournalEntry[]): readonly string[] {
  const standing = standingOf(entries);
  return steps.flatMap(({ id }) => {
    const state = standing.of(id);
    if (state.state === "done") return [];
    return state.state === "failed" ? [`${id} failed: ${state.message}`] : [`${id} was not finished`];
  });
}

function unapproved(started: Started, entries: readonly JournalEntry[]): readonly string[] {
  if (!started.plan.approval) return [];
  const changing = new Set(started.plan.steps.filter(({ action }) => changesGroup(action)).map(({ id }) => id));
  const changed = entries.findIndex((entry) => entry.fact === "step-started" && changing.has(entry.step));
  const before = changed === -1 ? entries : entries.slice(0, changed);
  const good = before.some((entry) => entry.fact === "approved" && approvalProblem(entry, started) === undefined);
  return good ? [] : ["nobody but its starter approved the plan before the group was changed"];
}

function measuredBadly({ rtoSeconds, rpoSeconds, lostRows }: Measurement, { intent }: Plan): readonly string[] {
  const reasons: string[] = [];
  if (rtoSeconds === null) reasons.push("RTO: no write was accepted afterwards");
  else if (rtoSeconds > budgets.rtoSeconds)
    reasons.push(`RTO: ${rtoSeconds} s, and at most ${budgets.rtoSeconds} s are allowed`);
  if (rpoSeconds > budgets.rpoSeconds)
    reasons.push(`RPO: ${rpoSeconds} s, and at most ${budgets.rpoSeconds} s are allowed`);
  if (lostRows > 0 && intent !== "failover")
    reasons.push(`${lostRows} acknowledged rows were lost, and a planned ${intent} loses none`);
  return reasons;
}

function measurements({ plan, drill }: Started, entries: readonly JournalEntry[]): readonly string[] {
  const measured = entries.flatMap((entry) => (entry.fact === "measured" ? [entry.measurement] : []));
  const owed = drill && plan.steps.some(({ action }) => action.do === "verify-writes");
  if (owed && measured.length === 0) return ["nothing was measured, and a drill is for measuring"];
  return measured.flatMap((measurement) => measuredBadly(measurement, plan));
}

function unreconciled({ steps }: Plan, entries: readonly JournalEntry[]): readonly string[] {
  const stacks = steps.flatMap(({ action }) => (action.do === "reconcile" ? action.stacks : []));
  return stacks.flatMap((stack) => {
    const last = entries.findLast((entry) => entry.fact === "reconciled" && entry.stack === stack);
    if (last?.fact !== "reconciled") return [`${stack}: Terraform did not plan it`];
    const { add, replace, destroy, unwanted } = last.changes;
    const clean = add + replace + destroy + unwanted.length === 0;
    const named = unwanted.length === 0 ? "" : ` (${unwanted.join("; ")})`;
    return clean ? [] : [`${stack}: Terraform would add ${add}, replace ${replace}, destroy ${destroy}${named}`];
  });
}

/** Judges a run by its journal and nothing else, so that whoever has the journal comes to the same verdict. */
export function judge(entries: readonly JournalEntry[]): Verdict {
  const started = startOf(entries);
  const aborted = entries.findLast((entry) => entry.fact === "aborted");
  const reasons = [
    ...(planHash(started.plan) === started.planHash ? [] : ["the plan is not the one that its hash is of"]),
    ...(aborted?.fact === "aborted" ? [`ended early by ${aborted.by}: ${aborted.safePoint}`] : []),
    ...unfinished(started.plan, entries),
    ...unapproved(started, entries),
    ...measurements(started, entries),
    ...unreconciled(started.plan, entries),
  ];
  return { verdict: reasons.length === 0 ? "passed" : "failed", reasons };
}
