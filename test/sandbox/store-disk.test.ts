import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Change, Json } from "../../modules/sandbox/store/contract";
import type { Disk } from "../../modules/sandbox/store/disk";
import { firstChecksum, header, read } from "../../modules/sandbox/store/format";
import { LogStore } from "../../modules/sandbox/store/log-store";
import { Memory } from "../../modules/sandbox/store/memory";
import { change, expected, picture } from "./store-support";

/** What goes wrong with a write: after how many bytes, and whether the file cannot be cut back either. */
interface Fault {
  readonly after: number;
  readonly stuck: boolean;
}

/** A disk in memory that fails as it is told to: undefined for a write that goes well. */
class FaultyDisk implements Disk {
  content = Buffer.from(header);
  writes = 0;
  stuck = 0;

  constructor(private readonly faults: (Fault | undefined)[] = []) {}

  async write(bytes: Buffer, at: number): Promise<void> {
    this.writes += 1;
    await new Promise(setImmediate);
    const fault = this.faults.shift();
    const part = bytes.subarray(0, fault === undefined ? bytes.length : fault.after % (bytes.length + 1));
    const end = this.content.subarray(at + part.length);
    this.content = Buffer.concat([this.content.subarray(0, at), part, end]);
    if (fault === undefined) return;
    if (fault.stuck) this.stuck += 1;
    throw new Error("ENOSPC: no space left on device, write");
  }

  truncate(bytes: number): Promise<void> {
    if (this.stuck > 0) {
      this.stuck -= 1;
      return Promise.reject(new Error("EIO: i/o error, ftruncate"));
    }
    this.content = this.content.subarray(0, bytes);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const storeOn = (disk: Disk) =>
  new LogStore(disk, new Memory(), { bytes: header.length, checksum: firstChecksum }, () => undefined);

const fault: fc.Arbitrary<Fault> = fc.record({ after: fc.nat(), stuck: fc.boolean() });

/** Each has an entry of its own, so that it can be told whether it is there. */
const named = (changes: readonly Change[], index: number): readonly Change[] => [
  ...changes,
  { collection: "server", key: `transaction ${index}`, value: index },
];

/** Which of them a list of transactions has in it, in order. */
const namesIn = (made: readonly (readonly Change[])[]): readonly (Json | undefined)[] =>
  made.map((changes) => changes.at(-1)?.value);

test("after any failures of the disk a store has in memory what it said was written, and on disk that and at most what came last", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.array(change, { maxLength: 3 }), { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
      fc.array(fc.option(fault, { nil: undefined }), { maxLength: 8 }),
      async (bursts, faults) => {
        const disk = new FaultyDisk([...faults]);
        const store = storeOn(disk);
        const kept: (readonly Change[])[] = [];
        let count = 0;
        for (const burst of bursts) {
          const tried = burst.map((changes) => named(changes, (count += 1)));
          const outcomes = await Promise.allSettled(
            tried.map((changes) => store.transact(() => ({ changes, result: undefined }))),
          );
          kept.push(...tried.filter((_, index) => outcomes[index]?.status === "fulfilled"));
          expect(picture(store)).toEqual(expected(kept));
          const onDisk = namesIn(read(disk.content, "store.log").transactions);
          expect(onDisk.slice(0, kept.length)).toEqual(namesIn(kept));
          if (!faults.some((one) => one?.stuck)) expect(onDisk).toHaveLength(kept.length);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a failure is told in the disk's words, also to those who decided on what it undid", async () => {
  const store = storeOn(new FaultyDisk([{ after: 3, stuck: false }]));
  const set = (value: number) => ({ collection: "thing", key: "count", value }) as const;
  const count = () =>
    store.transact((view) => {
      const next = Number(view.get("thing", "count") ?? 0) + 1;
      return { changes: [set(next)], result: next };
    });
  const first = count();
  await Promise.resolve();
  await Promise.resolve();
  const outcomes = await Promise.allSettled([first, count()]);
  const told: unknown = expect.objectContaining({ message: "ENOSPC: no space left on device, write" });
  expect(outcomes).toEqual([
    { status: "rejected", reason: told },
    { status: "rejected", reason: told },
  ]);
  expect(await count()).toBe(1);
});

test("what is decided while the disk is busy is written together", async () => {
  const disk = new FaultyDisk();
  const store = storeOn(disk);
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const one = (key: number) =>
    store.transact(() => ({ changes: [{ collection: "thing", key: String(key), value: key }], result: undefined }));
  const first = one(-1);
  while (disk.writes === 0) await Promise.resolve();
  await Promise.all([first, ...numbers.map(one)]);
  expect(disk.writes).toBe(2);
  expect([...store.entries("thing")]).toHaveLength(101);
});

test("what was decided is seen at once, and a decision that changes nothing still waits for what it saw", async () => {
  const disk = new FaultyDisk();
  const store = storeOn(disk);
  const written = store.transact(() => ({
    changes: [{ collection: "thing", key: "a", value: 1 }],
    result: undefined,
  }));
  expect(store.get("thing", "a")).toBe(1);
  const seen = await store.transact((view) => ({ changes: [], result: view.get("thing", "a") }));
  expect(seen).toBe(1);
  expect(namesIn(read(disk.content, "store.log").transactions)).toEqual([1]);
  await written;
});
