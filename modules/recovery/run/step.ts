import { PassingError, type JournalFact, type Operator, type Step } from "../contract";
import type { Clock } from "./clock";
import { messageOf } from "../../core/failure";
import { JournalError } from "./journal";
import type { OwnActions, OwnWork } from "./own";
import { isOwn } from "./plan-check";
import type { StepState } from "./standing";
import { Stopped, within } from "./within";

/** How a step came out. */
export type StepEnd =
  | { readonly end: "done" }
  | { readonly end: "failed"; readonly message: string }
  /** Only a person can say how it goes on. */
  | { readonly end: "asks"; readonly question: string }
  /** The run was told to stop at once: how the step stands must be looked at. */
  | { readonly end: "stopped" };

/** What running a step needs. */
export interface StepContext {
  readonly operator: Operator;
  readonly own: OwnActions;
  readonly clock: Clock;
  /** At least 0, less than 1: spreads out tries that would otherwise meet again. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly record: (fact: JournalFact) => void;
  readonly state: StepState;
  readonly attempts: number;
}

/** Milliseconds between two looks, and before another try: doubled each time, up to the second figure. */
const looks = { first: 250, most: 2_000 } as const;
const tries = { first: 1_000, most: 30_000 } as const;

const growing = ({ first, most }: { readonly first: number; readonly most: number }, times: number): number =>
  Math.min(most, first * 2 ** times);

/** What is asked of a person about a step that must not be repeated. */
function question({ id, title, doneWhen, byHand }: Step): string {
  return (
    `"${title}" (${id}) had begun, must not be repeated, and its outcome is not known. It is done when ${doneWhen}. ` +
    `Look (by hand: ${byHand})`
  );
}

/** One step, from its first try to its end. */
class StepRun {
  /** Whether an order was given whose fate is unknown. */
  private doubtful: boolean;
  private attempt: number;
  private readonly limit = new AbortController();
  private readonly signal: AbortSignal;

  constructor(
    private readonly step: Step,
    private readonly context: StepContext,
  ) {
    this.doubtful = ["interrupted", "failed"].includes(context.state.state);
    this.attempt = context.attempts;
    this.signal = AbortSignal.any([context.signal, this.limit.signal]);
  }

  async end(): Promise<StepEnd> {
    const { repeatable, timeoutSeconds } = this.step;
    if (this.doubtful && repeatable === "never") return { end: "asks", question: question(this.step) };
    const finished = new AbortController();
    void this.context.clock
      .sleep(timeoutSeconds * 1000, AbortSignal.any([finished.signal, this.context.signal]))
      .then(() => this.limit.abort());
    try {
      return await this.tries();
    } catch (error) {
      if (error instanceof JournalError) throw error;
      if (this.context.signal.aborted) return { end: "stopped" };
      return this.fails(this.limit.signal.aborted ? this.late(error) : messageOf(error), false);
    } finally {
      finished.abort();
    }
  }

  private async tries(): Promise<StepEnd> {
    const { id, action, retries, repeatable } = this.step;
    for (let tried = 0; ; tried += 1) {
      if (this.doubtful && repeatable === "after-look" && (await this.looksDone()))
        return this.done("was done already");
      this.attempt += 1;
      this.context.record({ fact: "step-started", step: id, attempt: this.attempt });
      try {
        if (isOwn(action)) return this.done(await this.ownWork(action));
        await within(this.signal, () => this.context.operator.perform(action, this.signal));
        await this.untilDone();
        return this.done(this.step.doneWhen);
      } catch (error) {
        const end = await this.afterError(error, tried < retries);
        if (end !== undefined) return end;
      }
      this.doubtful = true;
      await this.context.clock.sleep(growing(tries, tried) * (0.5 + this.context.random() / 2), this.signal);
    }
  }

  /** What an error leads to; undefined when another try does. */
  private async afterError(error: unknown, mayTry: boolean): Promise<StepEnd | undefined> {
    if (error instanceof JournalError || this.signal.aborted) throw error;
    const passing = error instanceof PassingError;
    const { repeatable } = this.step;
    // A timeout may have hidden that the order was taken, and a refusal that an earlier one is under way.
    const maybeUnderWay = passing || this.doubtful;
    const failed = this.fails(messageOf(error), passing);
    if (passing && repeatable === "never")
      return { end: "asks", question: `${messageOf(error)}. ${question(this.step)}` };
    if (passing && mayTry) return undefined;
    if (!maybeUnderWay || isOwn(this.step.action)) return failed;
    await this.untilDone();
    return this.done(this.step.doneWhen);
  }

  private ownWork(action: OwnWork | { readonly do: "approve" }): Promise<string> {
    if (action.do === "approve") throw new Error("an approval is waited for, not performed");
    const { own, record } = this.context;
    return within(this.signal, () => own.perform(action, { signal: this.signal, record }));
  }

  private async looksDone(): Promise<boolean> {
    const { action } = this.step;
    const { operator, own } = this.context;
    if (action.do === "approve") return false;
    for (let looked = 0; ; looked += 1) {
      try {
        return await within(this.signal, () =>
          isOwn(action) ? own.isDone(action, this.signal) : operator.isDone(action, this.signal),
        );
      } catch (error) {
        if (!(error instanceof PassingError)) throw error;
        await this.context.clock.sleep(growing(looks, looked), this.signal);
      }
    }
  }

  private async untilDone(): Promise<void> {
    for (let looked = 0; !(await this.looksDone()); looked += 1)
      await this.context.clock.sleep(growing(looks, looked), this.signal);
  }

  private done(detail: string): StepEnd {
    this.context.record({ fact: "step-done", step: this.step.id, detail });
    return { end: "done" };
  }

  private fails(message: string, passing: boolean): StepEnd {
    this.context.record({ fact: "step-failed", step: this.step.id, attempt: this.attempt, message, passing });
    return { end: "failed", message };
  }

  private late(error: unknown): string {
    const { timeoutSeconds, doneWhen } = this.step;
    const last = error instanceof Stopped ? "" : ` (${messageOf(error)})`;
    return `not done within ${timeoutSeconds} s${last}; it would be done when ${doneWhen}`;
  }
}

/**
 * Runs one step: asks, tries passing errors again, looks until it is done. Each try is on record before it is made, and how it
 * came out afterwards.
 * @throws JournalError when something cannot be put on record; what that was about must be looked at on resume
 */
export function runStep(step: Step, context: StepContext): Promise<StepEnd> {
  return new StepRun(step, context).end();
}
