import type { JournalEntry, Operator } from "../contract";
import type { Clock } from "./clock";
import type { OwnActions } from "./own";

/** What a run tells while it goes on. */
export type RunEvent =
  | { readonly event: "entry"; readonly entry: JournalEntry }
  /** Something that is no part of the record: what is waited for, what was set aside. */
  | { readonly event: "note"; readonly text: string };

/** What a run acts through. */
export interface RunPorts {
  readonly operator: Operator;
  readonly own: OwnActions;
  readonly clock: Clock;
  /** At least 0, less than 1: how far tries are spread out. */
  readonly random: () => number;
  /** Fires when this process must end: what is under way is left as it is, and looked at on resume. */
  readonly signal: AbortSignal;
  /** Seconds between two samples of the replication lag; null for none. */
  readonly lagEvery: number | null;
  /** Must not throw: it is called in the middle of a recovery. */
  readonly onEvent: (event: RunEvent) => void;
}
