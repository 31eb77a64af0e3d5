import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { publishReport } from "../../modules/recovery/evidence/publish";
import { createKeyPair } from "../../modules/recovery/evidence/sign";
import { systemClock } from "../../modules/recovery/run/clock";
import { beginRun, type OpenRun, reopenRun, runInTheWay } from "../../modules/recovery/run/folder";
import { readJournal } from "../../modules/recovery/run/journal";
import { run } from "../../modules/recovery/run/run";
import { Folders } from "../cli/command";
import { FakeWorld, inMemory } from "./fake-world";
import { usualPorts } from "./memory-run";
import { Shared } from "./shared-lease";
import { smallPlan } from "./small-plans";
import { VirtualClock } from "./virtual-clock";

const folders = new Folders();
afterAll(() => folders.clear());

const plan = smallPlan("switchover");
const clock = new VirtualClock();
const without = { holderIsGone: false, withoutLease: true };
const isGone = { holderIsGone: true, withoutLease: false };

let shared = new Shared();
let runs = "";
beforeEach(() => {
  shared = new Shared();
  runs = folders.make();
});

const begin = (more: Partial<Parameters<typeof beginRun>[0]> = {}) =>
  beginRun({ runs, shared, plan, starter: "ana@example.com", drill: false, clock, ...more });

async function carryOut(opened: OpenRun) {
  const notes: string[] = [];
  const world = new FakeWorld(opened.plan, inMemory(), () => undefined);
  const outcome = await run(opened, {
    ...usualPorts(clock),
    operator: world.operator,
    own: world.own,
    onEvent: (event) => event.event === "note" && notes.push(event.text),
  });
  return { outcome, notes };
}

const factsIn = ({ folder }: OpenRun) => readJournal(folder).entries.map(({ fact }) => fact);

test("a run holds the shared lease from before its first entry until after its last", async () => {
  const opened = await begin();
  expect(shared.entries).toHaveLength(1);
  await expect(begin({ runs: folders.make() })).rejects.toThrow(/is being moved by run/);
  expect(await carryOut(opened)).toMatchObject({ outcome: { outcome: "passed" }, notes: [] });
  const [taken, given] = shared.entries.map((text) => JSON.stringify(JSON.parse(text)));
  expect(taken).toContain(`"run":"${opened.run}","by":"ana@example.com"`);
  expect(given).toContain(`"run":"${opened.run}"`);
  expect(given).toContain('"released":true');
  expect(factsIn(opened)).not.toContain("vouched");
});

test("a refused run leaves nothing behind", async () => {
  await begin({ runs: folders.make() });
  await expect(begin()).rejects.toThrow(/--holder-is-gone/);
  await expect(runInTheWay({ runs, shared, environment: plan.environment, group: plan.group })).rejects.toThrow(
    /--holder-is-gone/,
  );
  expect(readdirSync(runs)).toEqual([]);
});

test("what a person vouches for is the second thing on record, and the report tells it on every page", async () => {
  shared.isLost = true;
  const opened = await begin({ word: without });
  expect(factsIn(opened)).toEqual(["started", "vouched"]);
  await carryOut(opened);
  const json = publishReport(opened.folder, createKeyPair(folders.make()));
  const pages = readdirSync(dirname(json)).filter((name) => /^report[.](?:html|md)$/.test(name));
  expect(pages).toHaveLength(2);
  for (const page of ["report.json", ...pages]) {
    const text = readFileSync(join(dirname(json), page), "utf8");
    expect(text).toContain("the store cannot be asked: nobody is there");
  }
});

/** Makes the holder of the lease another process than this one, in the store and in the copy beside the run. */
function heldBy(other: Readonly<Record<string, string>>): void {
  const copy = join(runs, "leases", `${plan.environment}.${plan.group}`, "1.json");
  const holder: unknown = JSON.parse(readFileSync(copy, "utf8"));
  const text = JSON.stringify(Object.assign({}, holder, other));
  writeFileSync(copy, text);
  shared.entries[0] = text;
}

test("a run is resumed on another machine on a person's word alone, which goes on record with who gave it", async () => {
  const opened = await begin();
  opened.journal.close();
  heldBy({ host: "elsewhere" });
  const resumption = { runs, shared, run: opened.run, by: "ben@example.com", answers: {}, clock };
  await expect(reopenRun(resumption)).rejects.toThrow(/on elsewhere.* --holder-is-gone/);
  const again = await reopenRun({ ...resumption, word: isGone });
  const [, resumed, vouched] = again.journal.entries();
  expect(resumed).toMatchObject({ fact: "resumed", by: "ben@example.com" });
  expect(vouched).toMatchObject({ fact: "vouched", by: "ben@example.com", word: "holder-is-gone" });
  expect((await carryOut(again)).outcome).toEqual({ outcome: "passed" });
});

test("a run that began without the lease goes on without it, and with it once the store answers", async () => {
  shared.isLost = true;
  const opened = await begin({ word: without });
  opened.journal.close();
  const copy = join(runs, "leases", `${plan.environment}.${plan.group}`, "1.json");
  writeFileSync(copy, readFileSync(copy, "utf8").replace(/"processStart":"[^"]*"/, '"processStart":"1"'));
  const resumption = { runs, shared, run: opened.run, by: "ana@example.com", answers: {}, clock: systemClock };
  await expect(reopenRun(resumption)).rejects.toThrow(/--without-lease/);
  shared.isLost = false;
  const again = await reopenRun(resumption);
  expect(shared.entries).toHaveLength(1);
  expect((await carryOut(again)).outcome).toEqual({ outcome: "passed" });
});

test("a lease that cannot be given back undoes nothing, is told of, and is given back by resuming", async () => {
  const opened = await begin();
  shared.isLost = true;
  const { outcome, notes } = await carryOut(opened);
  expect(outcome).toEqual({ outcome: "passed" });
  expect(notes).toEqual([
    expect.stringMatching(
      new RegExp(`could not be given back: .*nobody is there; .*: understudy resume ${opened.run}$`),
    ),
  ]);
  shared.isLost = false;
  await expect(begin({ runs: folders.make() })).rejects.toThrow(/is being moved by run/);
  heldBy({ processStart: "1" });
  const resumption = { runs, shared, run: opened.run, by: "ana@example.com", answers: {}, clock };
  await expect(reopenRun(resumption)).rejects.toThrow(/has passed; nothing is left to resume/);
  await begin({ runs: folders.make() });
});
