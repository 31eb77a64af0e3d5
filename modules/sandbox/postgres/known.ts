import { readdirSync, rmSync } from "node:fs";
import type { Home } from "./home";
import { halt } from "./postmaster";
import type { Registry } from "./registry";
import { mend, type Role, roleOf, runs, type Server, serverIn } from "./server";

/** What a name may be: it is a folder's, and PostgreSQL's for a replica, which has 63 bytes at most. */
const names = /^[a-z0-9][a-z0-9._-]{0,62}$/i;

/** Looks servers up, and refuses what cannot be done with them as they are. */
export interface Known {
  readonly find: (name: string) => Server | undefined;
  /** @throws Error when there is no such server */
  readonly get: (name: string) => Server;
  /** @throws Error when it does not run, or not as this */
  readonly running: (name: string, role: Role) => Server;
  /** @throws Error when it is not a running replica of this source */
  readonly following: (name: string, source: string) => Server;
  /** @throws Error when a server cannot have this name, or one has it */
  readonly vacant: (name: string) => void;
}

/** The servers of a registry. */
export function knownIn(registry: Registry): Known {
  const find = (name: string) => {
    const entry = registry.all().find(({ name: own }) => own === name);
    const place = registry.place();
    return entry === undefined || place === null ? undefined : serverIn(place, entry);
  };
  const all = () => registry.all().map(({ name }) => name);
  const get = (name: string) => {
    const server = find(name);
    if (server !== undefined) return server;
    throw new Error(
      `there is no database server ${name}; there ${all().length === 0 ? "is none" : `are ${all().join(", ")}`}`,
    );
  };
  const running = (name: string, role: Role) => {
    const server = get(name);
    if (!runs(server)) throw new Error(`database server ${name} does not run; start it first`);
    const is = roleOf(server.data);
    if (is !== role) throw new Error(`database server ${name} is a ${is}; a ${role} is wanted`);
    return server;
  };
  return {
    find,
    get,
    running,
    following: (name, source) => {
      const server = running(name, "replica");
      if (server.source !== source)
        throw new Error(
          `database server ${name} follows ${server.source ?? "nobody"}, and not ${source}; rejoin it first`,
        );
      return server;
    },
    vacant: (name) => {
      if (!names.test(name))
        throw new Error(
          `"${name}" cannot be a database server's name; use at most 63 letters, digits, ".", "_" and "-"`,
        );
      if (find(name) !== undefined)
        throw new Error(`there is a database server ${name} already; remove it or use another name`);
    },
  };
}

/** Ends what the process before us was in the middle of: servers half made go, copies half made too. What runs, runs on. */
export async function tidy(home: Home, registry: Registry): Promise<void> {
  const kept = new Set(registry.all().map(({ name }) => name));
  for (const name of new Set([...kept, ...readdirSync(home.servers)])) {
    const server = serverIn(home.place, { name, port: 0, source: null });
    await halt(server.past, "at once");
    if (kept.has(name)) mend(server);
    else {
      await halt(server.data, "at once");
      rmSync(server.folder, { recursive: true, force: true, maxRetries: 20 });
    }
  }
}
