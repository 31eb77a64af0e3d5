import type { Measurement, Plan } from "../contract";
import type { Word } from "../run/lease";
import type { RunEvent } from "../run/ports";
import type { CarriedOut } from "../switch/carry-out";

/** One plan that has been carried out, or one process's part in it. */
export interface DrilledPlan extends CarriedOut {
  readonly run: string;
  /** The run's folder: its journal is there, and its report. */
  readonly folder: string;
  readonly plan: Plan;
  /** Null when the plan has nothing to measure, or did not get that far. */
  readonly measurement: Measurement | null;
}

/** What is told while plans are carried out. */
export type DrillEvent =
  | { readonly event: "phase"; readonly text: string }
  | { readonly event: "plan"; readonly plan: Plan; readonly run: string }
  | { readonly event: "run"; readonly run: string; readonly what: RunEvent };

/** Who rehearses, who listens, and who can stop it. */
export interface Rehearsing {
  /** Whoever starts it, or goes on with it: goes on record. */
  readonly starter: string;
  readonly onEvent: (event: DrillEvent) => void;
  /** @default - nobody has said anything */
  readonly word?: Word;
  readonly signal: AbortSignal;
}
