import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { give } from "./account";
import { copyData } from "./base-copy";
import { ourselves } from "./connection";
import { environment, type Home } from "./home";
import { halt } from "./postmaster";
import type { Registry } from "./registry";
import { begin, type Server, session, untilStreaming } from "./server";

/** The superuser whom the clouds' servers have; it cannot log in before it has a password. */
const superuser = "understudy";

/** The database that is on every server. */
export const application = "app";

const run = promisify(execFile);

/** Makes a server's folder and what is to be in it; without a trace, if that fails. */
async function made(home: Home, registry: Registry, server: Server, work: () => Promise<void>): Promise<void> {
  mkdirSync(server.folder, { mode: 0o700 });
  give(server.folder, home.account);
  try {
    await work();
    // Whoever finds a folder without an entry knows that it was not finished.
    registry.put(server);
  } catch (error) {
    await halt(server.data, "at once");
    rmSync(server.folder, { recursive: true, force: true });
    throw error;
  }
}

/** Makes a primary with nothing in it but the database `app` and its superuser. */
export function createPrimary(home: Home, registry: Registry, server: Server): Promise<void> {
  const { account, binaries } = home;
  return made(home, registry, server, async () => {
    // Every primary is born on its own: copies of one would share its identifier, and follow each other by mistake.
    const args = ["-D", server.data, "-U", ourselves, "--no-sync", "--no-locale", "-E", "UTF8", "-A", "reject"];
    await run(join(binaries, "initdb"), args, { ...account, cwd: "/", env: environment });
    await begin(home, server, undefined);
    await session(home, server, async (asked) => {
      await asked.run(`create role ${superuser} superuser login`);
      await asked.run(`create database ${application} owner ${superuser}`);
    });
  });
}

/** Makes a replica of a running primary, and returns when it streams. */
export function createReplica(home: Home, registry: Registry, server: Server, source: Server): Promise<void> {
  return made(home, registry, server, async () => {
    await copyData(home, source, server.data);
    await begin(home, server, source);
    await session(home, source, (asked) => untilStreaming(asked, server.name));
  });
}
