import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { type Identity, identityIn } from "./certificate";
import type { DatabaseServers, ServerStatus } from "./contract";
import { createPrimary, createReplica } from "./create";
import { type Home, openHome } from "./home";
import { knownIn, tidy } from "./known";
import { measureLag, setReplay } from "./lag";
import { setPassword } from "./password";
import { choosePort } from "./ports";
import { halt } from "./postmaster";
import { openQueue } from "./queue";
import { openRegistry, type Registry } from "./registry";
import { rejoin } from "./rejoin";
import { begin, roleOf, runs, serverIn } from "./server";
import { promote, switchOver } from "./switchover";

async function settle(folder: string, registry: Registry, identity: Identity): Promise<Home> {
  const home = await openHome(folder, registry.place(), identity);
  registry.settle(home.place);
  await tidy(home, registry);
  return home;
}

/**
 * Opens the PostgreSQL servers kept in a folder, made if it is not there. Those that run still, because the process that
 * started them was killed, run on; what it was in the middle of is undone. One process at a time has a folder open.
 *
 * PostgreSQL is put in place with the first server: making that throws when its binaries are not there, or cannot work as
 * any user that they accept. Stopping all when there is no server takes it away from where it is not below the folder.
 * @throws Error when what is in the folder is something else, or cannot be reached any more
 */
export async function openDatabaseServers(folder: string): Promise<DatabaseServers> {
  mkdirSync(folder, { recursive: true });
  const real = realpathSync(folder);
  const identity = await identityIn(real);
  const registry = openRegistry(real);
  let settled: Promise<Home> | undefined;
  // Whoever has no server needs no binaries: a sandbox without databases opens at once, and leaves nothing elsewhere.
  const home = async () => {
    settled ??= settle(real, registry, identity);
    try {
      return await settled;
    } catch (error) {
      settled = undefined;
      throw error;
    }
  };
  if (registry.place() !== null) await home();
  const ports = new Set(registry.all().map(({ port }) => port));
  const known = knownIn(registry);
  const { alone, last } = openQueue();
  const newServer = async (name: string, source: string | null) => {
    known.vacant(name);
    const { place } = await home();
    return serverIn(place, { name, port: await choosePort(ports), source });
  };
  const list = () => registry.all().map(({ name }) => name);
  const sourceOf = (name: string | null) => (name === null ? undefined : known.find(name));

  const status = async (name: string): Promise<ServerStatus | undefined> => {
    const server = known.find(name);
    if (server === undefined) return undefined;
    const role = roleOf(server.data);
    const running = runs(server);
    const source = role === "primary" ? null : server.source;
    const lag = running && role === "replica" ? await measureLag(await home(), server, sourceOf(source)) : null;
    return { name, role, running, port: server.port, source, lag };
  };

  return {
    certificate: identity.authority,
    list,
    status,
    createPrimary: (name) =>
      alone([name], async () => {
        const server = await newServer(name, null);
        await createPrimary(await home(), registry, server);
      }),
    createReplica: (name, source) =>
      alone([name, source], async () => {
        const from = known.running(source, "primary");
        const server = await newServer(name, source);
        await createReplica(await home(), registry, server, from);
      }),
    setPassword: (name, user, password) =>
      alone([name], async () => setPassword(await home(), known.running(name, "primary"), user, password)),
    setReplay: (name, replay) =>
      alone([name], async () => setReplay(await home(), known.running(name, "replica"), replay)),
    kill: (name) => alone([name], () => halt(known.get(name).data, "at once")),
    start: (name) =>
      alone([name], async () => {
        const server = known.get(name);
        return begin(await home(), server, sourceOf(server.source));
      }),
    promote: (name) => alone([name], async () => promote(await home(), registry, known.running(name, "replica"))),
    switchover: (primary, replica) =>
      alone([primary, replica], async () =>
        switchOver(await home(), registry, known.running(primary, "primary"), known.following(replica, primary)),
      ),
    rejoin: (name, source) =>
      alone([name, source], async () =>
        rejoin(await home(), registry, known.get(name), known.running(source, "primary")),
      ),
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
        const servers = list().map(known.get);
        const stop = (role: ReturnType<typeof roleOf>) =>
          Promise.all(servers.filter(({ data }) => roleOf(data) === role).map(({ data }) => halt(data, "cleanly")));
        // Primaries first: they end when their replicas have everything.
        await stop("primary");
        await stop("replica");
        const place = registry.place();
        if (servers.length > 0 || place === null || place === real) return;
        rmSync(place, { recursive: true, force: true });
        registry.settle(null);
        settled = undefined;
      }),
  };
}
