import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { LeaseStoreFailure } from "../../modules/recovery/lease/store";
import {
  leaseHolder,
  type LeaseRequest,
  localHolder,
  noWord,
  retakeLease,
  takeLease,
} from "../../modules/recovery/run/lease";
import { createWhole } from "../../modules/recovery/run/disk";
import { until } from "../../modules/sandbox/postgres/until";
import { Folders, root, run } from "../cli/command";
import { Shared } from "./shared-lease";

const folders = new Folders();
afterAll(() => folders.clear());

let runs = "";
beforeEach(() => {
  runs = folders.make();
});

const request = (name: string, more: Partial<LeaseRequest> = {}): LeaseRequest => ({
  ...{ runs, shared: null, environment: "staging", group: "aws", run: name, by: "ana", word: noWord },
  ...more,
});
const began = () => false;
const retake = (name: string, more: Partial<LeaseRequest> = {}) => retakeLease(request(name, more), null);
const isGone = { word: { holderIsGone: true, withoutLease: false } };
const without = { word: { holderIsGone: false, withoutLease: true } };

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

test("a second run of a group is refused while the first lives, and told who has it", async () => {
  const lease = await takeLease(request("one"), began);
  const living = new RegExp(`staging.aws: is being moved by run one of ana \\(process ${process.pid} on .*wait for it`);
  await expect(takeLease(request("two"), began)).rejects.toThrow(living);
  await expect(retake("one")).rejects.toThrow(living);
  await takeLease(request("two", { group: "gcp" }), began);
  await lease.release();
  await takeLease(request("two"), began);
});

test.each([
  ["its pid is somebody else's now", {}],
  ["its pid is nobody's", { pid: 2 ** 22 - 1, processStart: "unknown" }],
])("a dead holder's lease goes to a resume of the same run alone: %s", async (_, holder) => {
  leftBy(holder);
  await expect(takeLease(request("two"), began)).rejects.toThrow(/which is dead; .*: understudy resume one/);
  await expect(retake("two")).rejects.toThrow(/understudy resume one/);
  await retake("one");
  await expect(retake("one")).rejects.toThrow(/wait for it/);
});

test("a dead process that never began its run is in nobody's way", async () => {
  leftBy({});
  await takeLease(request("two"), (name) => name === "one");
});

test("of a process on another machine nobody says that it is dead but a person", async () => {
  leftBy({ host: "elsewhere" });
  const unknown =
    /run one of ana \(process \d+ on elsewhere, since then\); whether it is alive cannot be told .* on elsewhere/;
  await expect(takeLease(request("two"), () => true)).rejects.toThrow(unknown);
  await expect(retake("one")).rejects.toThrow(/--holder-is-gone/);
  const { vouched } = await retake("one", isGone);
  expect(vouched).toEqual([{ word: "holder-is-gone", because: expect.stringContaining("on elsewhere, since then") }]);
});

test("a run cannot be resumed once another had the group: the plan is of a state that is no more", async () => {
  await (await takeLease(request("one"), began)).release();
  await (await retake("one")).release();
  await (await takeLease(request("two"), began)).release();
  await expect(retake("one")).rejects.toThrow(/run two had this group since; make a new plan/);
  await expect(retake("one", { group: "gcp" })).rejects.toThrow(/it never had this group/);
});

test.each([[{ pid: "many" }], ["{"]])("a damaged lease lets nobody in: %j", async (damage) => {
  leftBy(typeof damage === "string" ? {} : damage);
  if (typeof damage === "string") writeFileSync(join(runs, "leases/staging.aws/1.json"), damage);
  await expect(takeLease(request("two"), began)).rejects.toThrow(/1.json: is no lease/);
});

/** Two machines that know nothing of each other but a store. */
function machines() {
  const shared = new Shared();
  const [here, there] = [folders.make(), folders.make()];
  mkdirSync(join(there, "one"));
  mkdirSync(join(here, "two"));
  return { shared, here: { shared, runs: here }, there: { shared, runs: there } };
}

describe("where machines share a store", () => {
  test("a run on one is in the way of every other, also where both bear one name, and says what to do", async () => {
    const { shared, here, there } = machines();
    const lease = await takeLease(request("one", there), began);
    for (const taking of [takeLease(request("two", here), () => true), retake("one", here)])
      await expect(taking).rejects.toThrow(/by run one of ana .*cannot be told .* ask ana.* --holder-is-gone/);
    await expect(leaseHolder(request("two", here), noWord)).rejects.toThrow(/--holder-is-gone/);
    expect(await leaseHolder(request("two", there), noWord)).toEqual({ run: "one", alive: true });
    await lease.release();
    expect(await leaseHolder(request("two", here), noWord)).toBeUndefined();
    const { vouched } = await takeLease(request("two", here), began);
    expect({ vouched, entries: shared.entries.length }).toEqual({ vouched: [], entries: 3 });
  });

  test("exactly one of many takers on many machines has the group", async () => {
    const shared = new Shared();
    const taking = Array.from({ length: 6 }, () => takeLease(request("one", { shared, runs: folders.make() }), began));
    const ended = await Promise.allSettled(taking);
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(shared.entries).toHaveLength(1);
  });

  test("a run that was taken over on a person's word cannot give back what is another's by then", async () => {
    const { here, there } = machines();
    const lost = await takeLease(request("one", there), began);
    const { vouched } = await takeLease(request("two", { ...here, ...isGone }), began);
    expect(vouched).toMatchObject([{ word: "holder-is-gone", because: expect.stringContaining("run one of ana") }]);
    await lost.release();
    expect(await leaseHolder(request("two", here), noWord)).toEqual({ run: "two", alive: true });
    await expect(takeLease(request("one", there), began)).rejects.toThrow(/by run two/);
  });

  test("the word that a holder is gone is worth nothing against one that can be seen to live", async () => {
    const { there } = machines();
    await takeLease(request("one", there), began);
    await expect(takeLease(request("two", { ...there, ...isGone }), began)).rejects.toThrow(/wait for it/);
  });

  test("a store that cannot be asked lets nobody in, unless a person vouches, and then one of this machine", async () => {
    const { shared, here } = machines();
    shared.isLost = true;
    for (const taking of [takeLease(request("two", here), began), leaseHolder(request("two", here), noWord)])
      await expect(taking).rejects.toThrow(/nobody can say .* nobody is there; .* --without-lease/);
    await expect(takeLease(request("two", { ...here, ...isGone }), began)).rejects.toThrow(/--without-lease/);
    const { vouched } = await takeLease(request("two", { ...here, ...without }), began);
    expect(vouched).toEqual([{ word: "without-lease", because: "the store cannot be asked: nobody is there" }]);
    await expect(takeLease(request("one", { ...here, ...without }), began)).rejects.toThrow(/by run two/);
    shared.isLost = false;
    await expect(takeLease(request("one", here), began)).rejects.toThrow(/by run two/);
  });

  test("a store that answers is obeyed, whatever a person vouches about it", async () => {
    const { here, there } = machines();
    await takeLease(request("one", there), began);
    await expect(takeLease(request("two", { ...here, ...without }), began)).rejects.toThrow(/by run one/);
  });

  test("a run that began without the lease is resumed with it once the store answers, unless another came between", async () => {
    const { shared, here, there } = machines();
    const start = new Date(Date.now() - 1000).toISOString();
    await expect(retakeLease(request("two", here), null)).rejects.toThrow(/never had this group/);
    await (await retakeLease(request("two", here), start)).release();
    await (await takeLease(request("one", there), began)).release();
    await expect(retakeLease(request("two", here), start)).rejects.toThrow(/run one had this group since/);
    expect(shared.entries).toHaveLength(4);
  });

  test("who asks on the machine of a run needs no store to know that it lives", async () => {
    const { shared, there } = machines();
    const lease = await takeLease(request("one", there), began);
    shared.isLost = true;
    expect(await localHolder(request("one", there))).toEqual({ run: "one", alive: true });
    await expect(lease.release()).rejects.toThrow(LeaseStoreFailure);
    expect(await localHolder(request("one", there))).toBeUndefined();
  });
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
  await expect(retake("one")).rejects.toThrow(/wait for it/);
  child.kill("SIGKILL");
  await exited;
  await retake("one");
  expect(readFileSync(join(runs, "leases/staging.aws/2.json"), "utf8")).toContain(`"pid":${process.pid},`);
}, 60_000);
