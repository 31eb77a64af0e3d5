/**
 * Opens the folder that it is told, makes a pair, says so, and is in the middle of another server when it is killed. Run
 * by postgres-survival.test.ts.
 */
import { openDatabaseServers } from "../../modules/sandbox/postgres/servers";

async function own(folder: string): Promise<void> {
  const servers = await openDatabaseServers(folder);
  await servers.createPrimary("east");
  await servers.createReplica("west", "east");
  process.stdout.write("made\n");
  for (;;) {
    await servers.createPrimary("half");
    await servers.remove("half");
  }
}

void own(process.argv[2] ?? "");
