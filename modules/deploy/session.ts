import type { Binary } from "./binary";
import { isOnDisk, keepOnDisk, moveIntoStore, tidy } from "./bootstrap";
import type { DeployOptions, Diagnostic, Failure, Outcome, Phase, Stack, StackPlan, StackResult } from "./contract";
import { type Footing, footingOf } from "./footing";
import { halfWritten } from "./half-written";
import { losses } from "./losses";
import { before } from "./order";
import { type Planning, type Purpose, Worker } from "./worker";

const textOf = ({ diagnostics }: Failure) =>
  diagnostics.map(({ summary, detail }) => `${summary}\n${detail}`).join("\n");

/** The work on one stack at a time, of a deployment as a whole. */
export class Session {
  private readonly names: ReadonlySet<string>;

  constructor(
    private readonly options: DeployOptions,
    private readonly binary: Binary,
    /** Every stack of the synthesis. */
    private readonly all: readonly Stack[],
  ) {
    this.names = new Set(options.stacks);
  }

  /** Plans one stack, and says what stands in the way. */
  async plan(stack: Stack, purpose: Purpose): Promise<Outcome> {
    const worker = this.worker(stack);
    const initialized = await this.begin(worker, purpose);
    return this.outcomeOf(
      worker,
      initialized === undefined ? await worker.plan(purpose) : failed(initialized),
      purpose,
    );
  }

  /** What a plan of the stack stands on now, its folder readied as for a plan; or why that cannot be had. */
  async ready(stack: Stack): Promise<Footing | Outcome> {
    const worker = this.worker(stack);
    const initialized = await this.begin(worker, "apply");
    if (initialized !== undefined) return this.outcomeOf(worker, failed(initialized), "apply");
    const footing = await this.footing(stack);
    return "diagnostics" in footing ? this.outcomeOf(worker, failed(footing), "apply") : footing;
  }

  /** What a plan of the stack stands on, once it is planned. */
  async footing(stack: Stack): Promise<Footing | Failure> {
    const pulled = await this.worker(stack).ask("plan", "state", "pull");
    return "text" in pulled ? footingOf(stack, pulled.text) : pulled;
  }

  /** Takes up a plan that was made before, in a folder that is {@link ready}, as if it had been made now. */
  async recall(stack: Stack, plan: Uint8Array): Promise<Outcome> {
    const worker = this.worker(stack);
    return this.outcomeOf(worker, await worker.recall(plan), "apply");
  }

  /** Carries out what was planned, or plans first what had to wait for its state's store. */
  async change(stack: Stack, planned: Outcome, purpose: "apply" | "destroy"): Promise<Outcome> {
    const known = planned.outcome === "deferred" ? await this.plan(stack, purpose) : planned;
    return known.outcome === "planned" ? this.carryOut(stack, known.plan, purpose) : known;
  }

  /** After all: nothing stays on this disk that no apply has made. */
  close(stack: Stack): void {
    if (this.bootstraps(stack)) tidy(stack, this.options.target);
  }

  private get isInterrupted(): boolean {
    return this.options.signal?.aborted === true;
  }

  /** Readies the folder, and what Terraform keeps in it. */
  private async begin(worker: Worker, purpose: Purpose): Promise<Failure | undefined> {
    const { stack } = worker;
    const { target } = this.options;
    target.prepare(stack);
    worker.open();
    if (this.bootstraps(stack)) {
      tidy(stack, target);
      if (isOnDisk(stack)) keepOnDisk(stack);
    }
    return this.initialize(worker, purpose);
  }

  private async outcomeOf({ stack, log }: Worker, planning: Planning, purpose: Purpose): Promise<Outcome> {
    const { plan, failure } = planning;
    if (failure !== undefined && this.isInterrupted) return { outcome: "interrupted", plan };
    if (failure !== undefined && this.misses(failure)) return this.withoutStore(stack, failure, purpose);
    const lost =
      plan === undefined || purpose !== "apply" ? [] : [...losses(stack.name, plan), ...halfWritten(stack, plan)];
    if (plan !== undefined && lost.length > 0) return { outcome: "refused", plan, losses: lost };
    if (failure !== undefined) return { outcome: "failed", failure: await this.explained(stack, failure), plan };
    if (plan === undefined) throw new Error(`${stack.name}: planned without a plan; see ${log}`);
    return { outcome: "planned", plan };
  }

  private async carryOut(stack: Stack, plan: StackPlan, purpose: "apply" | "destroy"): Promise<Outcome> {
    const worker = this.worker(stack);
    const failure =
      (plan.applies ? await worker.apply(plan, purpose) : undefined) ??
      (this.bootstraps(stack) && isOnDisk(stack) ? await moveIntoStore(worker) : undefined);
    if (failure === undefined) return { outcome: plan.applies ? "applied" : "unchanged", plan };
    if (this.isInterrupted) return { outcome: "interrupted", plan };
    return { outcome: "failed", failure: await this.explained(stack, failure), plan };
  }

  /** A failure with what the target knows about it in front. */
  private async explained(stack: Stack, failure: Failure): Promise<Failure> {
    const summary = await this.options.target.explain?.(stack);
    if (summary === undefined) return failure;
    const cause: Diagnostic = { severity: "error", summary, detail: "", address: undefined };
    return { ...failure, diagnostics: [cause, ...failure.diagnostics] };
  }

  /** Where the store is missing that the stack itself makes, its state begins on this disk. */
  private async initialize(worker: Worker, purpose: Purpose): Promise<Failure | undefined> {
    const { stack } = worker;
    if (this.bootstraps(stack) && isOnDisk(stack)) return worker.initialize("-reconfigure");
    const failure = await worker.initialize();
    if (failure === undefined || purpose !== "apply" || !this.bootstraps(stack) || !this.misses(failure))
      return failure;
    keepOnDisk(stack);
    return worker.initialize("-reconfigure");
  }

  private bootstraps(stack: Stack): boolean {
    return stack.dependencies.length === 0 && this.options.target.bootstraps(stack);
  }

  private misses(failure: Failure): boolean {
    return failure.lock === undefined && this.options.target.storeIsMissing(textOf(failure));
  }

  private withoutStore(stack: Stack, failure: Failure, purpose: Purpose): Outcome {
    if (purpose !== "apply") return { outcome: "absent" };
    const makers = this.all.filter(
      ({ name, dependencies }) => dependencies.length === 0 && before(this.all, stack.name).has(name),
    );
    const coming = makers.map(({ name }) => name).filter((name) => this.names.has(name));
    if (coming.length > 0) return { outcome: "deferred", after: coming };
    if (this.options.isLook === true && makers.length > 0)
      return { outcome: "deferred", after: makers.map(({ name }) => name) };
    const first = makers.map(({ name }) => name).join(" and ");
    const summary = `the store of its state does not exist${first === "" ? "" : `; deploy ${first} first`}`;
    const cause: Diagnostic = { severity: "error", summary, detail: "", address: undefined };
    return {
      outcome: "failed",
      failure: { ...failure, diagnostics: [cause, ...failure.diagnostics] },
      plan: undefined,
    };
  }

  private worker(stack: Stack): Worker {
    const { target, signal, onEvent, isLook = false, locks = !isLook, refreshes = true, without } = this.options;
    const told = stack.name;
    const listener = {
      step: (step: Parameters<Worker["ask"]>[0]) => onEvent?.({ event: "step", stack: told, step }),
      progress: (done: number, total: number) => onEvent?.({ event: "progress", stack: told, done, total }),
    };
    return new Worker(stack, target, this.binary, listener, signal, { locks, refreshes, without });
  }
}

const failed = (failure: Failure) => ({ plan: undefined, failure });

/** Does something to a stack, and tells how long it took and what came of it. */
export async function timed(
  { onEvent }: DeployOptions,
  phase: Phase,
  { name: stack }: Stack,
  spent: number,
  work: () => Promise<Outcome>,
): Promise<StackResult> {
  const started = performance.now();
  const outcome = await work();
  const result: StackResult = { ...outcome, stack, milliseconds: spent + performance.now() - started };
  onEvent?.({ event: "ended", phase, result });
  return result;
}

/** What was planned for a stack, whatever became of it. */
export function planOf(outcome: Outcome): StackPlan | undefined {
  return "plan" in outcome ? outcome.plan : undefined;
}
