import type { JournalEntry, Operator, Plan } from "../contract";
import type { Clock } from "./clock";
import type { OwnFact } from "./own";
import { within } from "./within";

/** What {@link sampleLag} needs. */
export interface LagSampling {
  readonly plan: Plan;
  readonly operator: Operator;
  readonly clock: Clock;
  /** Seconds between two samples. */
  readonly every: number;
  readonly signal: AbortSignal;
  readonly entries: () => readonly JournalEntry[];
  readonly record: (fact: OwnFact) => void;
}

/** The steps after which the two sites have changed places, and the lag of before means nothing. */
const turning: readonly string[] = ["switch-database", "promote-database"];

function hasTurned({ steps }: Plan, entries: readonly JournalEntry[]): boolean {
  const turns = steps.filter(({ action }) => turning.includes(action.do)).map(({ id }) => id);
  return entries.some((entry) => entry.fact === "step-done" && turns.includes(entry.step));
}

/** Puts the replication lag on record until the databases have changed places; null is recorded when nobody can tell it. */
export async function sampleLag(sampling: LagSampling): Promise<void> {
  const { plan, operator, clock, every, signal, entries, record } = sampling;
  const seconds = async () => {
    try {
      return (await within(signal, () => operator.look(plan.from, plan.to, signal))).lagSeconds;
    } catch {
      // A sample is no step: whatever keeps the vendor from answering, the run goes on without it.
      return null;
    }
  };
  const isOver = () => signal.aborted || hasTurned(plan, entries());
  while (!isOver()) {
    const lag = await seconds();
    if (isOver()) return;
    record({ fact: "lag", seconds: lag });
    await clock.sleep(every * 1000, signal);
  }
}
