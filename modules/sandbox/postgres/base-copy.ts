import { copyFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { give } from "./account";
import { copyTree } from "./copy-tree";
import type { Home } from "./home";
import { markReplica, type Server, session } from "./server";

/** Folders that a copy has empty: what is in them is of running processes, or comes by streaming. */
const emptied = [
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
  "pg_wal",
];

/** What belongs to the running server and not to its data. */
const left = ["postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map"];

const control = join("global", "pg_control");

/** Timelines' histories are kept: they say where a server comes from. */
const without = (path: string) =>
  (emptied.includes(dirname(path)) && !path.endsWith(".history")) ||
  left.includes(path) ||
  path === control ||
  path.includes("pgsql_tmp") ||
  path.endsWith("pg_internal.init");

const label = z.object({ labelfile: z.string() });

/**
 * Copies a running primary's data as that of a replica, while it is written to.
 *
 * The copy has no WAL: a replica asks its source for all since the copy began, which the source keeps at least that long.
 */
export async function copyData(home: Home, source: Server, to: string): Promise<void> {
  const { account } = home;
  await session(home, source, async (asked) => {
    await asked.run("select pg_backup_start('understudy', fast => true)");
    await copyTree({ from: source.data, to, account, without });
    // Last: it must not know of anything that the files copied before lack.
    await copyFile(join(source.data, control), join(to, control));
    const { labelfile } = await asked.first(label, "select labelfile from pg_backup_stop(wait_for_archive => false)");
    await writeFile(join(to, "backup_label"), labelfile, { mode: 0o600 });
  });
  give(join(to, control), account);
  give(join(to, "backup_label"), account);
  markReplica(home, to);
}
