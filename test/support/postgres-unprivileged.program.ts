/**
 * Becomes a user without privileges, if it is root, and takes a pair through its life. Run by postgres-survival.test.ts,
 * which has made the folder that it is told, and a copy of the binaries that any user can reach.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { accountFor } from "../../modules/sandbox/postgres/account";
import { openDatabaseServers } from "../../modules/sandbox/postgres/servers";

function becomeNobody(): void {
  const account = accountFor("/");
  if (account === undefined) return;
  process.setgroups?.([]);
  process.setgid?.(account.gid);
  process.setuid?.(account.uid);
}

async function live(folder: string): Promise<void> {
  becomeNobody();
  const servers = await openDatabaseServers(folder);
  await servers.createPrimary("east");
  await servers.createReplica("west", "east");
  await servers.switchover("east", "west");
  await servers.kill("west");
  await servers.promote("east");
  const lost = await servers.rejoin("west", "east");
  const statuses = await Promise.all(servers.list().map((name) => servers.status(name)));
  const user = statSync(join(folder, "servers", "east", "data")).uid;
  await servers.stopAll();
  process.stdout.write(JSON.stringify({ uid: process.getuid?.(), user, lost, statuses }));
}

void live(process.argv[2] ?? "");
