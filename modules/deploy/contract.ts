import type { Problem } from "../core/problems";
import type { Binary } from "./binary";

/** A synthesized stack, as far as deploying it goes. */
export interface Stack {
  readonly name: string;
  /** Where Terraform runs for it, as an absolute path. */
  readonly folder: string;
  /** The stacks that are deployed before it and destroyed after it. */
  readonly dependencies: readonly string[];
}

/** What stacks are deployed on. */
export interface Target {
  readonly name: "sandbox" | "cloud";
  /** Readies a synthesized folder before Terraform runs there. */
  readonly prepare: (stack: Stack) => void;
  /** The whole environment of Terraform: what is not in here does not reach it. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** How many resources Terraform works on at a time. */
  readonly parallelism: number;
  /** What `init` is told besides. */
  readonly init: readonly string[];
  /** Whether what Terraform said means that the store of a stack's state does not exist: never when it may exist. */
  readonly storeIsMissing: (said: string) => boolean;
  /** Whether a stack, of those that nothing comes before, keeps its state on this disk until it has made the store for it. */
  readonly bootstraps: (stack: Stack) => boolean;
  /**
   * What Terraform was not told, or does not pass on, when a stack has failed: why its state could not be had.
   * @default - Terraform says all that there is to say
   */
  readonly explain?: (stack: Stack) => Promise<string | undefined>;
  /** What a person types to let go of a lock. */
  readonly unlock: (stack: Stack, id: string) => string;
}

/** What happens to one resource. */
export type Action = "create" | "update" | "replace" | "destroy" | "forget" | "read" | "none";

/** One resource in a plan. */
export interface Change {
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** What forces its replacement: `settings[0].tier`. */
  readonly replacePaths: readonly string[];
  /** What differs or will be known later. Names alone: a value may be a secret. */
  readonly changedAttributes: readonly string[];
  /** Terraform's word for why, empty when it gives none. */
  readonly reason: string;
}

/** How many resources a plan touches. A replacement counts once, and neither as added nor as destroyed. */
export interface Counts {
  readonly add: number;
  readonly change: number;
  readonly replace: number;
  readonly destroy: number;
}

/** What Terraform would do to a stack. */
export interface StackPlan extends Counts {
  /** Every resource that does not stay as it is, by address. */
  readonly changes: readonly Change[];
  /** Whether applying it would change anything: resources, outputs, or only the state. */
  readonly applies: boolean;
  /** As an absolute path; beside it, with `.json` behind its name, the same as JSON. */
  readonly planFile: string;
  /** SHA-256, hexadecimal, of everything that the plan changes: the same whenever and wherever it is planned again. */
  readonly planHash: string;
  /** Addresses of the resources that were not looked at, because they need a region that is left out. */
  readonly leftOut: readonly string[];
}

/** What Terraform is doing for a stack. */
export type Step = "initialize" | "plan" | "apply" | "destroy" | "move the state";

/** An error or a warning of Terraform's. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** The resource that it is about; undefined when Terraform names none. */
  readonly address: string | undefined;
}

/** Who holds the lock of a state. */
export interface Lock {
  readonly id: string;
  /** Undefined where the store does not tell. */
  readonly who: string | undefined;
  readonly since: string | undefined;
  readonly operation: string | undefined;
  /** The command that lets go of it. */
  readonly unlock: string;
}

/** Why a stack did not get where it should. */
export interface Failure {
  readonly step: Step;
  /** The errors, the telling first; never empty. */
  readonly diagnostics: readonly [Diagnostic, ...Diagnostic[]];
  readonly lock: Lock | undefined;
  /** Everything that Terraform said, as an absolute path. */
  readonly log: string;
}

/** What became of a stack. */
export type Outcome =
  | { readonly outcome: "planned" | "applied" | "unchanged"; readonly plan: StackPlan }
  /** Its state's store comes with another stack: it can be planned once that one is there. */
  | { readonly outcome: "deferred"; readonly after: readonly string[] }
  /** There is nothing to destroy: the store of its state does not exist. */
  | { readonly outcome: "absent" }
  /** Its plan would lose what holds data, or write a secret without its copies. */
  | { readonly outcome: "refused"; readonly plan: StackPlan; readonly losses: readonly Problem[] }
  | { readonly outcome: "failed"; readonly failure: Failure; readonly plan: StackPlan | undefined }
  /** Terraform was asked to end early, and did: what it had done until then is in the state. */
  | { readonly outcome: "interrupted"; readonly plan: StackPlan | undefined }
  | { readonly outcome: "not reached"; readonly because: string; readonly plan: StackPlan | undefined };

/** What became of a stack, and how long it took, waiting apart. */
export type StackResult = Outcome & { readonly stack: string; readonly milliseconds: number };

/** What is gone through for all stacks before the next is begun. */
export type Phase = "plan" | "apply" | "destroy";

/** What happens, as it happens. */
export type DeployEvent =
  | { readonly event: "phase"; readonly phase: Phase; readonly stacks: readonly string[] }
  | { readonly event: "step"; readonly stack: string; readonly step: Step }
  /** Of the resources that the plan touches, how many are done. */
  | { readonly event: "progress"; readonly stack: string; readonly done: number; readonly total: number }
  | { readonly event: "ended"; readonly phase: Phase; readonly result: StackResult };

/** What all that this module does wants to know. */
export interface DeployOptions {
  /** The folder of a synthesis. */
  readonly output: string;
  /** By name. What they depend on and is not among them is taken to be there. */
  readonly stacks: readonly string[];
  readonly target: Target;
  /** @default - what {@link findBinary} finds */
  readonly binary?: Binary;
  /** @default - as many as there are cores */
  readonly concurrency?: number;
  /**
   * Whether plans are only looked at, never applied: a stack whose state has no store yet is then `deferred`, whoever makes
   * that store.
   * @default false
   */
  readonly isLook?: boolean;
  /**
   * Whether a plan locks the state. Whoever may only read cannot, and what is applied is held to the state's serial anyway.
   * @default - unless plans are only looked at
   */
  readonly locks?: boolean;
  /**
   * Whether a plan asks the clouds what there is. Providers of AWS and Azure read secrets by that, which whoever only plans
   * may not (docs/decisions/0012).
   * @default true
   */
  readonly refreshes?: boolean;
  /**
   * A region, named as its vendor does, that nothing is asked of: plans leave out what stands there and what refers to it
   * (docs/decisions/0016). For stacks that stand elsewhere.
   * @default - every region is there
   */
  readonly without?: string;
  readonly onEvent?: (event: DeployEvent) => void;
  /** When it aborts, each running Terraform is interrupted once, and nothing new is begun. */
  readonly signal?: AbortSignal;
}

/** What changes a target wants to know besides. */
export interface ChangeOptions extends DeployOptions {
  /**
   * Asked once, when every plan is there that can be; nothing is changed unless it says yes.
   * @default - yes
   */
  readonly approve?: (planned: readonly StackResult[]) => Promise<boolean>;
}
