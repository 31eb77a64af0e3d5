import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { accountFor } from "../../modules/sandbox/postgres/account";
import { binariesIn } from "../../modules/sandbox/postgres/installation";
import { until } from "../../modules/sandbox/postgres/until";
import { column, newPassword, placeOf, PostgresSandbox, processesBelow } from "../support/postgres";

const program = (name: string) => ["-r", "tsx/cjs", join(__dirname, "../support", `postgres-${name}.program.ts`)];
const root = process.getuid?.() === 0;
const run = promisify(execFile);

const sandbox = new PostgresSandbox();
beforeAll(killedOwner, 120_000);
afterAll(() => sandbox.close(), 60_000);

/** Lets a process of its own make a pair, and kills it in the middle of making another server. */
async function killedOwner(): Promise<void> {
  const owner = spawn(process.execPath, [...program("owner"), sandbox.folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(owner, "exit");
  try {
    await Promise.race([
      once(owner.stdout, "data"),
      ended.then(() => {
        throw new Error("the owner ended before it had made a pair");
      }),
    ]);
    const half = join(sandbox.folder, "servers", "half", "data", "PG_VERSION");
    await until("another server to be half made", () => Promise.resolve(existsSync(half)));
  } finally {
    owner.kill("SIGKILL");
    await ended;
  }
}

describe("servers whose process was killed", () => {
  test("are found running by the next one, with what they had, and end when it says so", async () => {
    expect(processesBelow(sandbox.folder)).toBeGreaterThan(2);

    const servers = await sandbox.open();
    expect(servers.list()).toEqual(["east", "west"]);
    expect(await servers.status("east")).toMatchObject({ role: "primary", running: true });
    expect(await servers.status("west")).toMatchObject({ role: "replica", running: true, source: "east" });
    expect(existsSync(join(sandbox.folder, "servers", "half"))).toBe(false);

    const password = newPassword();
    await servers.setPassword("east", "understudy", password);
    await servers.switchover("east", "west");
    const who = await sandbox.as("west", { user: "understudy", password }, (client) => column(client, "select 1"));
    expect(who).toEqual([1]);
    await servers.stopAll();
    expect(processesBelow(sandbox.folder)).toBe(0);
  }, 180_000);

  test("are not mistaken for another process that has their number now", async () => {
    const servers = await sandbox.open();
    const file = join(sandbox.folder, "servers", "west", "data", "postmaster.pid");
    await servers.start("west");
    const [, ...rest] = readFileSync(file, "utf8").split("\n");
    await servers.kill("west");
    const bystander = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"]);
    try {
      writeFileSync(file, [String(bystander.pid), ...rest].join("\n"));
      expect(await servers.status("west")).toMatchObject({ running: false });
      await servers.kill("west");
      expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
      await servers.start("west");
      expect(await servers.status("west")).toMatchObject({ running: true });
    } finally {
      bystander.kill("SIGKILL");
    }
  }, 60_000);

  test("have what they had before a rejoin that was broken off between two steps", async () => {
    const servers = await sandbox.open();
    await servers.start("east");
    await servers.promote("east");
    await servers.kill("west");
    const folder = join(sandbox.folder, "servers", "west");
    renameSync(join(folder, "data"), join(folder, "data.old"));
    mkdirSync(join(folder, "data.new"));

    const again = await sandbox.open();
    expect(await again.status("west")).toMatchObject({ role: "primary", running: false });
    await again.start("west");
    expect(existsSync(join(folder, "data.new"))).toBe(false);
    expect(await again.rejoin("west", "east")).toBeGreaterThanOrEqual(0);
    expect(await again.status("west")).toMatchObject({ role: "replica", running: true, source: "east" });
  }, 60_000);

  test("say what to do when their data is gone", async () => {
    const servers = await sandbox.open();
    await servers.kill("west");
    rmSync(join(sandbox.folder, "servers", "west", "data"), { recursive: true });
    await expect(servers.start("west")).rejects.toThrow("remove the server and make it again");
    await servers.remove("west");
    expect(servers.list()).toEqual(["east"]);
  }, 60_000);
});

const said = z.object({
  uid: z.number(),
  user: z.number(),
  lost: z.number(),
  statuses: z.array(z.looseObject({ name: z.string(), role: z.string(), running: z.boolean() })),
});

describe("whoever runs it", () => {
  test("a user without privileges takes a pair through its whole life", async () => {
    const theirs = new PostgresSandbox();
    try {
      mkdirSync(theirs.folder);
      const env = { ...process.env };
      if (root) {
        // This checkout and node_modules may be root's alone.
        const reachable = dirname(theirs.folder);
        env["UNDERSTUDY_POSTGRES"] = await binariesIn(reachable, accountFor(reachable));
        chmodSync(theirs.folder, 0o777);
      }
      const { stdout } = await run(process.execPath, [...program("unprivileged"), theirs.folder], { env });
      const { uid, user, lost, statuses } = said.parse(JSON.parse(stdout));
      expect(uid).toBeGreaterThan(0);
      expect(user).toBe(uid);
      expect(lost).toBeGreaterThanOrEqual(0);
      expect(statuses).toMatchObject([
        { name: "east", role: "primary", running: true },
        { name: "west", role: "replica", running: true, source: "east" },
      ]);
      expect(processesBelow(theirs.folder)).toBe(0);
    } finally {
      await theirs.close();
    }
  }, 180_000);

  test("finds a place that PostgreSQL can reach when the folder is closed to it, finds it again, and leaves nothing there", async () => {
    const closed = new PostgresSandbox(0o700);
    try {
      const servers = await closed.open();
      expect(existsSync(join(closed.folder, "registry.json"))).toBe(false);
      await servers.createPrimary("east");
      const place = placeOf(closed.folder);
      // Only root's PostgreSQL is another user.
      expect(place === closed.folder).toBe(!root);
      expect(statSync(join(place, "servers", "east", "data")).uid).not.toBe(0);

      const again = await closed.open();
      expect(await again.status("east")).toMatchObject({ running: true });
      expect(placeOf(closed.folder)).toBe(place);
      await again.remove("east");
      await again.stopAll();
      expect(existsSync(place)).toBe(!root);

      // Somebody deletes the folder and nothing else, then begins anew.
      await again.createPrimary("east");
      rmSync(closed.folder, { recursive: true });
      const anew = await closed.open();
      await anew.createPrimary("west");
      expect(processesBelow(join(place, "servers", "east"))).toBe(0);
      await closed.close();
      expect(existsSync(place)).toBe(false);
      expect(processesBelow(place)).toBe(0);
    } finally {
      await closed.close();
    }
  }, 120_000);
});
