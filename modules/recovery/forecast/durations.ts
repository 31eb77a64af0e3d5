import type { Cloud } from "../../core/cloud";
import { probe, ttlSeconds } from "../../traffic/contract";
import type { Action, JournalEntry, Step } from "../contract";
import type { Spread } from "./spread";

/** A duration, and what it stands on. */
export interface Duration {
  readonly spread: Spread;
  /**
   * `published`: the vendor says so. `observed`: somebody else measured it. `ours`: it follows from what we set.
   * `assumed`: nobody publishes it; replace it by what your own drills measure.
   */
  readonly basis: "published" | "observed" | "ours" | "assumed";
  /** What is published, or why it is assumed. */
  readonly says: string;
  readonly source: string | null;
}

const minutes = 60;

const triangular = (least: number, likely: number, most: number): Spread => ({
  shape: "triangular",
  least,
  likely,
  most,
});

const assumed = (spread: Spread, says: string): Duration => ({ spread, basis: "assumed", says, source: null });

/** Until a probe finds the site well and everybody has forgotten the old answer, at `interval` seconds a probe. */
const found = (interval: number, probes: number, answers: number): Duration => ({
  spread: triangular(interval / 2, interval * probes, interval * probes + ttlSeconds * answers),
  basis: "ours",
  says: `good probes in a row: ${probes}, ${interval} s apart; answers remembered one after the other: ${answers}, for ${ttlSeconds} s each`,
  source: null,
});

const aurora =
  "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html";
const cloudSql = "https://cloud.google.com/sdk/gcloud/reference/sql/instances/switchover";
const flexibleServer = "https://learn.microsoft.com/azure/reliability/reliability-postgresql-flexible-server";

const nodes = assumed(
  { shape: "lognormal", median: 150, p95: 300 },
  "no vendor publishes how soon a new node is ready; two and a half minutes mostly, five at worst but for one in twenty",
);

/** What is alike on every cloud. */
const everywhere = {
  "check-ready": assumed(triangular(2, 5, 20), "a few questions to the vendor"),
  approve: assumed(triangular(1 * minutes, 5 * minutes, 15 * minutes), "somebody has to be found, and to read"),
  "raise-capacity": nodes,
  "return-capacity": assumed(triangular(5, 30, 120), "lowering a limit; nobody waits for nodes to go"),
  "close-gate": assumed(triangular(2, 10, 60), "one call to a service made for emergencies"),
  "open-gate": assumed(triangular(2, 10, 60), "one call to a service made for emergencies"),
  "rejoin-database": assumed(triangular(10 * minutes, 40 * minutes, 240 * minutes), "it grows with the database"),
  "rebuild-database": assumed(triangular(1 * minutes, 3 * minutes, 10 * minutes), "one call, and its end"),
  "write-roles": { spread: { shape: "constant", seconds: 1 }, basis: "ours", says: "one file", source: null },
  "create-database": assumed(triangular(20 * minutes, 60 * minutes, 360 * minutes), "it grows with the database"),
  reconcile: assumed(triangular(1 * minutes, 4 * minutes, 15 * minutes), "a plan and an apply of each stack"),
} as const satisfies Partial<Record<Action["do"], Duration>>;

/** How long each action takes, by cloud, until drills have measured it. */
export const durations = {
  aws: {
    ...everywhere,
    "switch-database": {
      spread: triangular(2 * minutes, 4 * minutes, 7 * minutes),
      basis: "observed",
      says: "a switchover of an Aurora global database took 5 minutes, 3 of them without writes (2022)",
      source: "https://blog.jayjanssen.net/posts/2022/12/aurora-global-failovers/",
    },
    "promote-database": {
      spread: triangular(1 * minutes, 2 * minutes, 5 * minutes),
      basis: "published",
      says: "the recovery time of a global database is in the order of minutes",
      source: aurora,
    },
    "designate-replica": { spread: { shape: "constant", seconds: 0 }, basis: "ours", says: "no call", source: null },
    "verify-writes": found(10, probe.failures, 1),
  },
  gcp: {
    ...everywhere,
    "switch-database": {
      spread: triangular(1 * minutes, 3 * minutes, 10 * minutes),
      basis: "published",
      says: "a switchover gives up after 10 minutes of database operations; how long it mostly takes is assumed",
      source: cloudSql,
    },
    "promote-database": {
      spread: triangular(0.5 * minutes, 2 * minutes, 6 * minutes),
      basis: "observed",
      says: "a failover to a replica in another region took 2 minutes or less (2022); taken to need three times as long at worst",
      source:
        "https://medium.com/google-cloud/cloudsql-cross-region-ha-just-got-easier-and-whole-lot-faster-4f94c7dcc71d",
    },
    "designate-replica": {
      spread: triangular(30, 5 * minutes, 15 * minutes),
      basis: "published",
      says: "it waits for the backup after a switch, for which 5 to 15 minutes are named (SQL Server)",
      source: "https://cloud.google.com/sql/docs/sqlserver/use-advanced-disaster-recovery",
    },
    "verify-writes": found(30, 1, 1),
  },
  azure: {
    ...everywhere,
    "switch-database": assumed(
      triangular(1 * minutes, 3 * minutes, 10 * minutes),
      "it takes as long as the replica needs to catch up, and a restart of both servers",
    ),
    "promote-database": {
      spread: triangular(1 * minutes, 2.5 * minutes, 8 * minutes),
      basis: "published",
      says: "the recovery time with a replica in another region is minutes, without a number",
      source: flexibleServer,
    },
    "designate-replica": assumed(triangular(30, 2 * minutes, 10 * minutes), "one change of a virtual endpoint"),
    // Ours leads to Traffic Manager's, and both are remembered.
    "verify-writes": found(10, 1, 2),
  },
} as const satisfies Record<Cloud, Record<Action["do"], Duration>>;

/** How long each step of a plan may take. */
export type DurationOf = (step: Step) => Spread;

/** The spread of a step on a cloud, before anything was measured. */
export function durationsOf(cloud: Cloud): DurationOf {
  return ({ action }) => durations[cloud][action.do].spread;
}

/** Seconds that steps took, by step id: from the first try to the good end. Steps that a resume interrupted are left out. */
export function measuredIn(journals: readonly (readonly JournalEntry[])[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const journal of journals) {
    const began = new Map<string, number>();
    for (const entry of journal) {
      if (entry.fact === "resumed") began.clear();
      if (entry.fact === "step-started" && entry.attempt === 1) began.set(entry.step, entry.elapsed);
      const start = entry.fact === "step-done" ? began.get(entry.step) : undefined;
      if (entry.fact !== "step-done" || start === undefined) continue;
      found.set(entry.step, [...(found.get(entry.step) ?? []), (entry.elapsed - start) / 1000]);
    }
  }
  return found;
}

/** What was measured often enough instead of what is published. A person's time is never taken from a drill. */
export function preferMeasured(
  otherwise: DurationOf,
  measured: ReadonlyMap<string, readonly number[]>,
  atLeast = 5,
): DurationOf {
  return (step) => {
    const [first, ...rest] = measured.get(step.id) ?? [];
    return first === undefined || rest.length + 1 < atLeast || step.action.do === "approve"
      ? otherwise(step)
      : { shape: "measured", seconds: [first, ...rest] };
  };
}
