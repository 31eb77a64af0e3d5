import { randomBytes } from "node:crypto";
import type { StackResult } from "../deploy/contract";
import { isWell } from "../deploy";
import { planOf } from "../deploy/session";
import type { Signer } from "../recovery/evidence/sign";
import type { Named, RecordedPlan, RecordEntry, RecordFact, RecordResult } from "./contract";
import { appendRecord } from "./log";

type Begun = Extract<RecordFact, { readonly fact: "begun" }>;

/** What is known of a deployment before it is planned. */
export interface Keeping extends Omit<Begun, "fact" | "deployment" | "approvals" | "stacks"> {
  /** The record's file. */
  readonly file: string;
  /** Undefined where nobody signs. */
  readonly signer: Signer | undefined;
}

/** Keeps the record of one deployment. */
export interface Keeper {
  /** Before anything is changed. @throws InvalidInput when it cannot be written: nothing may be changed then */
  readonly begin: (planned: readonly StackResult[], approvals: readonly Named[]) => Promise<void>;
  /**
   * After all, whatever came of it. Undefined where nothing was begun, and nothing is written.
   * @throws InvalidInput when it cannot be written
   */
  readonly end: (results: readonly StackResult[]) => Promise<RecordEntry | undefined>;
}

function recordedPlan(result: StackResult): RecordedPlan {
  const plan = planOf(result);
  if (plan === undefined) return { stack: result.stack, planHash: null, counts: null };
  const { add, change, replace, destroy, planHash } = plan;
  return { stack: result.stack, planHash, counts: { add, change, replace, destroy } };
}

function resultOf(results: readonly StackResult[]): RecordResult {
  if (results.every(isWell)) return "succeeded";
  const wasInterrupted = results.some(
    (result) =>
      result.outcome === "interrupted" || (result.outcome === "not reached" && result.because === "interrupted"),
  );
  return wasInterrupted ? "interrupted" : "failed";
}

/** `staging-20261121-140312-5f3a`: sorts by time, and can be read aloud. */
function deploymentName(environment: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return `${environment}-${stamp}-${randomBytes(2).toString("hex")}`;
}

/** Keeps a record of a deployment that is about to be planned. */
export function keepRecord({ file, signer, ...known }: Keeping): Keeper {
  const deployment = deploymentName(known.environment, new Date());
  let begun = false;
  return {
    begin: async (planned, approvals) => {
      const stacks = planned.map(recordedPlan);
      await appendRecord(file, { fact: "begun", deployment, ...known, approvals, stacks }, signer);
      begun = true;
    },
    end: async (results) => {
      if (!begun) return undefined;
      const stacks = results.map((result) => ({ ...recordedPlan(result), outcome: result.outcome }));
      return appendRecord(file, { fact: "ended", deployment, result: resultOf(results), stacks }, signer);
    },
  };
}
