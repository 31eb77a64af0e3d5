import type { JournalFact, Step } from "../contract";
import { judge, startOf } from "../evidence/judge";
import type { OpenRun } from "./folder";
import { type Letter, letters } from "./inbox";
import { sampleLag } from "./lag";
import { giveBack } from "./lease";
import { answerCommand, isComplete, lookedState, type Outcome, progress, resumeCommand } from "./outcome";
import { changesGroup } from "./plan-check";
import type { RunPorts } from "./ports";
import { abortAnswer, approvalProblem, type Standing, standingOf } from "./standing";
import { runStep, type StepEnd } from "./step";

/** Why nothing new starts. */
type Halt =
  | { readonly halt: "failed" }
  | { readonly halt: "paused"; readonly because: readonly string[] }
  | { readonly halt: "aborting"; readonly letter: Letter };

/** Milliseconds between two looks into the inbox, and for the last look at a group whose run has failed. */
const inboxInterval = 200;
const lastLook = 10_000;

class Runner {
  private readonly running = new Map<string, Promise<void>>();
  /** Steps whose end waits for a person: not started again by this process. */
  private readonly asked = new Set<string>();
  private halt: Halt | undefined;
  private waitingSince: number | undefined;
  /** What broke the run itself: a journal that cannot be written. */
  private readonly broken: unknown[] = [];

  constructor(
    private readonly opened: OpenRun,
    private readonly ports: RunPorts,
  ) {}

  async outcome(): Promise<Outcome> {
    const { operator, clock, lagEvery } = this.ports;
    const { plan, journal } = this.opened;
    const ended = new AbortController();
    const record = (fact: JournalFact) => this.record(fact);
    const entries = () => journal.entries();
    const sampling = { plan, operator, clock, signal: ended.signal, entries, record };
    const sampled = lagEvery === null ? undefined : sampleLag({ ...sampling, every: lagEvery });
    const lag = sampled?.catch((error: unknown) => void this.broken.push(error));
    try {
      await this.loop();
      ended.abort();
      await lag;
      if (this.broken.length > 0) throw this.broken[0];
      return await this.close();
    } finally {
      ended.abort();
      journal.close();
    }
  }

  /** Ends when nothing is under way and nothing may start. */
  private async loop(): Promise<void> {
    const { clock, signal } = this.ports;
    for (;;) {
      this.guarded(() => this.advance());
      if (this.running.size > 0 || this.waitingSince !== undefined) {
        const tick = new AbortController();
        const wake = AbortSignal.any([tick.signal, signal]);
        await Promise.race([...this.running.values(), clock.sleep(inboxInterval, wake)]);
        tick.abort();
        continue;
      }
      const { halt } = this;
      if (this.broken.length > 0 || halt?.halt !== "aborting") return;
      this.guarded(() => this.answerAbort(halt.letter));
      this.halt = undefined;
    }
  }

  /** What breaks the run must not keep it from waiting for what is under way. */
  private guarded(work: () => void): void {
    if (this.broken.length > 0) return;
    try {
      work();
    } catch (error) {
      this.broken.push(error);
      this.waitingSince = undefined;
    }
  }

  private record(fact: JournalFact): void {
    const entry = this.opened.journal.append(fact);
    this.ports.onEvent({ event: "entry", entry });
  }

  private standing() {
    return standingOf(this.opened.journal.entries());
  }

  /** Reads the post, then starts whatever may start now. */
  private advance(): void {
    if (this.ports.signal.aborted) this.pause("this process", "it was told to end");
    const note = (file: string) => this.ports.onEvent({ event: "note", text: `${file} is no message; it was removed` });
    for (const letter of letters(this.opened.folder, note)) this.read(letter);
    if (this.standing().aborted !== null) return;
    let standing = this.standing();
    for (const step of this.opened.plan.steps) {
      if (!this.mayStart(step, standing)) continue;
      this.start(step, standing);
      standing = this.standing();
    }
    if (this.halt !== undefined) this.waitingSince = undefined;
  }

  private read(letter: Letter): void {
    const { message, discard } = letter;
    const { ask, by } = message;
    if (ask === "pause") this.pause(by, "somebody asked for it");
    if (ask === "abort") {
      // It stays in the inbox until it is answered, which is when everything under way has ended.
      this.halt ??= { halt: "aborting", letter };
      return;
    }
    if (ask === "approve") {
      const { planHash, knownBy } = message;
      const because = approvalProblem(message, startOf(this.opened.journal.entries()));
      if (because === undefined) this.record({ fact: "approved", by, knownBy, planHash });
      else this.record({ fact: "refused", what: "approve", by, because });
    }
    discard();
  }

  private pause(by: string, because: string): void {
    if (this.halt?.halt === "failed") return;
    const before = this.halt?.halt === "paused" ? this.halt.because : [];
    if (before.includes(because)) return;
    this.record({ fact: "paused", by, because });
    this.halt = { halt: "paused", because: [...before, because] };
  }

  private mayStart(step: Step, standing: Standing): boolean {
    if (this.running.has(step.id) || this.asked.has(step.id)) return false;
    const { state } = standing.of(step.id);
    if (state === "done" || !step.needs.every((id) => standing.of(id).state === "done")) return false;
    // Whoever wants to end must know how what had begun came out: that, and nothing else, still goes on.
    const isBegun = state === "interrupted" && step.action.do !== "approve";
    if (this.halt !== undefined) return this.halt.halt === "aborting" && isBegun;
    return true;
  }

  private start(step: Step, standing: Standing): void {
    if (step.action.do === "approve") {
      this.waitForApproval(step);
      return;
    }
    if (this.opened.plan.approval && changesGroup(step.action) && standing.approvedBy === null)
      throw new Error(
        `${step.id} changes the group, and nobody approved the plan; the plan should not have let it start`,
      );
    const { operator, own, clock, random, signal } = this.ports;
    const end = runStep(step, {
      ...{ operator, own, clock, random, signal },
      record: (fact) => this.record(fact),
      state: standing.of(step.id),
      attempts: standing.attempts(step.id),
    });
    const settled = end
      .then(
        (how) => this.after(step, how),
        (error: unknown) => void this.broken.push(error),
      )
      .finally(() => this.running.delete(step.id));
    this.running.set(step.id, settled);
  }

  private after({ id }: Step, how: StepEnd): void {
    switch (how.end) {
      case "done":
      case "stopped":
        return;
      case "failed":
        this.halt = { halt: "failed" };
        return;
      case "asks":
        this.asked.add(id);
        this.pause("understudy", `${how.question}, then answer: ${answerCommand(this.opened.run, id)}`);
    }
  }

  private waitForApproval({ id, timeoutSeconds }: Step): void {
    const { plan, run } = this.opened;
    const { approvedBy, attempts } = this.standing();
    if (this.waitingSince === undefined) {
      this.record({ fact: "step-started", step: id, attempt: attempts(id) + 1 });
      if (plan.approval && approvedBy === null)
        this.ports.onEvent({ event: "note", text: `waits for somebody's approval: understudy approve ${run}` });
    }
    this.waitingSince ??= this.ports.clock.monotonic();
    if (!plan.approval || approvedBy !== null) {
      this.waitingSince = undefined;
      const detail = approvedBy === null ? "this plan needs no approval" : `approved by ${approvedBy}`;
      this.record({ fact: "step-done", step: id, detail });
      this.advance();
    } else if (this.ports.clock.monotonic() - this.waitingSince > timeoutSeconds * 1000) {
      this.pause("understudy", `nobody approved within ${timeoutSeconds} s: understudy approve ${run}`);
    }
  }

  /** Ends this process's part in the run. */
  private async close(): Promise<Outcome> {
    const { run, plan, folder, journal, lease } = this.opened;
    const entries = journal.entries();
    if (this.halt?.halt === "paused") {
      // The group stays taken: only this run may go on with it.
      return { outcome: "paused", because: this.halt.because, continueWith: resumeCommand(run) };
    }
    const { verdict, reasons } = judge(entries);
    const { aborted } = this.standing();
    this.record({ fact: "ended", verdict, reasons });
    await giveBack(lease, run, (text) => this.ports.onEvent({ event: "note", text }));
    if (aborted !== null) return { outcome: "aborted", safePoint: aborted.safePoint };
    if (verdict === "passed") return { outcome: "passed" };
    const looked = await lookedState(plan, this.ports.operator, AbortSignal.timeout(lastLook));
    return {
      outcome: "failed",
      reasons,
      state: `${looked}; ${progress(plan, entries)}; journal in ${folder}`,
      continueWith: isComplete(plan, entries) ? null : resumeCommand(run),
    };
  }

  private answerAbort({ message: { by }, discard }: Letter): void {
    const answer = abortAnswer(this.opened.plan, this.standing());
    if ("safePoint" in answer) this.record({ fact: "aborted", by, safePoint: answer.safePoint });
    else {
      const first = answer.first.map(({ id }) => id).join(", ");
      const until = answer.until === null ? "the plan's end" : `"${answer.until}"`;
      const because = `the group cannot stay as it is; ${first} must be finished first, which leads to ${until}`;
      this.record({ fact: "refused", what: "abort", by, because });
    }
    discard();
  }
}

/**
 * Carries a run on to its end, or to where a person must decide: every step as soon as those that it needs have ended well, in
 * parallel where they allow. Once a step has failed, those under way are finished and nothing new is started. Whoever kills the
 * process loses nothing: the journal tells the next one what must be looked at, and what must not be repeated.
 * @throws JournalError when something cannot be put on record; the run can be resumed once there is room
 */
export async function run(opened: OpenRun, ports: RunPorts): Promise<Outcome> {
  return new Runner(opened, ports).outcome();
}
