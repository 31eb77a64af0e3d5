import type { JournalFact, OwnAction } from "../contract";

/** What recovery does itself, but for the approval, which is the runner's. */
export type OwnWork = Exclude<OwnAction, { readonly do: "approve" }>;

/** What own work may put on record: samples, measurements, Terraform's plans. */
export type OwnFact = Extract<JournalFact, { readonly fact: "lag" | "measured" | "reconciled" }>;

/** What own work is given. */
export interface OwnContext {
  readonly signal: AbortSignal;
  /** Writes to the run's journal; on disk when it returns. */
  readonly record: (fact: OwnFact) => void;
}

/** The port for what recovery does without a vendor. */
export interface OwnActions {
  /**
   * Does the work to its end, and says in a sentence what came of it.
   * @throws PassingError when trying again may help; Error when it will not
   */
  readonly perform: (action: OwnWork, context: OwnContext) => Promise<string>;
  /** Whether it is done, by looking: asked before work that is not `always` repeatable is done again. */
  readonly isDone: (action: OwnWork, signal: AbortSignal) => Promise<boolean>;
}
