import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sandboxFormat } from "../../modules/sandbox/runtime";
import type { Change, Store } from "../../modules/sandbox/store/contract";
import { openStore } from "../../modules/sandbox/store/open";
import { Folders } from "../cli/command";
import { change, expected, picture, transactions, writer } from "./store-support";

const folders = new Folders();
afterAll(() => folders.clear());

const newFile = () => join(folders.make(), "store.log");
const commit = (store: Store, changes: readonly Change[]) => store.transact(() => ({ changes, result: undefined }));
const thing = (key: string, value: string) => ({ collection: "thing", key, value }) as const;

/** Opens a store, looks, and closes it again. */
async function reopened(file: string) {
  const store = await openStore(file);
  const seen = picture(store);
  await store.close();
  return seen;
}

async function fill(file: string, made: readonly (readonly Change[])[]): Promise<readonly number[]> {
  const store = await openStore(file);
  const ends = [statSync(file).size];
  for (const changes of made) {
    await commit(store, changes);
    ends.push(statSync(file).size);
  }
  expect(picture(store)).toEqual(expected(made));
  await store.close();
  return ends;
}

describe("a store", () => {
  test("has after it is opened again what it had, in the order of first writing", async () => {
    await fc.assert(
      fc.asyncProperty(transactions, async (made) => {
        const file = newFile();
        await fill(file, made);
        expect(await reopened(file)).toEqual(expected(made));
      }),
      { numRuns: 40 },
    );
  });

  test("whose file ends at any byte has every transaction up to there, and goes on from there", async () => {
    const last = thing("last", "word");
    await fc.assert(
      fc.asyncProperty(transactions, fc.nat(), async (made, cut) => {
        const file = newFile();
        const ends = await fill(file, made);
        const size = cut % ((ends.at(-1) ?? 0) + 1);
        truncateSync(file, size);
        const whole = made.slice(0, Math.max(0, ends.filter((end) => end <= size).length - 1));
        const store = await openStore(file);
        expect(picture(store)).toEqual(expected(whole));
        await commit(store, [last]);
        await store.close();
        expect(await reopened(file)).toEqual(expected([...whole, [last]]));
      }),
      { numRuns: 60 },
    );
  });

  test("drops the beginning of a last line at each of its bytes", async () => {
    const file = newFile();
    const made = [[thing("a", "1")], [thing("b", "ü€𝄞\n")]];
    const [, before = 0, end = 0] = await fill(file, made);
    const content = readFileSync(file);
    for (let size = before; size < end; size += 1) {
      writeFileSync(file, content.subarray(0, size));
      expect(await reopened(file)).toEqual(expected(made.slice(0, 1)));
    }
  });

  test("refuses a file with any byte changed, and says where, and leaves it alone", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (made, place, difference) => {
          const file = newFile();
          const ends = await fill(file, made);
          const content = readFileSync(file);
          // Without its last newline the last line was never finished.
          const at = place % (content.length - 1);
          content.writeUInt8(content.readUInt8(at) ^ difference, at);
          writeFileSync(file, content);
          const line = ends.filter((end) => end <= at).length + 1;
          const told =
            line === 1 ? /is no store|another version/ : new RegExp(`line ${line} is not as it was written; `);
          await expect(openStore(file)).rejects.toThrow(told);
          expect(readFileSync(file)).toEqual(content);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("refuses a line at each of whose bytes something else stands", async () => {
    const file = newFile();
    const [header = 0, end = 0] = await fill(file, [[thing("a", "1")]]);
    const content = readFileSync(file);
    for (let at = header; at < end - 1; at += 1) {
      const damaged = Buffer.from(content);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
      writeFileSync(file, damaged);
      await expect(openStore(file)).rejects.toThrow(/line 2 is not as it was written/);
    }
  });

  test("refuses a file that lacks a line, or has two exchanged", async () => {
    const file = newFile();
    await fill(file, [[thing("a", "1")], [thing("a", "2")], [thing("a", "3")]]);
    const [header, one, two, three] = readFileSync(file, "utf8").split("\n");
    for (const lines of [
      [header, two, three, ""],
      [header, one, three, ""],
      [header, two, one, three, ""],
    ]) {
      writeFileSync(file, lines.join("\n"));
      await expect(openStore(file)).rejects.toThrow(/line [23] is not as it was written/);
    }
  });

  test("refuses a store of another format, and what is no store", async () => {
    const file = newFile();
    writeFileSync(file, '{"store":"understudy sandbox","format":99}\n');
    await expect(openStore(file)).rejects.toThrow(
      `written by another version, in format 99, and this one reads ${sandboxFormat}; use`,
    );
    writeFileSync(file, "PostgreSQL\n");
    await expect(openStore(file)).rejects.toThrow(`${file}: is no store of a sandbox; move it away`);
  });

  test("is made small when it is opened, once most of it is no longer so", async () => {
    const file = newFile();
    const store = await openStore(file);
    await commit(store, [thing("first", "1"), thing("second", "2")]);
    const value = "x".repeat(100_000);
    for (let round = 0; round < 15; round += 1) await commit(store, [thing("big", `${value}${round}`)]);
    await commit(store, [{ collection: "thing", key: "first", value: undefined }, thing("first", "again")]);
    const seen = picture(store);
    await store.close();
    const before = statSync(file).size;
    expect(await reopened(file)).toEqual(seen);
    expect(before / statSync(file).size).toBeGreaterThan(10);
    expect(await reopened(file)).toEqual(seen);
  });

  test("keeps nothing of a decision that fails", async () => {
    const store = await openStore(newFile());
    const before = picture(store);
    await expect(
      store.transact(() => {
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(picture(store)).toEqual(before);
    await store.close();
    await expect(commit(store, [])).rejects.toThrow("is closed");
  });
});

describe("a store and processes", () => {
  test("is open in one at a time; one that was killed is no obstacle, and has lost nothing that it was told is written", async () => {
    const file = newFile();
    const { child, ended, said } = writer("true", file);
    while (said().length < 200) await new Promise((resolve) => child.stdout.once("data", resolve));
    await expect(openStore(file)).rejects.toThrow(`is open in process ${child.pid ?? ""}; stop that one first`);
    child.kill("SIGKILL");
    await ended;
    const store = await openStore(file);
    const there = [...store.entries("thing")].map(([key]) => key);
    await store.close();
    expect(there).toEqual(there.map((_, index) => String(index)));
    expect(there.length).toBeGreaterThanOrEqual(said().length);
  }, 60_000);

  test("is not open in another process that was given the number of one that had it open", async () => {
    const file = newFile();
    const store = await openStore(file);
    await expect(openStore(file)).rejects.toThrow(`is open in process ${process.pid}`);
    await store.close();
    writeFileSync(`${file}.lock`, JSON.stringify({ pid: process.pid, born: "earlier" }));
    await (await openStore(file)).close();
    writeFileSync(`${file}.lock`, "");
    await (await openStore(file)).close();
  });

  test("that the disk has no more room for says so in the disk's words, and goes on with what there is room for", async () => {
    const file = newFile();
    const { ended, said } = writer("trap '' XFSZ; ulimit -f 64", file, 1000, 200_000, 1000);
    await ended;
    expect(said()).toEqual(["0 written", expect.stringContaining("1 Error: EFBIG: file too large"), "2 written"]);
    const store = await openStore(file);
    expect([...store.entries("thing")].map(([key]) => key)).toEqual(["0", "2"]);
    await store.close();
  }, 60_000);
});
