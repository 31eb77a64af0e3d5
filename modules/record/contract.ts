import type { Link } from "../core/chain";
import type { Counts, Outcome, Target } from "../deploy/contract";
import type { IdentitySource } from "../recovery/contract";

/** How a name is known: `github` and `gitlab` say who started the pipeline's run, `terminal` who said yes when asked. */
export type NameSource = IdentitySource | "github" | "gitlab" | "terminal";

/** Somebody, by a name that is a claim, kept with where it comes from. */
export interface Named {
  readonly name: string;
  readonly knownBy: NameSource;
}

/** What was done to stacks. A rollback is a deployment of what went through before. */
export type RecordVerb = "deploy" | "destroy" | "rollback";

/** A stack's plan: null each where it could not be planned before the store of its state was there. */
export interface RecordedPlan {
  readonly stack: string;
  /** SHA-256, hexadecimal, of everything that the plan changes. */
  readonly planHash: string | null;
  readonly counts: Counts | null;
}

/** What became of a stack. */
export interface RecordedResult extends RecordedPlan {
  readonly outcome: Outcome["outcome"];
}

/** What a deployment came to as a whole. */
export type RecordResult = "succeeded" | "failed" | "interrupted";

/** What a record can say. */
export type RecordFact =
  /** Written before anything is changed: a deployment that dies leaves at least this. */
  | {
      readonly fact: "begun";
      readonly deployment: string;
      readonly verb: RecordVerb;
      /** As it was called: `staging/aws`. */
      readonly what: string;
      readonly environment: string;
      readonly target: Target["name"];
      readonly who: Named;
      readonly approvals: readonly Named[];
      /** Of what was synthesized; null where nobody knows. */
      readonly commit: string | null;
      /** Whether files differed from that commit. */
      readonly changed: boolean;
      /** Of a rollback, the commit that it leaves. */
      readonly leaves: string | null;
      /** Whether the plans were reviewed before, and applied as they were. */
      readonly reviewed: boolean;
      readonly stacks: readonly RecordedPlan[];
    }
  | {
      readonly fact: "ended";
      readonly deployment: string;
      readonly result: RecordResult;
      readonly stacks: readonly RecordedResult[];
    };

/** Whose signature an entry has. */
export interface RecordSigner {
  /** SPKI in base64. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** One line of a record. */
export type RecordEntry = RecordFact &
  Link & {
    /** ISO 8601, UTC. */
    readonly at: string;
    /** Null where nobody signed it. */
    readonly signer: RecordSigner | null;
    /** Ed25519, base64, of everything in front of it, the hash of the line before included: it is of all of the record so far. */
    readonly signature: string | null;
  };

/** A deployment, from its two entries. */
export interface Deployment {
  readonly begun: Extract<RecordEntry, { readonly fact: "begun" }>;
  /** Undefined while it runs, or when it died. */
  readonly ended: Extract<RecordEntry, { readonly fact: "ended" }> | undefined;
}
