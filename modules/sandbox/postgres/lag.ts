import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { ServerStatus } from "./contract";
import { unlessAway } from "./connection";
import type { Home } from "./home";
import { type Server, session } from "./server";
import { position } from "./timelines";

/** How far a replica is behind. */
export type Lag = ServerStatus["lag"];

const end = z.object({ lsn: z.string().transform(position) });

/** Where a primary's WAL ends, or that of a replica which relays what it receives. */
const endOf = `select (case when pg_is_in_recovery() then coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
  else pg_current_wal_flush_lsn() end)::text as lsn`;

const progress = z.object({
  replayed: z.string().transform(position),
  received: z.string().transform(position),
  since: z.number().nullable(),
});

const progressOf = `select pg_last_wal_replay_lsn()::text as replayed,
  coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::text as received,
  extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 as since`;

/** How long a replica is watched: one that takes what there is within this time is behind by the time it took. */
const watched = { times: 10, interval: 10 } as const;

/** The difference, never negative: the replica is asked after its source, and may have more by then. */
const behind = (end: bigint, replayed: bigint) => (end > replayed ? Number(end - replayed) : 0);

/**
 * Measures how far a running replica is behind its source or, if that does not answer, behind what it received of it.
 *
 * Seconds are the time that the replica took to replay what its source had when asked; if that is not over soon, the age
 * of the last transaction that it replayed, which exaggerates when the source had been idle before.
 * @returns null when the replica starts or stops just now
 */
export async function measureLag(home: Home, replica: Server, source: Server | undefined): Promise<Lag> {
  const known =
    source === undefined ? undefined : await unlessAway(session(home, source, (primary) => primary.first(end, endOf)));
  const asked = performance.now();
  const lag = session(home, replica, async (of) => {
    let now = await of.first(progress, progressOf);
    const goal = known?.lsn ?? now.received;
    const bytes = behind(goal, now.replayed);
    if (bytes === 0) return { seconds: 0, bytes };
    for (let time = 0; time < watched.times; time += 1) {
      await pause(watched.interval);
      now = await of.first(progress, progressOf);
      if (behind(goal, now.replayed) === 0) return { seconds: (performance.now() - asked) / 1000, bytes };
    }
    return { seconds: Math.max(now.since ?? 0, (performance.now() - asked) / 1000), bytes };
  });
  return (await unlessAway(lag)) ?? null;
}

const replaying = {
  on: "select pg_wal_replay_resume()",
  held: "select pg_wal_replay_pause()",
} as const;

/** Makes a running replica receive and not replay, or lets it go on. */
export function setReplay(home: Home, replica: Server, replay: keyof typeof replaying): Promise<void> {
  return session(home, replica, (asked) => asked.run(replaying[replay]));
}
