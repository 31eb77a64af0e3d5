import { setTimeout } from "node:timers/promises";

/** Time, as far as a run needs it. */
export interface Clock {
  /** What the wall says: for people, and for the time between two processes. It may jump, also back. */
  readonly now: () => Date;
  /** Milliseconds from some moment in the past; never goes back. */
  readonly monotonic: () => number;
  /** Returns early, without an error, when the signal fires. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await setTimeout(milliseconds, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};

/** Elapsed milliseconds of a run whose last process wrote `elapsed` at `at`: whatever the wall clock did since, never less. */
export function elapsedSince(last: { readonly at: string; readonly elapsed: number }, now: Date): number {
  return last.elapsed + Math.max(0, now.getTime() - Date.parse(last.at));
}
