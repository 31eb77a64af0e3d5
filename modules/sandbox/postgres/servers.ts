import { mkdirSync, realpathSync, rmSync } from "node:fs";
import type { DatabaseServers, ServerStatus } from "./contract";
import { createPrimary, createReplica } from "./create";
import { openHome } from "./home";
import { knownIn, tidy } from "./known";
import { measureLag } from "./lag";
import { setPassword } from "./password";
import { choosePort } from "./ports";
import { halt } from "./postmaster";
import { openQueue } from "./queue";
import { openRegistry } from "./registry";
import { rejoin } from "./rejoin";
import { begin, roleOf, runs, serverIn } from "./server";
import { promote, switchOver } from "./switchover";

/**
 * Opens the PostgreSQL servers kept in a folder, made if it is not there. Those that run still, because the process that
 * started them was killed, run on; what it was in the middle of is undone. One process at a time has a folder open.
 * @throws Error when PostgreSQL's binaries are not there, or cannot work as any user that they accept
 */
export async function openDatabaseServers(folder: string): Promise<DatabaseServers> {
  mkdirSync(folder, { recursive: true });
  const real = realpathSync(folder);
  const home = await openHome(real);
  const registry = openRegistry(real, home.place);
  await tidy(home, registry);
  const ports = new Set(registry.all().map(({ port }) => port));
  const known = knownIn(home, registry);
  const { alone, last } = openQueue();
  const newServer = async (name: string, source: string | null) => {
    known.vacant(name);
    return serverIn(home, { name, port: await choosePort(ports), source });
  };
  const list = () => registry.all().map(({ name }) => name);
  const sourceOf = (name: string | null) => (name === null ? undefined : known.find(name));

  const status = async (name: string): Promise<ServerStatus | undefined> => {
    const server = known.find(name);
    if (server === undefined) return undefined;
    const role = roleOf(server.data);
    const running = runs(server);
    const source = role === "primary" ? null : server.source;
    const lag = running && role === "replica" ? await measureLag(home, server, sourceOf(source)) : null;
    return { name, role, running, port: server.port, source, lag };
  };

  return {
    certificate: home.identity.authority,
    list,
    status,
    createPrimary: (name) => alone([name], async () => createPrimary(home, registry, await newServer(name, null))),
    createReplica: (name, source) =>
      alone([name, source], async () => {
        const from = known.running(source, "primary");
        await createReplica(home, registry, await newServer(name, source), from);
      }),
    setPassword: (name, user, password) =>
      alone([name], () => setPassword(home, known.running(name, "primary"), user, password)),
    kill: (name) => alone([name], () => halt(known.get(name).data, "at once")),
    start: (name) =>
      alone([name], () => {
        const server = known.get(name);
        return begin(home, server, sourceOf(server.source));
      }),
    promote: (name) => alone([name], () => promote(home, registry, known.running(name, "replica"))),
    switchover: (primary, replica) =>
      alone([primary, replica], () =>
        switchOver(home, registry, known.running(primary, "primary"), known.following(replica, primary)),
      ),
    rejoin: (name, source) =>
      alone([name, source], () => rejoin(home, registry, known.get(name), known.running(source, "primary"))),
    remove: (name) =>
      alone([name], async () => {
        const server = known.get(name);
        await halt(server.data, "at once");
        for (const entry of registry.all()) if (entry.source === name) registry.put({ ...entry, source: null });
        registry.drop(name);
        ports.delete(server.port);
        rmSync(server.folder, { recursive: true, force: true });
      }),
    stopAll: () =>
      last(async () => {
        const servers = registry.all().map((entry) => serverIn(home, entry));
        const stop = (role: ReturnType<typeof roleOf>) =>
          Promise.all(servers.filter(({ data }) => roleOf(data) === role).map(({ data }) => halt(data, "cleanly")));
        // Primaries first: they end when their replicas have everything.
        await stop("primary");
        await stop("replica");
      }),
  };
}
