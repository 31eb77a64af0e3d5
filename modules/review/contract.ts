import type { Counts, StackResult } from "../deploy/contract";

/** What happens to one resource. A resource that is moved or imported may be updated in place in the same plan. */
export type Kind = "create" | "update" | "replace" | "destroy" | "forget" | "move" | "import" | "drift";

/** What depends on a resource. */
export type Concern = "data" | "traffic" | "identity";

/** One attribute of a resource, before and after. The texts are for people; what is sensitive is never in them. */
export interface AttributeChange {
  /** `settings[0].tier` */
  readonly path: string;
  /** JSON of a plain value; `(sensitive)` or `(known after apply)`; undefined when there is none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether it forces the replacement. */
  readonly forces: boolean;
}

/** One resource in a plan, read for people and rules. */
export interface ReviewedChange {
  readonly address: string;
  readonly type: string;
  readonly kind: Kind;
  /** The address that it had until now; undefined when it is not moved. */
  readonly movedFrom: string | undefined;
  readonly isImported: boolean;
  /** Terraform's word for why, empty when it gives none. */
  readonly reason: string;
  readonly concerns: readonly Concern[];
  readonly attributes: readonly AttributeChange[];
  /** The values that rules look at, sensitive ones taken out (`null` where they were). Null when there is no such side. */
  readonly before: Values | null;
  readonly after: Values | null;
  /** Where nobody can see yet what will be, of what is new or changes: a rule that looks there must not take it for good. */
  readonly unseen: readonly Unseen[];
}

/** A place of which the plan does not say what it will be. */
export interface Unseen {
  /** `ingress[0].cidr_blocks` */
  readonly path: string;
  readonly because: "known after apply" | "sensitive";
}

/** The arguments of a resource, as a plan in JSON has them. */
export type Values = Readonly<Record<string, unknown>>;

/** Everything that a plan in Terraform's JSON says. */
export interface ReviewedPlan {
  /** Every resource that does not stay as it is, by address. */
  readonly changes: readonly ReviewedChange[];
  /** What was changed outside Terraform, each of kind `drift`. */
  readonly drift: readonly ReviewedChange[];
  /** Places that hold a secret in plain text, as `address.path`. */
  readonly secrets: readonly string[];
  /** Whether Terraform ended the plan with an error: what it holds is then not all. */
  readonly isIncomplete: boolean;
}

/** A stack's synthesized Terraform JSON. */
export type StackJson = Readonly<Record<string, unknown>>;

/** What a rule is shown: one stack that differs, before and after. */
export interface Subject {
  readonly stack: string;
  /** Undefined when the stack is new. */
  readonly base: StackJson | undefined;
  /** Undefined when nothing describes the stack any more. */
  readonly head: StackJson | undefined;
  /** Undefined where there is none: the stack is gone, or its state's store comes with this very change. */
  readonly plan: ReviewedPlan | undefined;
}

/** What a rule is about. */
export type RuleId =
  | "data-loss"
  | "protection"
  | "recovery"
  | "access"
  | "cross-site"
  | "secret"
  | "switch"
  | "waiver"
  | "path"
  | "drift"
  | "abandoned";

/** How much a finding weighs: `blocks` stops a merge, `risk` wants somebody's eyes, `notice` is good to know. */
export type Weight = "blocks" | "risk" | "notice";

/** Something that a rule found. */
export interface Finding {
  readonly rule: RuleId;
  readonly weight: Weight;
  readonly stack: string;
  /** Of a resource; empty where it is about the stack as a whole. */
  readonly address: string;
  /** Empty where it is about the resource as a whole. */
  readonly attribute: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** A lowercase sentence: what would happen, and what to do about it. */
  readonly message: string;
  /** The waiver that lets it through; undefined when none does. */
  readonly waivedBy: Waiver | undefined;
}

/** One rule of the gate: what must hold, and what in a stack breaks it. */
export interface Rule {
  readonly id: RuleId;
  /** What must hold, as a sentence in plain words. */
  readonly promise: string;
  readonly examine: (subject: Subject) => readonly Finding[];
}

/** An exception from a rule, as data in the repository: reviewed like code. */
export interface Waiver {
  readonly rule: RuleId;
  readonly stack: string;
  /** A resource's address; empty for the stack as a whole. */
  readonly address: string;
  readonly reason: string;
  readonly owner: string;
  /** Who agreed, and is not its owner. */
  readonly approvedBy: string;
  /** The last day on which it holds, `2026-12-31`, in UTC. */
  readonly expires: string;
}

/** How a stack differs between base and head. */
export type StackDifference = "added" | "changed" | "removed";

/** What a review knows of one stack that differs. */
export interface StackReview {
  readonly stack: string;
  readonly environment: string;
  readonly cloud: string;
  readonly group: string;
  /** Undefined where the stack belongs to the whole group. */
  readonly site: string | undefined;
  readonly region: string | undefined;
  readonly difference: StackDifference;
  /** What became of planning it. Undefined for a stack that is gone. */
  readonly result: StackResult | undefined;
  readonly plan: ReviewedPlan | undefined;
  readonly cost: CostChange | undefined;
}

/** What a change costs, in USD a month by list price, of the resources whose price is known. */
export interface CostChange {
  readonly before: number;
  readonly after: number;
  /** Addresses that change and whose price is not known. */
  readonly unpriced: readonly string[];
}

/** A switch of regions that a change records: `roles.json` differs, and nothing but updates in place follows. */
export interface RegionSwitch {
  readonly environment: string;
  readonly group: string;
  readonly from: string;
  readonly to: string;
  /** Sites that this change fences. */
  readonly fenced: readonly string[];
}

/** What a plan would be if another site of the group were active. */
export interface OtherStanding {
  readonly stack: string;
  /** The site that would be active. */
  readonly active: string;
  readonly counts: Counts;
  readonly findings: readonly Finding[];
}

/** What a review comes to: `error` when something could not be looked at, which is never a pass. */
export type Verdict = "passed" | "blocked" | "error";

/** Everything that a review found: what the comment, the summary, the JSON and SARIF tell. */
export interface Review {
  readonly verdict: Verdict;
  /** The names that base and head were called by. */
  readonly base: string;
  readonly head: string;
  readonly stacks: readonly StackReview[];
  /** The heaviest first. */
  readonly findings: readonly Finding[];
  readonly switches: readonly RegionSwitch[];
  readonly otherStandings: readonly OtherStanding[];
  /** What could not be looked at: lowercase sentences. */
  readonly errors: readonly string[];
}
