import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { retakeLease, takeLease } from "../../modules/recovery/run/lease";
import { createWhole } from "../../modules/recovery/run/disk";
import { until } from "../../modules/sandbox/postgres/until";
import { Folders, root, run } from "../cli/command";

const folders = new Folders();
afterAll(() => folders.clear());

let runs = "";
beforeEach(() => {
  runs = folders.make();
});

const request = (name: string) => ({ runs, environment: "staging", group: "aws", run: name, by: "ana" });
const began = () => false;

/** Leaves a lease as a process would that is gone: of another pid, or started at another time. */
function leftBy(holder: Readonly<Record<string, unknown>>) {
  const folder = join(runs, "leases/staging.aws");
  mkdirSync(folder, { recursive: true });
  const usual = {
    run: "one",
    by: "ana",
    host: hostname(),
    pid: process.pid,
    processStart: "1",
    since: "then",
    released: false,
  };
  const number = readdirSync(folder).length + 1;
  writeFileSync(join(folder, `${number}.json`), JSON.stringify({ ...usual, ...holder }));
}

test("a second run of a group is refused while the first lives, and told who has it", () => {
  const lease = takeLease(request("one"), began);
  const living = new RegExp(`staging.aws: is being moved by run one of ana \\(process ${process.pid} on .*wait for it`);
  expect(() => takeLease(request("two"), began)).toThrow(living);
  expect(() => retakeLease(request("one"), false)).toThrow(living);
  takeLease({ ...request("two"), group: "gcp" }, began);
  lease.release();
  takeLease(request("two"), began);
});

test.each([
  ["its pid is somebody else's now", {}],
  ["its pid is nobody's", { pid: 2 ** 22 - 1, processStart: "unknown" }],
])("a dead holder's lease goes to a resume of the same run alone: %s", (_, holder) => {
  leftBy(holder);
  expect(() => takeLease(request("two"), began)).toThrow(/which is dead; .*: understudy resume one/);
  expect(() => retakeLease(request("two"), false)).toThrow(/understudy resume one/);
  retakeLease(request("one"), false);
  expect(() => retakeLease(request("one"), false)).toThrow(/wait for it/);
});

test("a dead process that never began its run is in nobody's way", () => {
  leftBy({});
  takeLease(request("two"), (name) => name === "one");
});

test("of a process on another machine nobody says that it is dead but a person", () => {
  leftBy({ host: "elsewhere" });
  expect(() => takeLease(request("two"), () => true)).toThrow(
    /whether it is alive cannot be told .* resume it on elsewhere/,
  );
  expect(() => retakeLease(request("one"), false)).toThrow(/elsewhere/);
  retakeLease(request("one"), true);
});

test("a run cannot be resumed once another had the group: the plan is of a state that is no more", () => {
  takeLease(request("one"), began).release();
  retakeLease(request("one"), false).release();
  takeLease(request("two"), began).release();
  expect(() => retakeLease(request("one"), false)).toThrow(/run two had this group since; make a new plan/);
  expect(() => retakeLease({ ...request("one"), group: "gcp" }, false)).toThrow(/it never had this group/);
});

test("a damaged lease lets nobody in", () => {
  leftBy({ pid: "many" });
  expect(() => takeLease(request("two"), began)).toThrow(/1.json: is no lease/);
});

test("of many processes that take over from a dead one at the same moment exactly one has the group", async () => {
  leftBy({});
  const folder = folders.make();
  const program = join(root, "test/recovery/take-lease.program.ts");
  const args = ["-r", "tsx/cjs", program, runs, join(folder, "go")];
  const taken = Promise.all(Array.from({ length: 4 }, () => run(process.execPath, args, {})));
  // Each says that it is loaded before any of them may try.
  await until("four processes", () => Promise.resolve(readdirSync(folder).length === 4));
  writeFileSync(join(folder, "go"), "");
  const ended = (await taken).map(({ stdout }) => stdout);
  expect(ended.filter((said) => said.startsWith("took"))).toHaveLength(1);
  expect(ended.filter((said) => /^refused: .*is being moved by run one/.test(said))).toHaveLength(3);
}, 60_000);

test("what the taking stands on never replaces a file, and never leaves half of one", () => {
  const file = join(folders.make({ taken: "by one" }), "taken");
  expect(createWhole(file, "by another")).toBe(false);
  expect(readFileSync(file, "utf8")).toBe("by one");
  expect(createWhole(`${file}-not`, "by another")).toBe(true);
  expect(readdirSync(dirname(file)).toSorted()).toEqual(["taken", "taken-not"]);
});

test("a process that is killed leaves a lease whose holder is known to be dead", async () => {
  const program = join(root, "test/recovery/take-lease.program.ts");
  const child = spawn(process.execPath, ["-r", "tsx/cjs", program, runs, join(root, "package.json"), "stay"], {
    cwd: root,
  });
  const exited = new Promise((done) => child.on("exit", done));
  await new Promise((done) => child.stdout.once("data", done));
  expect(() => retakeLease(request("one"), false)).toThrow(/wait for it/);
  child.kill("SIGKILL");
  await exited;
  retakeLease(request("one"), false);
  expect(readFileSync(join(runs, "leases/staging.aws/2.json"), "utf8")).toContain(`"pid":${process.pid},`);
}, 60_000);
