import type { JournalEntry, Operator, Plan } from "../contract";
import { messageOf } from "../../core/failure";
import { standingOf, untouched } from "./standing";
import { within } from "./within";

/** How a run, or one process of it, came out. */
export type Outcome =
  | { readonly outcome: "passed" }
  | {
      readonly outcome: "failed";
      readonly reasons: readonly string[];
      /** Where the group is now. */
      readonly state: string;
      /** The command that goes on from there; null when every step is done, and only what was promised was not kept. */
      readonly continueWith: string | null;
    }
  | { readonly outcome: "paused"; readonly because: readonly string[]; readonly continueWith: string }
  | { readonly outcome: "aborted"; readonly safePoint: string };

/** The command that continues a run. */
export const resumeCommand = (run: string) => `understudy resume ${run}`;

/** The command that continues a run with a person's word on a step whose outcome is not known. */
export const answerCommand = (run: string, step: string) =>
  `${resumeCommand(run)} --step ${step}=done, or ${resumeCommand(run)} --step ${step}=again`;

const listed = (ids: readonly string[]) => (ids.length === 0 ? "none" : ids.join(", "));

/** How far a plan got, by its journal. */
export function progress({ steps }: Plan, entries: readonly JournalEntry[]): string {
  const standing = standingOf(entries);
  const those = (...states: readonly string[]) =>
    steps.filter(({ id }) => states.includes(standing.of(id).state)).map(({ id }) => id);
  const safe = steps.findLast(({ id, safePoint }) => safePoint !== null && standing.of(id).state === "done");
  return (
    `done: ${listed(those("done"))}; failed: ${listed(those("failed"))}; ` +
    `outcome not known: ${listed(those("interrupted", "again"))}; not begun: ${listed(those("waiting"))}; ` +
    `last safe point: ${safe?.safePoint ?? untouched}`
  );
}

/** Whether every step of a plan is done. */
export function isComplete({ steps }: Plan, entries: readonly JournalEntry[]): boolean {
  const standing = standingOf(entries);
  return steps.every(({ id }) => standing.of(id).state === "done");
}

/** Where the group is, asked of the vendor; why that cannot be told, when it does not answer. */
export async function lookedState({ from, to }: Plan, operator: Operator, signal: AbortSignal): Promise<string> {
  try {
    const { writer, lagSeconds, problems } = await within(signal, () => operator.look(from, to, signal));
    const lag = lagSeconds === null ? "unknown" : `${lagSeconds} s`;
    const trouble = problems.length === 0 ? "" : `; in the way: ${problems.join("; ")}`;
    return `${writer === null ? "no site is known to take" : `${writer} takes`} writes, lag ${lag}${trouble}`;
  } catch (error) {
    return `${to.region} could not be asked (${messageOf(error)})`;
  }
}
