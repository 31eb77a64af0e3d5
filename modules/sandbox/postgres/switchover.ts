import { z } from "zod";
import { shutdownCheckpoint } from "./control-file";
import type { Home } from "./home";
import { halt } from "./postmaster";
import type { Registry } from "./registry";
import { begin, markReplica, type Server, session, untilStreaming } from "./server";
import { notation } from "./timelines";
import { until } from "./until";

const promoted = z.object({ done: z.boolean() });
const passed = z.object({ yes: z.boolean() });

/**
 * Makes a running replica a primary, and returns when it takes writes.
 * @throws Error when PostgreSQL does not manage within a minute
 */
export async function promote(home: Home, registry: Registry, replica: Server): Promise<void> {
  const { done } = await session(home, replica, (asked) =>
    asked.first(promoted, "select pg_promote(wait => true, wait_seconds => 60) as done"),
  );
  if (!done)
    throw new Error(`${replica.name} was told to promote itself and has not after 60 s; look at ${replica.log}`);
  registry.put({ ...replica, source: null });
}

/** Returns when the replica has replayed what a stopped primary wrote last. */
async function untilReplayed(home: Home, replica: Server, checkpoint: bigint, wait?: number): Promise<void> {
  const sql = "select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), $1::pg_lsn) > 0 as yes";
  await session(home, replica, (asked) =>
    until(
      `${replica.name} to replay the shutdown of its source at ${notation(checkpoint)}`,
      async () => (await asked.first(passed, sql, [notation(checkpoint)])).yes,
      wait,
    ),
  );
}

/**
 * Exchanges the roles of a streaming pair: the primary stops when its replica has everything, which is then verified
 * against the last record on the primary's disk, and only then is the replica promoted.
 * @param wait - how long the replica may take to replay, in milliseconds; by default a minute
 * @throws Error when the replica does not stream, or lacks something: then the primary is a running primary again
 */
export async function switchOver(
  home: Home,
  registry: Registry,
  primary: Server,
  replica: Server,
  wait?: number,
): Promise<void> {
  await session(home, primary, async (asked) => {
    await untilStreaming(asked, replica.name);
    // What is written now need not be while nobody serves.
    await asked.run("checkpoint");
  });
  await halt(primary.data, "cleanly");
  try {
    await untilReplayed(home, replica, shutdownCheckpoint(primary.data), wait);
  } catch (error) {
    await begin(home, primary, undefined);
    throw error;
  }
  await promote(home, registry, replica);
  registry.put({ ...primary, source: replica.name });
  markReplica(home, primary.data);
  await begin(home, primary, replica);
  await session(home, replica, (asked) => untilStreaming(asked, primary.name));
}
