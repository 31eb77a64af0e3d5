import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import { shutdown } from "../../modules/sandbox/server/shutdown";
import { Folders, understudy } from "./command";

jest.setTimeout(300_000);

const folders = new Folders();
const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await shutdown(folder, { stop: 10_000, kill: 5_000 });
  folders.clear();
});

function newSandbox(): string {
  const folder = join(folders.make(), "sandbox");
  made.push(folder);
  return folder;
}

/** `understudy sandbox` with the words of a line, on a sandbox. */
const sandbox = (folder: string, line: string, env: Readonly<Record<string, string>> = {}) =>
  understudy(["sandbox", ...line.split(" ")], { env: { ...env, UNDERSTUDY_SANDBOX: folder } });

const statusShape = z.looseObject({ standing: z.string(), pid: z.number().optional(), address: z.string().optional() });
async function statusOf(folder: string) {
  const { stdout } = await sandbox(folder, "status --json");
  return statusShape.parse(JSON.parse(stdout));
}

describe("a sandbox's life at the command line", () => {
  test("it comes up, once, tells how it stands, and goes down", async () => {
    const folder = newSandbox();
    expect(await sandbox(folder, "status")).toEqual({
      code: 0,
      stdout: `down, in ${folder}; start it with understudy sandbox up\n`,
      stderr: "",
    });
    const up = await sandbox(folder, "up");
    expect(up).toMatchObject({ code: 0, stderr: "" });
    const { address, pid, standing } = await statusOf(folder);
    expect(standing).toBe("up");
    expect(up.stdout).toContain(`the sandbox is up at ${address ?? ""}, process ${pid ?? ""}, in ${folder}`);
    expect(await sandbox(folder, "up")).toEqual({
      code: 0,
      stdout: `the sandbox was up already, at ${address ?? ""}, in ${folder}\n`,
      stderr: "",
    });
    expect((await sandbox(folder, "down")).stdout).toContain("everything that it knows is kept");
    expect(await sandbox(folder, "down")).toMatchObject({ code: 0, stdout: `the sandbox was down, in ${folder}\n` });
  });

  test("one that was killed is recognised, said, and replaced", async () => {
    const folder = newSandbox();
    await sandbox(folder, "up");
    const { pid = 0 } = await statusOf(folder);
    process.kill(pid, "SIGKILL");
    while ((await statusOf(folder)).standing !== "gone") await new Promise(setImmediate);
    expect((await sandbox(folder, "status")).stdout).toContain(`process ${pid} ended without stopping`);
    const again = await sandbox(folder, "up");
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(`the sandbox before this one, process ${pid}, ended without stopping`);
    expect((await statusOf(folder)).standing).toBe("up");
  });

  test("it is not removed while it is up, unless it is forced; nor what is no sandbox", async () => {
    const folder = newSandbox();
    await sandbox(folder, "up");
    const refused = await sandbox(folder, "reset");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("is up; stop it first, with understudy sandbox down, or add --force");
    expect(await sandbox(folder, "reset --force")).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(folder)).toBe(false);
    const letters = folders.make({ "letter.txt": "dear" });
    expect(await sandbox(letters, "reset --force")).toMatchObject({ code: 1, stdout: "" });
    expect(readFileSync(join(letters, "letter.txt"), "utf8")).toBe("dear");
  });

  test("why it does not come up is said in its own words", async () => {
    const folder = newSandbox();
    await sandbox(folder, "up");
    await sandbox(folder, "down");
    const store = join(folder, "store.log");
    writeFileSync(store, readFileSync(store, "utf8").replace(/"format":\d+/, '"format":9'));
    const { code, stdout, stderr } = await sandbox(folder, "up");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("written by another version, in format 9");
    expect((await sandbox(folder, "reset")).code).toBe(0);
  });
});

describe("outages at the command line", () => {
  test("begin, are told, and end", async () => {
    const folder = newSandbox();
    await sandbox(folder, "up");
    const said = async (line: string) => (await sandbox(folder, line)).stdout.trim();
    expect(await said("outage aws/us-east-1")).toBe("aws/us-east-1 is out, dark: nothing answers there");
    expect(await said("outage aws/us-east-1 --mode throttled")).toContain(
      "throttled: one call in three is refused (it was dark)",
    );
    expect(await said("status")).toContain("out     aws/us-east-1, throttled");
    expect(await said("restore aws/us-east-1")).toBe("aws/us-east-1 is there again (it was throttled)");
    expect(await said("restore aws/us-east-1")).toBe("aws/us-east-1 was not out");
  });
});
