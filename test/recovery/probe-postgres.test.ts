import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { connectWithPg } from "../../modules/recovery/probe/connection";
import { Probe } from "../../modules/recovery/probe/probe";
import { systemClock } from "../../modules/recovery/run/clock";
import { until } from "../../modules/sandbox/postgres/until";
import { column, newPassword, PostgresSandbox } from "../support/postgres";

const sandbox = new PostgresSandbox();
const password = newPassword();
const superuser = { user: "understudy", password };
jest.setTimeout(120_000);

/** The server that the group's name leads to. */
let active = "east";

beforeAll(async () => {
  const servers = await sandbox.open();
  await servers.createPrimary("east");
  await servers.createReplica("west", "east");
  await servers.setPassword("east", "understudy", password);
}, 120_000);
const probes: Probe[] = [];
afterAll(async () => {
  await Promise.all(probes.map((probe) => probe.stop()));
  await sandbox.close();
}, 60_000);

async function probing() {
  const connect = connectWithPg(async () => {
    const status = await sandbox.servers.status(active);
    const ssl = { ca: sandbox.servers.certificate };
    return { ...superuser, host: "localhost", port: status?.port ?? 0, database: "app", ssl };
  });
  const probe = new Probe({
    connect,
    leadsTo: () => Promise.resolve("east"),
    clock: systemClock,
    run: randomBytes(4).toString("hex"),
  });
  probes.push(probe);
  await probe.start();
  await until("confirmed rows", () => Promise.resolve(probe.acknowledged > 50));
  return probe;
}

const recovered = (probe: Probe, loss: number) =>
  until("a write on the new server", () => Promise.resolve(probe.hasRecovered(loss)));

test("real servers that change places lose no confirmed row", async () => {
  const probe = await probing();
  const ordered = systemClock.monotonic();
  await sandbox.servers.switchover("east", "west");
  active = "west";
  await recovered(probe, ordered);
  const measured = await probe.finish(ordered);
  expect(measured).toMatchObject({ lostRows: 0, rpoSeconds: 0 });
  expect(measured.rtoSeconds).toBeGreaterThan(0);
});

test("of a real server that is killed while its replica lags, the confirmed rows that never arrived are found to be lost", async () => {
  const probe = await probing();
  const walReceiver = "select count(*)::int from pg_stat_wal_receiver";
  const ask = (sql: string) => sandbox.as("east", superuser, (client) => column(client, sql));
  // The replica no longer gets anything, and its primary goes on confirming.
  await ask("alter system set primary_conninfo = ''");
  await ask("select pg_reload_conf()");
  await until("the stream to end", async () => (await ask(walReceiver))[0] === 0);
  const since = systemClock.monotonic();
  const before = probe.acknowledged;
  await until("rows that only one server has", () => Promise.resolve(probe.acknowledged > before + 60));
  const loss = systemClock.monotonic();
  await sandbox.servers.kill("west");
  await sandbox.servers.promote("east");
  active = "east";
  await recovered(probe, loss);
  const { lostRows, rpoSeconds, rtoSeconds, rowsInFlight } = await probe.finish(loss);
  expect(lostRows).toBeGreaterThanOrEqual(60);
  expect(rpoSeconds).toBeGreaterThanOrEqual((loss - since) / 1000 - 0.1);
  expect(rtoSeconds).toBeGreaterThan(0);
  expect(rowsInFlight).toBeLessThanOrEqual(2);
});
