import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Binary } from "./binary";
import type { Diagnostic, Failure, Stack, StackPlan, Step, Target } from "./contract";
import { leftOutOf } from "./left-out";
import { deployFiles, forgetInitialized, isInitialized, markInitialized } from "./folder";
import { lockIn } from "./locks";
import type { Message } from "./messages";
import { readPlan } from "./plan-shape";
import { type Ended, runTerraform } from "./process";

/** What is told while Terraform works. */
export interface Listener {
  readonly step: (step: Step) => void;
  readonly progress: (done: number, total: number) => void;
}

/** What a plan is made for: to change what is there, to destroy it, or to see what others have done to it. */
export type Purpose = "apply" | "destroy" | "refresh";

const planArguments = {
  apply: [],
  destroy: ["-destroy"],
  refresh: ["-refresh-only"],
} as const satisfies Record<Purpose, readonly string[]>;

/** How a plan reads what there is. */
export interface Reading {
  readonly locks: boolean;
  readonly refreshes: boolean;
  /** The region that is left out. */
  readonly without: string | undefined;
}

/** What became of a plan: there may be one although Terraform refuses it, as it does what `prevent_destroy` protects. */
export interface Planning {
  readonly plan: StackPlan | undefined;
  readonly failure: Failure | undefined;
}

const rank = ({ address, summary }: Diagnostic) => (/state lock/i.test(summary) ? 0 : address === undefined ? 2 : 1);

/** What `plan` and `apply` say when `init` has to come first, whatever we thought. */
const wantsInit = ({ summary, detail }: Diagnostic) => /(?:terraform|tofu) init\b/.test(`${summary}\n${detail}`);

const actionsThatEnd: ReadonlySet<string> = new Set(["create", "update", "delete"]);

/** Everything that Terraform is asked for one stack. It throws for what is no fault of Terraform's or the stack's. */
export class Worker {
  readonly log: string;
  private readonly planFile: string;

  constructor(
    readonly stack: Stack,
    private readonly target: Target,
    private readonly binary: Binary,
    private readonly listener: Listener,
    private readonly signal: AbortSignal | undefined,
    private readonly reading: Reading,
  ) {
    this.log = join(stack.folder, deployFiles.log);
    this.planFile = join(stack.folder, deployFiles.plan);
  }

  /** Begins the log anew. */
  open(): void {
    writeFileSync(this.log, "", { mode: 0o600 });
  }

  /** Runs `init` unless the folder is as the last one left it. */
  async initialize(...more: readonly string[]): Promise<Failure | undefined> {
    return isInitialized(this.stack, this.target, this.binary) ? undefined : this.initializeAnew(...more);
  }

  /** Runs `init`. */
  async initializeAnew(...more: readonly string[]): Promise<Failure | undefined> {
    this.listener.step("initialize");
    forgetInitialized(this.stack, this.target);
    const ended = await this.run(["init", "-input=false", "-no-color", ...this.target.init, ...more]);
    if (!ended.ok) return this.failure("initialize", ended);
    markInitialized(this.stack, this.target, this.binary);
    return undefined;
  }

  /** Plans, and reads what was planned. The plan's files stay in the stack's folder. */
  async plan(purpose: Purpose): Promise<Planning> {
    this.forgetPlan();
    const planned = await this.planOnce(purpose);
    if (planned.ok || !planned.errors.some(wantsInit)) return this.planning(planned);
    const failure = await this.initializeAnew();
    return failure === undefined ? this.planning(await this.planOnce(purpose)) : { plan: undefined, failure };
  }

  /** Reads a plan that was made before. A copy of it stays in the stack's folder: that is what is applied. */
  async recall(plan: Uint8Array): Promise<Planning> {
    this.listener.step("plan");
    this.forgetPlan();
    writeFileSync(this.planFile, plan, { mode: 0o600 });
    return this.planning(undefined);
  }

  /** Carries out a plan as it was made: Terraform refuses it when the state has changed since. */
  async apply(plan: StackPlan, step: "apply" | "destroy"): Promise<Failure | undefined> {
    this.listener.step(step);
    const total = plan.add + plan.change + 2 * plan.replace + plan.destroy;
    let done = 0;
    this.listener.progress(done, total);
    const args = ["apply", "-json", "-input=false", this.parallelism, plan.planFile];
    const ended = await this.run(args, ({ ended: action }) => {
      if (action !== undefined && actionsThatEnd.has(action)) this.listener.progress((done += 1), total);
    });
    return ended.ok ? undefined : this.failure(step, ended);
  }

  /** What Terraform prints for one question, or why it does not. */
  async ask(step: Step, ...args: readonly string[]): Promise<{ readonly text: string } | Failure> {
    const ended = await this.run(args);
    return ended.ok ? { text: ended.text } : this.failure(step, ended);
  }

  private forgetPlan(): void {
    for (const file of [deployFiles.plan, deployFiles.planJson]) rmSync(join(this.stack.folder, file), { force: true });
  }

  private planOnce(purpose: Purpose): Promise<Ended> {
    this.listener.step("plan");
    const { locks, refreshes, without } = this.reading;
    const { leftOut, kept } = leftOutOf(this.stack, without);
    const kind = [
      ...(leftOut.length === 0 ? [] : kept.map((address) => `-target=${address}`)),
      ...planArguments[purpose],
      ...(locks ? [] : ["-lock=false"]),
      ...(refreshes ? [] : ["-refresh=false"]),
    ];
    return this.run(["plan", "-json", "-input=false", this.parallelism, ...kind, `-out=${this.planFile}`]);
  }

  /** @param planned - how planning ended; undefined for a plan that was there before */
  private async planning(planned: Ended | undefined): Promise<Planning> {
    const failure = planned === undefined || planned.ok ? undefined : this.failure("plan", planned);
    const shown = await this.run(["show", "-json", this.planFile]);
    if (!shown.ok) return { plan: undefined, failure: failure ?? this.failure("plan", shown) };
    const text = shown.text.trim();
    chmodSync(this.planFile, 0o600);
    writeFileSync(join(this.stack.folder, deployFiles.planJson), text, { mode: 0o600 });
    const { leftOut } = leftOutOf(this.stack, this.reading.without);
    return { plan: { ...readPlan(text), planFile: this.planFile, leftOut }, failure };
  }

  private get parallelism(): string {
    return `-parallelism=${this.target.parallelism}`;
  }

  private run(args: readonly string[], onMessage?: (message: Message) => void): Promise<Ended> {
    const { binary, signal, log } = this;
    const environment = this.target.environment();
    return runTerraform({ binary, folder: this.stack.folder, args, environment, log, onMessage, signal });
  }

  private failure(step: Step, { errors }: Ended): Failure {
    const [first, ...rest] = errors.toSorted((a, b) => rank(a) - rank(b));
    if (first === undefined) throw new Error(`${this.stack.name}: a failure without an error; see ${this.log}`);
    const lock = lockIn(first, (id) => this.target.unlock(this.stack, id));
    return { step, diagnostics: [first, ...rest], lock, log: this.log };
  }
}
