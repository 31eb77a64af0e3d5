import { renameSync } from "node:fs";
import { z } from "zod";
import { copyData } from "./base-copy";
import type { Home } from "./home";
import { halt } from "./postmaster";
import type { Registry } from "./registry";
import { begin, markReplica, mend, requireData, type Server, session, untilStreaming } from "./server";
import { partedAt, pastOf, position } from "./timelines";
import { until } from "./until";

const reading = z.object({ lsn: z.string().transform(position), waits: z.boolean() });

/** The startup process waits for more: there is none on this disk. */
const readingOf = `select pg_last_wal_replay_lsn()::text as lsn,
  exists (select from pg_stat_activity where backend_type = 'startup' and wait_event in ('RecoveryWalStream', 'RecoveryRetrieveRetryInterval')) as waits`;

/**
 * Where the WAL on a stopped server's disk ends. PostgreSQL itself is asked, as a replica of nobody: it replays all that
 * is whole, and writes nothing.
 */
async function endOfWal(home: Home, server: Server): Promise<bigint> {
  markReplica(home, server.data);
  await begin(home, server, undefined);
  try {
    return await session(home, server, async (asked) => {
      await until(`the end of the WAL in ${server.data}`, async () => (await asked.first(reading, readingOf)).waits);
      return (await asked.first(reading, readingOf)).lsn;
    });
  } finally {
    await halt(server.data, "at once");
  }
}

/** Bytes of WAL that are in `data` and not in the past of the source. */
async function ownBytes(home: Home, server: Server, source: Server): Promise<number> {
  const parted = partedAt(pastOf(server.data), pastOf(source.data));
  if (parted === undefined) return 0;
  const end = await endOfWal(home, server);
  return end > parted ? Number(end - parted) : 0;
}

/**
 * Makes a server a replica of a running primary, from a copy of its data. What it had is kept until the copy stands.
 * @returns bytes of WAL that it alone had, and that are lost
 * @throws Error when its data is gone, nothing changed; when what it alone had cannot be told, the server stopped
 */
export async function rejoin(home: Home, registry: Registry, server: Server, source: Server): Promise<number> {
  if (server.name === source.name) throw new Error(`database server ${server.name} cannot follow itself; name another`);
  mend(server);
  requireData(server);
  await copyData(home, source, server.next);
  await halt(server.data, "at once");
  registry.put({ ...server, source: source.name });
  renameSync(server.data, server.past);
  renameSync(server.next, server.data);
  const lost = await ownBytes(home, { ...server, data: server.past }, source);
  await begin(home, server, source);
  await session(home, source, (asked) => untilStreaming(asked, server.name));
  mend(server);
  return lost;
}
