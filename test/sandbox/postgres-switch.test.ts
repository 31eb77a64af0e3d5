import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { identityIn } from "../../modules/sandbox/postgres/certificate";
import { shutdownCheckpoint } from "../../modules/sandbox/postgres/control-file";
import { openHome } from "../../modules/sandbox/postgres/home";
import { knownIn } from "../../modules/sandbox/postgres/known";
import { openRegistry } from "../../modules/sandbox/postgres/registry";
import { switchOver } from "../../modules/sandbox/postgres/switchover";
import { until } from "../../modules/sandbox/postgres/until";
import { column, newPassword, PostgresSandbox } from "../support/postgres";
import { Writer } from "../support/postgres-writer";

const sandbox = new PostgresSandbox();
const password = newPassword();

const ask = (name: string, sql: string) =>
  sandbox.as(name, { user: "understudy", password }, (client) => column(client, sql));

const roles = async () => {
  const [east, west] = await Promise.all(["east", "west"].map((name) => sandbox.servers.status(name)));
  return { east: east?.role, west: west?.role };
};

const caughtUp = () => until("west to catch up", async () => (await sandbox.servers.status("west"))?.lag?.bytes === 0);

/** Every test begins with the same pair, caught up, without a table; copies are dear, so it is made anew only if it must be. */
async function pairAsItWas(): Promise<void> {
  const { servers } = sandbox;
  for (const name of servers.list()) {
    if (name === "east" || name === "west") await servers.start(name);
    else await servers.remove(name);
  }
  if ((await roles()).west === "primary") await servers.switchover("west", "east");
  await ask("east", "drop table if exists written, alone");
  await caughtUp();
}

beforeAll(async () => {
  const servers = await sandbox.open();
  await servers.createPrimary("east");
  await servers.createReplica("west", "east");
  await servers.setPassword("east", "understudy", password);
}, 120_000);
beforeEach(pairAsItWas, 60_000);
afterAll(() => sandbox.close(), 60_000);

describe("a switchover", () => {
  test("there and back loses none of the rows that were acknowledged while it went on", async () => {
    const { servers } = sandbox;
    const writer = new Writer(sandbox, ["east", "west"], password);
    try {
      await writer.start();
      await servers.switchover("east", "west");
      expect(await roles()).toEqual({ east: "replica", west: "primary" });
      await writer.more(50);
      await servers.switchover("west", "east");
      expect(await roles()).toEqual({ east: "primary", west: "replica" });
      await writer.more(50);
    } finally {
      await writer.stop();
    }
    expect(writer.acknowledged.length).toBeGreaterThan(120);
    expect(await writer.missingOn("east")).toEqual([]);
    expect(await servers.status("west")).toMatchObject({ running: true, source: "east" });
  }, 120_000);

  test("is undone when the replica does not replay what the primary wrote last", async () => {
    await ask("west", "select pg_wal_replay_pause()");
    await until("the pause", async () => (await ask("west", "select pg_get_wal_replay_pause_state()"))[0] === "paused");
    await ask("east", "create table written as select 1 as number");
    const registry = openRegistry(sandbox.folder);
    const home = await openHome(sandbox.folder, registry.place(), await identityIn(sandbox.folder));
    const { get } = knownIn(registry);
    const switched = switchOver(home, registry, get("east"), get("west"), 500);
    await expect(switched).rejects.toThrow("west to replay the shutdown of its source");
    expect(await roles()).toEqual({ east: "primary", west: "replica" });
    expect(await ask("east", "select number from written")).toEqual([1]);
    await ask("west", "select pg_wal_replay_resume()");
  }, 60_000);

  test("believes no primary that it was stopped in order when it was not", async () => {
    const { get } = knownIn(openRegistry(sandbox.folder));
    await sandbox.servers.kill("east");
    expect(() => shutdownCheckpoint(get("east").data)).toThrow("not shut down in order");
  });

  test("is refused when the replica follows another server, and when one of the two is down", async () => {
    const { servers } = sandbox;
    await servers.createPrimary("north");
    await expect(servers.switchover("north", "west")).rejects.toThrow("west follows east, and not north");
    await servers.kill("west");
    await expect(servers.switchover("east", "west")).rejects.toThrow("west does not run");
    expect(await roles()).toEqual({ east: "primary", west: "replica" });
    expect(await servers.status("east")).toMatchObject({ running: true });
  }, 60_000);
});

describe("a server that loses power", () => {
  test("comes back with every row that it acknowledged", async () => {
    const writer = new Writer(sandbox, ["east", "east"], password);
    try {
      await writer.start();
      await sandbox.servers.kill("east");
      expect(await sandbox.servers.status("east")).toMatchObject({ role: "primary", running: false, lag: null });
      await sandbox.servers.start("east");
      await writer.more(20);
    } finally {
      await writer.stop();
    }
    expect(await writer.missingOn("east")).toEqual([]);
  }, 120_000);

  test("is done without: its replica, promoted, has what had reached it, and what it has not is counted", async () => {
    const { servers } = sandbox;
    await ask("east", "create table written as select 1 as number");
    await caughtUp();
    await servers.kill("west");
    await ask("east", "insert into written select generate_series(2, 1000)");
    const [end] = await ask("east", "select (pg_current_wal_flush_lsn() - '0/0')::bigint::int");
    await servers.kill("east");
    await servers.start("west");
    const [reached] = await ask("west", "select (pg_last_wal_replay_lsn() - '0/0')::bigint::int");
    await servers.promote("west");
    expect(await roles()).toEqual({ east: "primary", west: "primary" });
    expect(await ask("west", "select count(*)::int from written")).toEqual([1]);

    const lost = await servers.rejoin("east", "west");
    // What nobody asked it to write, it writes as well: a few records of its own before it was killed.
    expect(lost).toBeGreaterThanOrEqual(Number(end) - Number(reached));
    expect(lost).toBeLessThan(Number(end) - Number(reached) + 10_000);
    expect(Number(end) - Number(reached)).toBeGreaterThan(50_000);
    expect(await servers.status("east")).toMatchObject({ role: "replica", running: true, source: "west" });
    expect(await ask("east", "select count(*)::int from written")).toEqual([1]);
  }, 120_000);

  test("is promoted from under load with no row lost but those that were on their way", async () => {
    const { servers } = sandbox;
    const writer = new Writer(sandbox, ["east", "west"], password);
    let acknowledged: number;
    try {
      await writer.start();
      await writer.more(100);
      await servers.kill("east");
      acknowledged = writer.acknowledged.length;
      await servers.promote("west");
      await writer.more(20);
    } finally {
      await writer.stop();
    }
    const missing = await writer.missingOn("west");
    // The last ones, if any: nothing is missing before something that is there.
    expect(missing).toEqual(writer.acknowledged.slice(acknowledged - missing.length, acknowledged));
    await servers.rejoin("east", "west");
    expect(await writer.missingOn("east")).toEqual(missing);
    await servers.switchover("west", "east");
    expect(await roles()).toEqual({ east: "primary", west: "replica" });
  }, 120_000);
});

describe("rejoining", () => {
  test("ends a primary that was left running, and costs a replica nothing", async () => {
    const { servers } = sandbox;
    await servers.promote("west");
    await ask("east", "create table alone as select generate_series(1, 1000) as number");
    expect(await servers.rejoin("east", "west")).toBeGreaterThan(30_000);
    expect(await ask("east", "select count(*)::int from pg_class where relname = 'alone'")).toEqual([0]);
    expect(await servers.rejoin("east", "west")).toBe(0);
    expect(await servers.status("east")).toMatchObject({ role: "replica", source: "west" });
  }, 120_000);

  test("is refused when the source is no running primary, and leaves the server as it was", async () => {
    await expect(sandbox.servers.rejoin("east", "west")).rejects.toThrow("west is a replica; a primary is wanted");
    expect(await roles()).toEqual({ east: "primary", west: "replica" });
    expect(await sandbox.servers.status("east")).toMatchObject({ running: true });
  });
});

describe("three pairs", () => {
  test("switch at the same time, each on its own", async () => {
    const { servers } = sandbox;
    const pairs = ["one", "two", "three"] as const;
    await Promise.all(
      pairs.map(async (name) => {
        await servers.createPrimary(name);
        await servers.createReplica(`${name}-standby`, name);
        await servers.switchover(name, `${name}-standby`);
      }),
    );
    const sources = await Promise.all(pairs.map(async (name) => (await servers.status(name))?.source));
    expect(sources).toEqual(pairs.map((name) => `${name}-standby`));
  }, 120_000);
});
