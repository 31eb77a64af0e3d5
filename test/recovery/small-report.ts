import type { JournalFact, Plan } from "../../modules/recovery/contract";
import { makeReport } from "../../modules/recovery/evidence/report";
import type { Signer } from "../../modules/recovery/evidence/sign";
import { nothingYet, openJournal } from "../../modules/recovery/run/journal";
import { planHash } from "../../modules/recovery/run/plan-check";
import { MemoryDisk } from "./memory-run";
import { smallPlan } from "./small-plans";

const { steps, ...rest } = smallPlan("switchover");

/** A plan of two steps. */
const tinyPlan: Plan = {
  ...rest,
  steps: steps
    .filter(({ id }) => ["check-ready", "verify-writes"].includes(id))
    .map((step) => ({ ...step, needs: [] })),
};

/** What a drill of it puts on record when all goes well. */
export const tinyFacts: readonly JournalFact[] = [
  { fact: "started", run: "r1", plan: tinyPlan, planHash: planHash(tinyPlan), starter: "ana", drill: true },
  { fact: "lag", seconds: 0.25 },
  { fact: "step-started", step: "check-ready", attempt: 1 },
  { fact: "step-done", step: "check-ready", detail: "ready ✓" },
  { fact: "step-started", step: "verify-writes", attempt: 1 },
  {
    fact: "measured",
    measurement: { rtoSeconds: 42.5, rpoSeconds: 0, lostRows: 0, acknowledgedRows: 900, rowsInFlight: 2 },
  },
  { fact: "step-done", step: "verify-writes", detail: "writes are accepted" },
  { fact: "ended", verdict: "passed", reasons: [] },
];

/** The content of a journal with these facts, a second apart. */
export function journalOf(facts: readonly JournalFact[]) {
  const disk = new MemoryDisk();
  let time = 0;
  const clock = {
    now: () => new Date(Date.UTC(2026, 0, 1) + time),
    monotonic: () => (time += 1_000),
    sleep: () => Promise.resolve(),
  };
  const journal = openJournal("memory", nothingYet, clock, disk.open);
  for (const fact of facts) journal.append(fact);
  return disk.content();
}

/** The report of a journal with these facts. */
export const reportOf = (facts: readonly JournalFact[], signer: Signer) => makeReport(journalOf(facts), signer);
