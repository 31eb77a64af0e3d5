import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInput } from "../../modules/core/problems";
import type { JournalFact } from "../../modules/recovery/contract";
import { systemClock, type Clock } from "../../modules/recovery/run/clock";
import { openAppendable } from "../../modules/recovery/run/disk";
import {
  journalFile,
  JournalError,
  nothingYet,
  openJournal,
  parseJournal,
  readJournal,
} from "../../modules/recovery/run/journal";
import { planHash } from "../../modules/recovery/run/plan-check";
import { Folders, root } from "../cli/command";
import { smallPlan } from "./small-plans";

const folders = new Folders();
afterAll(() => folders.clear());

const { steps, ...rest } = smallPlan("failover");
const plan = { ...rest, steps: steps.slice(0, 1) };
const facts: readonly JournalFact[] = [
  { fact: "started", run: "r", plan, planHash: planHash(plan), starter: "ana", drill: true },
  { fact: "step-started", step: "check-ready", attempt: 1 },
  { fact: "lag", seconds: 0.25 },
  { fact: "step-done", step: "check-ready", detail: "the lag is 0.25 s; naïve ✓" },
  { fact: "step-started", step: "close-gate", attempt: 1 },
];

function written(clock: Clock = systemClock, some = facts) {
  const folder = folders.make();
  const journal = openJournal(folder, nothingYet, clock);
  for (const fact of some) journal.append(fact);
  journal.close();
  return { folder, bytes: readFileSync(journalFile(folder)) };
}

/** A clock that says what it is told. */
function toldClock(start: { readonly wall: number; readonly monotonic: number }) {
  const time = { ...start };
  const clock: Clock = {
    now: () => new Date(time.wall),
    monotonic: () => time.monotonic,
    sleep: () => Promise.resolve(),
  };
  return { time, clock };
}

test("what is appended is read back, each line naming the one before", () => {
  const { folder } = written();
  const { entries, torn } = readJournal(folder);
  expect(entries).toMatchObject(facts);
  expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  expect(new Set(entries.map(({ previous }) => previous)).size).toBe(5);
  expect(torn).toBe(false);
});

test("a journal cut off at any byte reads as its whole lines, and says that a torn one was dropped", () => {
  const { bytes } = written();
  const ends = [0, ...[...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))];
  for (let length = 0; length <= bytes.length; length += 1) {
    const { entries, torn } = parseJournal(bytes.subarray(0, length).toString("utf8"), "j");
    expect([length, entries.length, torn]).toEqual([
      length,
      ends.filter((end) => end <= length).length - 1,
      !ends.includes(length),
    ]);
    if (length % 97 !== 0) continue;
    const folder = folders.make();
    writeFileSync(journalFile(folder), bytes.subarray(0, length));
    // Going on after a torn line leaves no trace of it.
    const journal = openJournal(folder, readJournal(folder), systemClock);
    journal.append({ fact: "resumed", by: "ben", torn });
    journal.close();
    expect(readJournal(folder).entries).toHaveLength(entries.length + 1);
  }
});

test("any other damage is refused with the number of its line: a byte changed, a line taken out, put in or exchanged", () => {
  const { bytes } = written();
  const text = bytes.toString("utf8");
  const lines = text.trimEnd().split("\n");
  const refusedAt = (damaged: string) => {
    try {
      parseJournal(damaged, "j");
      return undefined;
    } catch (error) {
      if (error instanceof InvalidInput) return Number(error.problems[0]?.path.split(":")[1]);
      throw error;
    }
  };
  const joined = (some: readonly (string | undefined)[]) => `${some.join("\n")}\n`;
  expect(refusedAt(text)).toBeUndefined();
  for (const at of lines.keys()) {
    if (at < lines.length - 1) expect(refusedAt(joined(lines.toSpliced(at, 1)))).toBe(at + 1);
    expect(refusedAt(joined(lines.toSpliced(at, 0, lines[at] ?? "")))).toBe(at + 2);
  }
  expect(refusedAt(joined([lines[0], lines[2], lines[1], ...lines.slice(3)]))).toBe(2);
  const beforeLast = text.lastIndexOf("\n", text.length - 2);
  fc.assert(
    fc.property(fc.nat({ max: beforeLast - 1 }), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const letter = String.fromCharCode(code);
      fc.pre(text[at] !== letter && text[at] !== "\n");
      const line = text.slice(0, at).split("\n").length;
      const found = refusedAt(text.slice(0, at) + letter + text.slice(at + 1));
      // A change is seen in its own line, or in the one after, which no longer fits.
      expect([line, line + 1]).toContain(found);
    }),
    { numRuns: 200 },
  );
});

test("bytes that are no text are damage", () => {
  const { folder, bytes } = written();
  bytes[bytes.indexOf("lag is")] = 0xff;
  writeFileSync(journalFile(folder), bytes);
  expect(() => readJournal(folder)).toThrow(InvalidInput);
});

describe("time", () => {
  test("elapsed follows the clock that never goes back, whatever the wall clock does", () => {
    const { time, clock } = toldClock({ wall: 1e12, monotonic: 500 });
    const folder = folders.make();
    const journal = openJournal(folder, nothingYet, clock);
    const wall = [0, -3_600_000, 7_200_000];
    const elapsed = wall.map((jump) => {
      time.wall += jump;
      time.monotonic += 1_000;
      return journal.append({ fact: "lag", seconds: 0 }).elapsed;
    });
    journal.close();
    expect(elapsed).toEqual([1_000, 2_000, 3_000]);
  });

  test.each([
    ["went on", 60_000, 61_000],
    ["went back", -60_000, 1_000],
  ])("across a resume elapsed goes on by the wall clock, also when that %s", (_, between, expected) => {
    const { time, clock } = toldClock({ wall: 1e12, monotonic: 0 });
    const folder = folders.make();
    const first = openJournal(folder, nothingYet, clock);
    time.monotonic = 1_000;
    first.append({ fact: "lag", seconds: 0 });
    first.close();
    time.wall += between;
    time.monotonic = 0;
    const second = openJournal(folder, readJournal(folder), clock);
    expect(second.append({ fact: "lag", seconds: 0 }).elapsed).toBe(expected);
    second.close();
  });
});

describe("a disk that is full", () => {
  const full = (room: number) => (file: string, length: number) => {
    const disk = openAppendable(file, length);
    return {
      ...disk,
      append: (text: string) => {
        if (disk.length() + text.length > room) throw new Error("ENOSPC: no space left on device, write");
        disk.append(text);
      },
    };
  };

  test("is told with the file and what to do, nothing that was written is lost, and the run can be resumed", () => {
    const { folder } = written();
    const before = statSync(journalFile(folder)).size;
    const journal = openJournal(folder, readJournal(folder), systemClock, full(before + 10));
    expect(() => journal.append({ fact: "lag", seconds: 1 })).toThrow(JournalError);
    expect(() => journal.append({ fact: "lag", seconds: 1 })).toThrow(/ENOSPC.*make room, then resume/);
    journal.close();
    expect(statSync(journalFile(folder)).size).toBe(before);
    expect(readJournal(folder).entries).toHaveLength(facts.length);
  });

  test("takes back the half of a line that a real file system let it write", () => {
    const { folder } = written();
    // 512-byte blocks, and SIGXFSZ ignored so that write answers EFBIG: a short write, then an error, as a full disk gives.
    const blocks = Math.ceil(statSync(journalFile(folder)).size / 512) + 2;
    const program = join(root, "test/recovery/fill-journal.program.ts");
    const shell = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" -r tsx/cjs "$1" "$2"`;
    // tsx may write a cache of its own, which the limit would stop too.
    const env = { ...process.env, TSX_DISABLE_CACHE: "1" };
    const ended = spawnSync("sh", ["-c", shell, process.execPath, program, folder], {
      cwd: root,
      encoding: "utf8",
      env,
    });
    expect(ended.stdout).toMatch(/^JournalError: .*EFBIG.*resume the run/);
    const { entries, torn } = readJournal(folder);
    expect(torn).toBe(false);
    expect(entries.length).toBeGreaterThan(facts.length);
  }, 30_000);
});

test("a line that its process did not finish is dropped even if it looks whole", () => {
  const { folder } = written();
  const [first = ""] = readFileSync(journalFile(folder), "utf8").split("\n");
  appendFileSync(journalFile(folder), first);
  expect(readJournal(folder)).toMatchObject({ torn: true, entries: { length: facts.length } });
});
