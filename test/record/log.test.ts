import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { thisProcess } from "../../modules/core/living";
import { InvalidInput } from "../../modules/core/problems";
import { examineRecord } from "../../modules/record/examine";
import { locked } from "../../modules/record/lock";
import { appendRecord, deploymentsOf, readRecord } from "../../modules/record/log";
import { createKeyPair, keyFiles, readTrusted, type Signer } from "../../modules/recovery/evidence/sign";
import { Folders, root } from "../cli/command";
import { someBegin, someEnd } from "./some-facts";

jest.setTimeout(120_000);

const folders = new Folders();
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  folders.clear();
});

const keys = folders.make();
const signer = createKeyPair(keys);
const trusted = readTrusted(join(keys, keyFiles.trusted));
const newFile = () => join(folders.make(), "deployments", "staging.jsonl");

/** A record of two deployments and one that never ended: five entries. */
let file = "";
let bytes = Buffer.alloc(0);
/** Its first two entries. */
let short = Buffer.alloc(0);
beforeAll(async () => {
  file = newFile();
  for (const name of ["d1", "d2"]) {
    await appendRecord(file, someBegin(name), signer);
    await appendRecord(file, someEnd(name, name === "d1" ? "succeeded" : "failed"), signer);
  }
  await appendRecord(file, someBegin("d3"), signer);
  bytes = readFileSync(file);
  short = bytes.subarray(0, bytes.indexOf(10, bytes.indexOf(10) + 1) + 1);
});

const problemsOf = (some: Buffer, whose = trusted) =>
  examineRecord(some, whose).problems.map(({ path, message }) => `${path}: ${message}`);
const copyOf = (some: Buffer) => {
  const at = join(folders.make(), "copy.jsonl");
  writeFileSync(at, some);
  return at;
};

test("what is added is read back: deployments with how they ended, and one that never did", () => {
  const content = readRecord(file);
  expect(content.entries).toHaveLength(5);
  expect(deploymentsOf(content).map(({ begun, ended }) => [begun.deployment, ended?.result])).toEqual([
    ["d1", "succeeded"],
    ["d2", "failed"],
    ["d3", undefined],
  ]);
  const examined = examineRecord(bytes, trusted);
  expect(examined).toMatchObject({ problems: [], signedBy: [`made in ${keys}`], head: content.head });
});

describe("tampering is found, and where:", () => {
  const lineOf = (at: number) => short.subarray(0, at).toString("latin1").split("\n").length;

  test("any byte that is another", () => {
    const found = (at: number, other: number) => {
      const changed = Buffer.from(short);
      changed[at] = other;
      return examineRecord(changed, trusted).problems[0]?.path;
    };
    for (const [at, byte] of short.entries()) expect([at, found(at, byte ^ 1)]).toEqual([at, `entry ${lineOf(at)}`]);
    fc.assert(
      fc.property(fc.nat({ max: short.length - 1 }), fc.nat({ max: 255 }), (at, other) => {
        fc.pre(short[at] !== other);
        expect(found(at, other)).toBe(`entry ${lineOf(at)}`);
      }),
      { numRuns: 500 },
    );
  });

  test("any bytes that are put in or taken out, but for the last entries as a whole", () => {
    const ends = [0, ...[...short.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))];
    for (let length = 1; length < short.length; length += 1)
      expect([length, problemsOf(short.subarray(0, length)).length > 0]).toEqual([length, !ends.includes(length)]);
    fc.assert(
      fc.property(
        fc.nat({ max: short.length }),
        fc.nat({ max: 40 }),
        fc.uint8Array({ maxLength: 5 }),
        (at, out, put) => {
          const changed = Buffer.concat([short.subarray(0, at), put, short.subarray(at + out)]);
          fc.pre(!changed.equals(short) && !ends.some((end) => changed.equals(short.subarray(0, end))));
          expect(problemsOf(changed).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("whole entries that are taken out, put in twice or exchanged", () => {
    const lines = bytes.toString("utf8").trimEnd().split("\n");
    const joined = (some: readonly string[]) => Buffer.from(some.map((line) => `${line}\n`).join(""));
    for (const at of lines.keys()) {
      if (at < lines.length - 1)
        expect(problemsOf(joined(lines.toSpliced(at, 1)))[0]).toMatch(`entry ${at + 1}: does not follow`);
      expect(problemsOf(joined(lines.toSpliced(at, 0, lines[at] ?? "")))[0]).toMatch(`entry ${at + 2}: does not`);
    }
    const [one = "", two = "", ...rest] = lines;
    expect(problemsOf(joined([two, one, ...rest]))[0]).toMatch("entry 1: does not follow");
  });

  test.each<readonly [what: string, change: (line: string) => string]>([
    ["a space more", (line) => line.replace(":", ": ")],
    ["a letter written otherwise", (line) => line.replace('"staging"', '"\\u0073taging"')],
    ["a number written otherwise", (line) => line.replace('"sequence":2', '"sequence":2.0')],
    ["a field that is there twice", (line) => line.replace("{", '{"fact":"begun",')],
    ["fields in another order", (line) => line.replace(/^{(.*),("signature":"[^"]*")}$/, "{$2,$1}")],
  ])("what a reader of JSON would overlook: %s", (_, change) => {
    const lines = bytes.toString("utf8").split("\n");
    const at = change(lines[0] ?? "") === lines[0] ? 1 : 0;
    const changed = lines.with(at, change(lines[at] ?? ""));
    expect(changed).not.toEqual(lines);
    expect(problemsOf(Buffer.from(changed.join("\n")))[0]).toMatch(`entry ${at + 1}: was changed`);
  });

  test("an entry that the same key signed, in its place in another record", async () => {
    const other = newFile();
    await appendRecord(other, someBegin("d1", { commit: null }), signer);
    await appendRecord(other, someEnd("d1", "failed"), signer);
    const [, planted = ""] = readFileSync(other, "utf8").split("\n");
    const changed = bytes.toString("utf8").split("\n").with(1, planted).join("\n");
    expect(problemsOf(Buffer.from(changed))).toEqual([
      expect.stringMatching(/^entry 2: does not follow/),
      expect.stringMatching(/^entry 3: does not follow/),
    ]);
  });

  test("a record that somebody else wrote anew, with a key of their own or with none", async () => {
    const forge = async (whose: Signer | undefined) => {
      const forged = newFile();
      await appendRecord(forged, someBegin("d1"), whose);
      return problemsOf(readFileSync(forged));
    };
    expect(await forge(createKeyPair(folders.make()))).toEqual([expect.stringMatching(/^entry 1: .*nobody that is/)]);
    expect(await forge(undefined)).toEqual([expect.stringMatching(/^entry 1: was signed by nobody/)]);
  });
});

test("a last line that its process did not finish is told, and the next one takes its place", async () => {
  const torn = copyOf(bytes.subarray(0, bytes.length - 40));
  expect(problemsOf(readFileSync(torn))).toEqual([expect.stringMatching(/^entry 5: has no end/)]);
  expect(readRecord(torn)).toMatchObject({ torn: true, entries: { length: 4 } });
  await appendRecord(torn, someBegin("d4"), signer);
  expect(problemsOf(readFileSync(torn))).toEqual([]);
  expect(readRecord(torn).entries.map(({ deployment }) => deployment)).toEqual(["d1", "d1", "d2", "d2", "d4"]);
});

test("nothing is added to a record that was damaged", async () => {
  const damaged = copyOf(Buffer.from(bytes.toString("utf8").replace("ana@", "eve@")));
  const before = readFileSync(damaged);
  await expect(appendRecord(damaged, someBegin("d4"), signer)).rejects.toThrow(InvalidInput);
  expect(readFileSync(damaged)).toEqual(before);
  expect(readdirSync(dirname(damaged))).toEqual(["copy.jsonl"]);
});

describe("several processes", () => {
  const program = join(root, "test/record/append.program.ts");
  const start = (at: string, name: string, count: number) => {
    const key = join(keys, keyFiles.key);
    const child = spawn(process.execPath, ["-r", "tsx/cjs", program, at, key, name, String(count)], { cwd: root });
    children.push(child);
    let said = "";
    child.stdout.on("data", (data) => (said += String(data)));
    child.stderr.on("data", (data) => (said += String(data)));
    return { child, said: () => said.trim().split("\n"), ended: once(child, "close") };
  };

  test("may write at once, and be killed in between: all that they were told is written is, once, and in one chain", async () => {
    const at = newFile();
    const steady = ["a", "b"].map((name) => start(at, name, 30));
    const killed = start(at, "k", 1_000);
    while (killed.said().length < 8) await new Promise(setImmediate);
    killed.child.kill("SIGKILL");
    await Promise.all([...steady, killed].map(({ ended }) => ended));
    const names = readRecord(at).entries.map(({ deployment }) => deployment);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !name.startsWith("k"))).toHaveLength(60);
    // What it was writing when it was killed may be there as well.
    expect(names).toEqual(expect.arrayContaining(killed.said()));
    expect(problemsOf(readFileSync(at))).toEqual([]);
    await appendRecord(at, someBegin("after"), signer);
    expect(problemsOf(readFileSync(at))).toEqual([]);
  });
});

describe("a lock", () => {
  const held = (mark: object) => {
    const at = join(folders.make(), "r.jsonl");
    writeFileSync(`${at}.lock.1`, JSON.stringify({ ...thisProcess(), ...mark }));
    return at;
  };

  test("that a dead process left is in nobody's way, and one of a process that lives is waited for, then told", async () => {
    // No process has this number and this start.
    const dead = held({ processStart: "never" });
    expect(await locked(dead, () => readdirSync(dirname(dead)).sort(), 0)).toEqual([
      "r.jsonl.lock.1",
      "r.jsonl.lock.2",
    ]);
    expect(existsSync(`${dead}.lock.2`)).toBe(false);
    await expect(locked(held({}), () => "got it", 50)).rejects.toThrow(`by process ${process.pid} on `);
    const elsewhere = held({ host: "another.invalid" });
    await expect(locked(elsewhere, () => "got it", 50)).rejects.toThrow(/another.invalid .* delete .*lock/);
  });

  test("is let go of when the work fails", async () => {
    const at = join(folders.make(), "r.jsonl");
    const failing = locked(at, () => {
      throw new Error("planted");
    });
    await expect(failing).rejects.toThrow("planted");
    expect(readdirSync(dirname(at))).toEqual([]);
    appendFileSync(at, "");
    expect(await locked(at, () => "got it", 0)).toBe("got it");
  });
});
