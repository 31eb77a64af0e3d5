import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { openDatabaseServers } from "../../modules/sandbox/postgres/servers";
import { type Runtime, sandboxFiles, sandboxFormat } from "../../modules/sandbox/runtime";
import { beginOutage } from "../../modules/sandbox/server/client";
import { launch } from "../../modules/sandbox/server/launch";
import { removeSandbox } from "../../modules/sandbox/server/reset";
import { shutdown } from "../../modules/sandbox/server/shutdown";
import { requireUp, standingOf } from "../../modules/sandbox/server/standing";
import { openStore } from "../../modules/sandbox/store/open";
import { Folders } from "../cli/command";
import { placeOf, processesBelow } from "../support/postgres";
import { request } from "./server-support";

// A sandbox comes up in a second; a busy machine gives it less than half of its time.
jest.setTimeout(300_000);

const folders = new Folders();
let used: readonly string[] = [];
afterEach(async () => {
  for (const folder of used) await shutdown(folder, { stop: 5_000, kill: 5_000 });
  used = [];
  folders.clear();
});

function newFolder(): string {
  const folder = join(folders.make(), "sandbox");
  used = [...used, folder];
  return folder;
}

function post({ address, token }: Runtime, key: string) {
  const authorization = `Basic ${Buffer.from(`sandbox:${token}`).toString("base64")}`;
  const body = JSON.stringify({ version: 4, serial: 1, lineage: key });
  return request(address, {
    method: "POST",
    path: `/state/aws/us-east-1/b/${key}-state`,
    headers: { authorization },
    body,
  });
}

/** Writes one state after another until the sandbox is no more. Returns the keys of those that it said it had. */
async function write(runtime: Runtime, name: string, count: (key: string) => void): Promise<void> {
  for (let number = 0; ; number += 1) {
    const key = `${name}-${number}`;
    const answer = await post(runtime, key).catch(() => undefined);
    if (answer === undefined) return;
    expect(answer.status).toBe(200);
    count(key);
  }
}

describe("a sandbox in a process of its own", () => {
  test("is up, is found, and stops with everything kept", async () => {
    const folder = newFolder();
    expect(await standingOf(folder)).toEqual({ is: "down" });
    await expect(requireUp(folder)).rejects.toThrow("start it with understudy sandbox up");
    const runtime = await launch(folder);
    await beginOutage(runtime, { cloud: "gcp", region: "us-east1" }, "throttled");
    expect(await shutdown(folder)).toBe("stopped");
    expect(await shutdown(folder)).toBe("was down");
    expect(existsSync(sandboxFiles.runtime(folder))).toBe(false);
    await launch(folder);
    const { status } = await requireUp(folder);
    expect(status.outages).toEqual([{ cloud: "gcp", region: "us-east1", mode: "throttled" }]);
  });

  test("that was killed while it was written to has everything that it said it had", async () => {
    const folder = newFolder();
    const runtime = await launch(folder);
    const written: string[] = [];
    const count = (key: string) => {
      written.push(key);
      if (written.length === 150) process.kill(runtime.pid, "SIGKILL");
    };
    await Promise.all(["a", "b", "c", "d"].map((name) => write(runtime, name, count)));
    expect(written.length).toBeGreaterThanOrEqual(150);
    expect(await standingOf(folder)).toEqual({ is: "gone", runtime });
    await expect(requireUp(folder)).rejects.toThrow(`its process ${runtime.pid} is gone`);
    await launch(folder);
    const { status } = await requireUp(folder);
    expect(status.stacks).toEqual(expect.arrayContaining(written.map((key) => `${key}-state`)));
  });

  test("that does not answer is told from one that is gone, and killed when it must be", async () => {
    const folder = newFolder();
    const { pid } = await launch(folder);
    process.kill(pid, "SIGSTOP");
    expect(await standingOf(folder)).toEqual({ is: "silent", pid });
    await expect(requireUp(folder)).rejects.toThrow(`does not answer, and its process ${pid} is there`);
    expect(await shutdown(folder, { stop: 100, kill: 10_000 })).toBe("killed");
    expect(await standingOf(folder)).toMatchObject({ is: "gone" });
    expect(await shutdown(folder)).toBe("was gone");
  });

  test("is started by one of those who start it at the same time, and the other is told", async () => {
    const folder = newFolder();
    const outcomes = await Promise.allSettled([launch(folder), launch(folder)]);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
    expect(reasons).toEqual([
      expect.stringMatching(/did not come up: it ended with exit code 1\n[^]*is open in process \d+; stop/),
    ]);
    await requireUp(folder);
  });

  test("says with its last words why it did not come up", async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(sandboxFiles.store(folder), '{"store":"understudy sandbox","format":7}\n');
    await expect(launch(folder)).rejects.toThrow(/did not come up.*\n.*written by another version, in format 7/);
    expect(await standingOf(folder)).toEqual({ is: "down" });
  });

  test("whose number another process has now is gone", async () => {
    const folder = newFolder();
    mkdirSync(folder);
    const facts = { pid: process.pid, address: "http://127.0.0.1:9", token: "x", reattach: "{}", startedAt: "then" };
    const runtime: Runtime = { format: sandboxFormat, ...facts };
    writeFileSync(sandboxFiles.runtime(folder), JSON.stringify(runtime));
    expect(await standingOf(folder)).toEqual({ is: "gone", runtime });
    writeFileSync(sandboxFiles.runtime(folder), JSON.stringify({ ...runtime, format: 7 }));
    await expect(standingOf(folder)).rejects.toThrow("written by another version, in format 7");
    writeFileSync(sandboxFiles.runtime(folder), "{");
    await expect(standingOf(folder)).rejects.toThrow("cannot be read; remove it");
    writeFileSync(sandboxFiles.runtime(folder), JSON.stringify(runtime));
  });
});

describe("removing a sandbox", () => {
  test("removes what a sandbox made, and says when there is none", async () => {
    const folder = newFolder();
    expect(await removeSandbox(folder)).toBe(false);
    const { pid } = await launch(folder);
    process.kill(pid, "SIGKILL");
    while ((await standingOf(folder)).is !== "gone") await new Promise(setImmediate);
    expect(await removeSandbox(folder)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test("leaves nothing of its databases behind, wherever PostgreSQL could work", async () => {
    // Only root's PostgreSQL is another user, which cannot reach a folder that is closed to it.
    const parent = folders.make();
    chmodSync(parent, 0o700);
    const folder = join(parent, "sandbox");
    const postgres = sandboxFiles.postgres(folder);
    await (await openStore(sandboxFiles.store(folder))).close();
    const servers = await openDatabaseServers(postgres);
    await servers.createPrimary("east");
    const place = placeOf(postgres);
    expect(place === postgres).toBe(process.getuid?.() !== 0);
    expect(processesBelow(place)).toBeGreaterThan(0);
    expect(await removeSandbox(folder)).toBe(true);
    expect([folder, place].filter((path) => existsSync(path))).toEqual([]);
    expect(processesBelow(place)).toBe(0);
  });

  test("leaves alone what is no sandbox, or has more in it", async () => {
    const mine = folders.make({ "letter.txt": "dear", "store.log": "" });
    await expect(removeSandbox(mine)).rejects.toThrow("has what no sandbox made: letter.txt; move that away");
    const other = folders.make({ "server.log": "GET /", "store.log": "something else\n" });
    await expect(removeSandbox(other)).rejects.toThrow("has no store of a sandbox");
    await expect(removeSandbox(folders.make({ "server.log": "GET /" }))).rejects.toThrow("has no store of a sandbox");
    expect(readFileSync(join(mine, "letter.txt"), "utf8")).toBe("dear");
    expect(existsSync(join(other, "server.log"))).toBe(true);
  });
});
