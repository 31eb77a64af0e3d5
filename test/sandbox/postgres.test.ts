import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../modules/sandbox/postgres/until";
import { column, filesWith, newPassword, placeOf, PostgresSandbox, processesBelow } from "../support/postgres";

const sandbox = new PostgresSandbox(0o711, "it's a place");
const password = newPassword();
const superuser = { user: "understudy", password };

const ask = (name: string, sql: string) => sandbox.as(name, superuser, (client) => column(client, sql));
const replayed = (name: string, sql: string, value: unknown) =>
  until(`${name} to replay`, async () => (await ask(name, sql))[0] === value);

beforeAll(async () => {
  const servers = await sandbox.open();
  await servers.createPrimary("east");
  await servers.createReplica("west", "east");
  await servers.setPassword("east", "understudy", password);
  await replayed("west", "select count(*)::int from pg_roles where rolname = 'understudy'", 1);
}, 120_000);
afterAll(() => sandbox.close(), 60_000);

describe("a pair of database servers", () => {
  test("is a primary and a replica that follows it, and says so", async () => {
    const { servers } = sandbox;
    expect(await servers.status("east")).toMatchObject({ role: "primary", running: true, source: null, lag: null });
    expect(await servers.status("west")).toMatchObject({ role: "replica", running: true, source: "east" });
    expect(servers.list()).toEqual(["east", "west"]);
    expect(await servers.status("north")).toBeUndefined();
  });

  test("gives the replica what the primary is given, through TLS", async () => {
    const sql = "select ssl from pg_stat_replication join pg_stat_ssl using (pid) where application_name = 'west'";
    expect(await ask("east", sql)).toEqual([true]);
    await ask("east", "create table given as select 7 as number");
    await replayed("west", "select count(*)::int from pg_class where relname = 'given'", 1);
    expect(await ask("west", "select number from given")).toEqual([7]);
    await expect(ask("west", "insert into given values (8)")).rejects.toThrow("read-only transaction");
  });

  test("tells how far the replica is behind while it does not replay, and that it is not when it has", async () => {
    await ask("west", "select pg_wal_replay_pause()");
    await until("the pause", async () => (await ask("west", "select pg_get_wal_replay_pause_state()"))[0] === "paused");
    await ask("east", "create table unseen as select generate_series(1, 1000) as number");
    const behind = (await sandbox.servers.status("west"))?.lag;
    expect(behind?.bytes).toBeGreaterThan(30_000);
    expect(behind?.seconds).toBeGreaterThan(0.05);
    await ask("west", "select pg_wal_replay_resume()");
    await until("no lag", async () => (await sandbox.servers.status("west"))?.lag?.bytes === 0);
    expect((await sandbox.servers.status("west"))?.lag).toEqual({ seconds: 0, bytes: 0 });
  });

  test.each(["east", "west"])("talks to nobody without TLS: %s", async (name) => {
    const plain = { ...superuser, ssl: false };
    const talk = () => sandbox.as(name, plain, (client) => column(client, "select 1"));
    await expect(talk()).rejects.toThrow("no encryption");
  });

  test("is trusted by its certificate alone, and lets nobody in with a wrong password", async () => {
    const stranger = { ...superuser, ssl: {} };
    await expect(sandbox.as("east", stranger, (client) => column(client, "select 1"))).rejects.toThrow("certificate");
    const guess = { ...superuser, password: newPassword() };
    await expect(sandbox.as("east", guess, (client) => column(client, "select 1"))).rejects.toThrow("password");
    const ours = { user: "sandbox", password };
    await expect(sandbox.as("east", ours, (client) => column(client, "select 1"))).rejects.toThrow("certificate");
  });

  test("keeps what it has acknowledged as PostgreSQL does, and listens on this machine only", async () => {
    const settings = ["fsync", "synchronous_commit", "full_page_writes", "listen_addresses", "log_statement"];
    const values = await Promise.all(settings.map((name) => ask("east", `show ${name}`)));
    expect(values.flat()).toEqual(["on", "on", "on", "127.0.0.1", "none"]);
  });

  test("is of its own kind: no two primaries have the same identifier", async () => {
    await sandbox.servers.createPrimary("other");
    const other = newPassword();
    await sandbox.servers.setPassword("other", "understudy", other);
    const sql = "select system_identifier::text from pg_control_system()";
    const theirs = await sandbox.as("other", { user: "understudy", password: other }, (client) => column(client, sql));
    expect(await ask("west", sql)).toEqual(await ask("east", sql));
    expect(theirs).not.toEqual(await ask("east", sql));
    await sandbox.servers.remove("other");
    expect(sandbox.servers.list()).toEqual(["east", "west"]);
  }, 60_000);
});

describe("a user's password", () => {
  test("lets an application make tables and write, is replaced by the next, and is in no file", async () => {
    const [first, second] = [newPassword(), newPassword()];
    const login = (value: string) =>
      sandbox.as("east", { user: "exchange", password: value }, (client) =>
        column(client, "select current_user::text"),
      );
    await sandbox.servers.setPassword("east", "exchange", first);
    expect(await login(first)).toEqual(["exchange"]);
    await sandbox.as("east", { user: "exchange", password: first }, (client) =>
      client.query("create table orders as select 1 as number"),
    );
    // Even a server that logs all that it hears must not hear it.
    for (const sql of ["alter system set log_statement = 'all'", "select pg_reload_conf()"]) await ask("east", sql);
    await until("the log", async () => (await ask("east", "show log_statement"))[0] === "all");
    await sandbox.servers.setPassword("east", "exchange", second);
    for (const sql of ["alter system reset log_statement", "select pg_reload_conf()"]) await ask("east", sql);
    await until("the log's end", async () => (await ask("east", "show log_statement"))[0] === "none");
    await expect(login(first)).rejects.toThrow("password");
    expect(await login(second)).toEqual(["exchange"]);
    // A failed statement is what servers like to log, and everything in memory is to be on disk.
    await expect(ask("east", `alter role exchange password '${second}' valid forever`)).rejects.toThrow("syntax");
    await ask("east", "checkpoint");

    expect(filesWith(sandbox.folder, "login password 'SCRAM-SHA-256$")).not.toEqual([]);
    for (const value of [password, first, second]) expect(filesWith(sandbox.folder, value)).toEqual([]);
  });

  test("is refused without being repeated when clients could disagree about its characters", async () => {
    const odd = `${newPassword()}\u00aa`;
    const refused = sandbox.servers.setPassword("east", "exchange", odd);
    await expect(refused).rejects.toThrow("printable ascii");
    await expect(refused).rejects.not.toThrow(odd);
  });
});

describe("what cannot be done", () => {
  test.each([
    ["a name that is no name", () => sandbox.servers.createPrimary("../east"), "use at most 63 letters"],
    ["a name that is taken", () => sandbox.servers.createPrimary("east"), "there is a database server east already"],
    ["a server that is not there", () => sandbox.servers.start("north"), "there are east, west"],
    [
      "a replica of a replica",
      () => sandbox.servers.createReplica("north", "west"),
      "west is a replica; a primary is wanted",
    ],
    ["promoting a primary", () => sandbox.servers.promote("east"), "east is a primary; a replica is wanted"],
    ["a switch the wrong way", () => sandbox.servers.switchover("west", "east"), "west is a replica"],
    ["a password on a replica", () => sandbox.servers.setPassword("west", "a", newPassword()), "a primary is wanted"],
    ["our own user's password", () => sandbox.servers.setPassword("east", "sandbox", newPassword()), "name another"],
    ["following itself", () => sandbox.servers.rejoin("east", "east"), "itself"],
  ])("is refused in plain words, and nothing changes: %s", async (_, attempt, words) => {
    await expect(attempt()).rejects.toThrow(words);
    expect(sandbox.servers.list()).toEqual(["east", "west"]);
    expect(await sandbox.servers.status("west")).toMatchObject({ role: "replica", running: true, source: "east" });
  });
});

describe("stopping all", () => {
  test("leaves no process behind, waits for what is under way, and all can be started again", async () => {
    const { servers } = sandbox;
    const made = servers.createPrimary("late");
    await servers.stopAll();
    await made;
    expect(processesBelow(placeOf(sandbox.folder))).toBe(0);
    const stopped = await Promise.all(servers.list().map((name) => servers.status(name)));
    expect(stopped.map((status) => status?.running)).toEqual([false, false, false]);
    await servers.remove("late");
    await servers.start("west");
    await servers.start("east");
    await ask("east", "create table again as select 1 as number");
    await replayed("west", "select count(*)::int from pg_class where relname = 'again'", 1);
  }, 60_000);
});
