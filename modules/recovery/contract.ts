import type { Cloud } from "../core/cloud";

/** What somebody wants to happen to a group. */
export const intents = ["switchover", "failover", "failback", "rejoin", "rebuild"] as const;

/** One of {@link intents}. A drill is a plan there and a plan back. */
export type Intent = (typeof intents)[number];

/** A site as far as recovery speaks to it: literal names, so that nothing has to be looked up in a region that is lost. */
export interface Target {
  readonly cloud: Cloud;
  readonly environment: string;
  readonly group: string;
  readonly site: string;
  /** The name that follows the group's active site: `active.<group>.<domain>`. */
  readonly name: string;
  readonly region: string;
  /** Whether it was the group's first primary: gates and records are made by origin, whoever is active. */
  readonly origin: boolean;
  /** The site's database server at its generation, as modules/core/naming.ts names it. */
  readonly database: string;
  /** The AWS account, the Google project, the Azure subscription. */
  readonly account: string;
}

/**
 * What a vendor is asked for. Each is said once here in words that fit all three clouds; an operator knows the call.
 * `from` and `to` are the two sites of the pair: the one that gives up writing, and the one that takes over.
 */
export type VendorAction =
  | { readonly do: "raise-capacity"; readonly site: Target; readonly minimumNodes: number }
  | { readonly do: "return-capacity"; readonly site: Target; readonly minimumNodes: number }
  | { readonly do: "close-gate"; readonly site: Target; readonly keepOpen: Target }
  | { readonly do: "open-gate"; readonly site: Target }
  | { readonly do: "switch-database"; readonly from: Target; readonly to: Target }
  | { readonly do: "promote-database"; readonly from: Target; readonly to: Target }
  | { readonly do: "rejoin-database"; readonly site: Target; readonly source: Target }
  /** Takes a retired server out of the pair, so that the next generation's, which Terraform makes, can join it. */
  | { readonly do: "rebuild-database"; readonly site: Target; readonly source: Target }
  | { readonly do: "designate-replica"; readonly site: Target; readonly source: Target };

/** What recovery does itself, without a vendor. */
export type OwnAction =
  | {
      readonly do: "check-ready";
      readonly from: Target;
      readonly to: Target;
      readonly maximumLagSeconds: number | null;
    }
  | { readonly do: "approve" }
  | { readonly do: "verify-writes"; readonly site: Target }
  | {
      readonly do: "write-roles";
      readonly active: string;
      readonly fenced: readonly string[];
      readonly rebuilt: string | null;
    }
  /** Applies a site's stack for the server of a new generation: the one time that Terraform may add something. */
  | { readonly do: "create-database"; readonly site: Target; readonly stack: string }
  /** `lost` is the region that nothing is asked of, named as its vendor does; there is none where every region is there. */
  | { readonly do: "reconcile"; readonly stacks: readonly string[]; readonly lost?: string };

/** What one step does. */
export type Action = VendorAction | OwnAction;

/** How a step may be run again after a run was killed in it. */
export type Repeatable =
  /** It ends the same however often it is done. */
  | "always"
  /** Never before its outcome was looked at: done already means done. */
  | "after-look"
  /** A person decides. */
  | "never";

/** One step of a plan. */
export interface Step {
  /** Short and stable: `promote-database`. Names the step in journals, reports and `--scenario failure-at-step=`. */
  readonly id: string;
  /** What it does, as somebody at night wants to read it. */
  readonly title: string;
  readonly action: Action;
  /** Ids of the steps that must have ended well. */
  readonly needs: readonly string[];
  readonly timeoutSeconds: number;
  /** How many times a passing error (throttling, a timeout) is tried again. */
  readonly retries: number;
  readonly repeatable: Repeatable;
  /** What the vendor is sent: `rds:FailoverGlobalCluster`, or `none`. */
  readonly call: string;
  /** What is read to know that it is done. */
  readonly doneWhen: string;
  /** The command that does the same by hand, when this tool cannot run. */
  readonly byHand: string;
  /** Where a run that is aborted after this step leaves the group, if that is a state in which it can stay; else null. */
  readonly safePoint: string | null;
}

/** A way from one standing of a group to another. Pure data: runbook, run and forecast are made of the same one. */
export interface Plan {
  readonly environment: string;
  readonly group: string;
  readonly cloud: Cloud;
  readonly intent: Intent;
  readonly from: Target;
  readonly to: Target;
  /** Whether somebody other than the starter must approve. */
  readonly approval: boolean;
  readonly steps: readonly Step[];
}

/** What is known about a pair right now. */
export interface PairStatus {
  /** The site whose database takes writes; null when nothing says so (its region does not answer). */
  readonly writer: string | null;
  readonly armed: boolean;
  /** Null when it cannot be known: the source does not answer. */
  readonly lagSeconds: number | null;
  /** What is in the way, in the vendor's words; empty when nothing is. */
  readonly problems: readonly string[];
}

/** A vendor's error that another try may not meet. */
export class PassingError extends Error {
  override readonly name = "PassingError";
}

/** The port through which recovery acts on a cloud: AWS, GCP, Azure, and the sandbox. */
export interface Operator {
  /**
   * Asks the vendor, and returns once it has taken the order.
   * @throws PassingError when trying again may help; Error when it will not
   */
  readonly perform: (action: VendorAction, signal: AbortSignal) => Promise<void>;
  /** Whether what was asked for is so now, by looking, never by remembering. */
  readonly isDone: (action: VendorAction, signal: AbortSignal) => Promise<boolean>;
  /** Asks the region of `to` alone, so that it answers with the region of `from` dead. */
  readonly look: (from: Target, to: Target, signal: AbortSignal) => Promise<PairStatus>;
}

/** One line of a journal. Each names the one before by its hash, so that none can be changed, added or left out unnoticed. */
export type JournalEntry = JournalFact & {
  readonly sequence: number;
  /** ISO 8601, UTC, from this machine's clock; `elapsed` is from a clock that never goes back, milliseconds since the run's start. */
  readonly at: string;
  readonly elapsed: number;
  /** SHA-256 of the line before, hexadecimal; of the empty text for the first. */
  readonly previous: string;
};

/** Where a person's name comes from: said on the command line, the one that git commits with, or the system's login. */
export type IdentitySource = "option" | "git" | "system";

/** What a journal can say. */
export type JournalFact =
  | {
      readonly fact: "started";
      readonly run: string;
      readonly plan: Plan;
      readonly planHash: string;
      readonly starter: string;
      readonly drill: boolean;
    }
  /** `torn`: the process died while it wrote a line, which was dropped. */
  | { readonly fact: "resumed"; readonly by: string; readonly torn: boolean }
  | { readonly fact: "step-started"; readonly step: string; readonly attempt: number }
  | { readonly fact: "step-done"; readonly step: string; readonly detail: string }
  | {
      readonly fact: "step-failed";
      readonly step: string;
      readonly attempt: number;
      readonly message: string;
      readonly passing: boolean;
    }
  /** `because` is the question that a person must answer, if there is one. */
  | { readonly fact: "paused"; readonly by: string; readonly because: string }
  /** What a person says of a step that must not be repeated and whose outcome is unknown. */
  | { readonly fact: "answered"; readonly by: string; readonly step: string; readonly answer: "done" | "again" }
  /** A person's word on what could not be looked at: that whoever held the lease is gone, or that nobody else moves the group. */
  | {
      readonly fact: "vouched";
      readonly by: string;
      readonly word: "holder-is-gone" | "without-lease";
      readonly because: string;
    }
  /** `knownBy` says where the name comes from; whoever approves is bound to the plan that the hash is of. */
  | { readonly fact: "approved"; readonly by: string; readonly knownBy: IdentitySource; readonly planHash: string }
  | { readonly fact: "refused"; readonly what: "approve" | "abort"; readonly by: string; readonly because: string }
  | { readonly fact: "aborted"; readonly by: string; readonly safePoint: string }
  | { readonly fact: "lag"; readonly seconds: number | null }
  | { readonly fact: "measured"; readonly measurement: Measurement }
  | { readonly fact: "reconciled"; readonly stack: string; readonly planHash: string; readonly changes: PlanChanges }
  | { readonly fact: "ended"; readonly verdict: "passed" | "failed"; readonly reasons: readonly string[] };

/** What a Terraform plan would do, in resources. `unwanted` names what must not be: `<address>: <actions> because of <paths>`. */
export interface PlanChanges {
  readonly add: number;
  readonly change: number;
  readonly replace: number;
  readonly destroy: number;
  readonly unwanted: readonly string[];
  /** Addresses that are updated in place, with the attributes. */
  readonly updated: readonly string[];
  /** Addresses that were not planned, because they need the lost region: planned when it is back. */
  readonly leftOut: readonly string[];
}

/** What the probe found. Every figure is of rows that were written and read back. */
export interface Measurement {
  /** From the loss, or from the order, to the first write accepted through the group's name, seconds. Null: none was. */
  readonly rtoSeconds: number | null;
  /** From the last row that survived to the last that was acknowledged before the cut, seconds. */
  readonly rpoSeconds: number;
  readonly lostRows: number;
  readonly acknowledgedRows: number;
  /** Rows sent and not yet acknowledged when the cut came: nobody was promised these. */
  readonly rowsInFlight: number;
}
