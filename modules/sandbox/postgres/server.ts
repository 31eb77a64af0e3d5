import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { give } from "./account";
import type { ServerStatus } from "./contract";
import { configure } from "./configuration";
import { connected, type Session } from "./connection";
import type { Home } from "./home";
import { launch, postmasterOf } from "./postmaster";
import type { Entry } from "./registry";
import { until } from "./until";

/** A server that is known, and where it is. */
export interface Server extends Entry {
  readonly folder: string;
  readonly data: string;
  /** A copy that is to become the data. */
  readonly next: string;
  /** What was the data until a copy took its place. */
  readonly past: string;
  readonly log: string;
}

/** Says where a server is. */
export function serverIn(place: string, entry: Entry): Server {
  const folder = join(place, "servers", entry.name);
  const [data = "", next = "", past = "", log = ""] = ["data", "data.new", "data.old", "log"].map((name) =>
    join(folder, name),
  );
  return { ...entry, folder, data, next, past, log };
}

/** What a server does with its data. */
export type Role = ServerStatus["role"];

const signal = (data: string) => join(data, "standby.signal");

/** PostgreSQL's own mark: it takes it away when it promotes itself, whatever becomes of us. */
export const roleOf = (data: string): Role => (existsSync(signal(data)) ? "replica" : "primary");

/** Makes the server with this data a replica from its next start on. */
export function markReplica(home: Home, data: string): void {
  writeFileSync(signal(data), "", { mode: 0o600 });
  give(signal(data), home.account);
}

/** Whether the server's process is there, ours or started by a process of ours that is no more. */
export const runs = (server: Server) => postmasterOf(server.data) !== undefined;

/** Lets `work` use a connection to a server, to its database `postgres` unless told otherwise. */
export const session = <Result>(
  home: Home,
  { port }: Entry,
  work: (session: Session) => Promise<Result>,
  database = "postgres",
) => connected({ port, identity: home.identity, database }, work);

/** @throws Error when the server's data is gone: temporary folders are emptied at times */
export function requireData({ name, data }: Server): void {
  if (existsSync(join(data, "PG_VERSION"))) return;
  throw new Error(`the data of ${name} is not in ${data} any more; remove the server and make it again`);
}

/**
 * Starts a server as what its data says it is.
 * @throws Error when its data is not there; with PostgreSQL's log when it does not start
 */
export async function begin(home: Home, server: Server, source: Entry | undefined): Promise<void> {
  requireData(server);
  configure(home, server.data, { ...server, sourcePort: source?.port });
  await launch(home, server.data, server.log);
}

/** Ends what a copy that was interrupted left behind: it stands or it does not. */
export function mend({ data, next, past }: Server): void {
  if (existsSync(past) && !existsSync(data)) renameSync(past, data);
  for (const leftover of [next, past]) rmSync(leftover, { recursive: true, force: true });
}

const found = z.object({ yes: z.boolean() });

/** Returns when the replica has caught up with its source so far that it is sent what happens as it happens. */
export async function untilStreaming(source: Session, replica: string): Promise<void> {
  const sql =
    "select exists (select from pg_stat_replication where application_name = $1 and state = 'streaming') as yes";
  await until(`${replica} to stream from its source`, async () => (await source.first(found, sql, [replica])).yes);
}
