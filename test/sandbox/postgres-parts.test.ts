import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openQueue } from "../../modules/sandbox/postgres/queue";
import { scramVerifier } from "../../modules/sandbox/postgres/scram";
import { type Epoch, notation, partedAt, position } from "../../modules/sandbox/postgres/timelines";

const lsn = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** Timelines with rising numbers, left at rising positions; the last one not yet. */
const past = fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { maxLength: 5 }).map((lengths): readonly Epoch[] => [
  ...lengths.map((_, index) => ({
    timeline: index + 1,
    end: lengths.slice(0, index + 1).reduce((sum, length) => sum + length, 0n),
  })),
  { timeline: lengths.length + 1, end: undefined },
]);

describe("a position in the WAL", () => {
  test("is the same number after PostgreSQL's notation", () => {
    fc.assert(fc.property(lsn, (value) => position(notation(value)) === value));
    expect(position("16/B374D848")).toBe(0x16b374d848n);
  });
});

describe("where two servers' pasts part", () => {
  test("is nowhere for a server and itself, and the same from both sides", () => {
    fc.assert(fc.property(past, (one) => partedAt(one, one) === undefined));
    fc.assert(fc.property(past, past, (one, other) => partedAt(one, other) === partedAt(other, one)));
  });

  test("is where one was promoted and the other was not, however often both had been promoted before", () => {
    fc.assert(
      fc.property(past, fc.bigInt({ min: 1n, max: 10n ** 9n }), (common, length) => {
        const ended = common.slice(0, -1);
        const end = (ended.at(-1)?.end ?? 0n) + length;
        const promoted = [...ended, { timeline: common.length, end }, { timeline: common.length + 1, end: undefined }];
        return partedAt(common, promoted) === end;
      }),
    );
  });

  test("is the earlier of two promotions when both were promoted", () => {
    const promotedAt = (end: bigint, timeline: number) => [
      { timeline: 1, end },
      { timeline, end: undefined },
    ];
    fc.assert(
      fc.property(lsn, lsn, (one, other) => {
        const parted = partedAt(promotedAt(one, 2), promotedAt(other, 3));
        return parted === (one < other ? one : other);
      }),
    );
  });
});

describe("the queue", () => {
  test("does one thing at a time with each server, in the order of asking, and never waits for ever", async () => {
    const names = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 });
    const works = fc.array(fc.record({ names, fails: fc.boolean() }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), works, async (scheduler, asked) => {
        const { alone } = openQueue();
        const busy = new Set<string>();
        const done = new Map<string, number[]>();
        const all = asked.map(({ names, fails }, index) =>
          alone(names, async () => {
            for (const name of names) {
              expect(busy.has(name)).toBe(false);
              busy.add(name);
            }
            await scheduler.schedule(Promise.resolve());
            for (const name of names) {
              busy.delete(name);
              done.set(name, [...(done.get(name) ?? []), index]);
            }
            if (fails) throw new Error("planted");
          }),
        );
        const outcomes = await scheduler.waitFor(Promise.allSettled(all));
        expect(outcomes.map(({ status }) => status === "rejected")).toEqual(asked.map(({ fails }) => fails));
        for (const order of done.values()) expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });

  test("lets work on other servers go on meanwhile, but for what is to be last", async () => {
    const { alone, last } = openQueue();
    const order: string[] = [];
    let free: () => void = () => undefined;
    const held = alone(["a"], () => new Promise<void>((resolve) => (free = resolve)));
    await alone(["b"], () => Promise.resolve(order.push("b")));
    const final = last(() => Promise.resolve(order.push("last")));
    const later = alone(["c"], () => Promise.resolve(order.push("c")));
    expect(order).toEqual(["b"]);
    free();
    await Promise.all([held, final, later]);
    expect(order).toEqual(["b", "last", "c"]);
  });
});

describe("what PostgreSQL keeps of a password", () => {
  test("never has the password in it, nor is the same twice", () => {
    const password = fc.string({ unit: "grapheme-ascii", minLength: 8, maxLength: 30 });
    fc.assert(
      fc.property(password, (value) => {
        const verifier = scramVerifier(value);
        expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:[\w+/=]{24}\$[\w+/=]{44}:[\w+/=]{44}$/);
        expect(verifier).not.toContain(value);
        expect(scramVerifier(value)).not.toBe(verifier);
      }),
      { numRuns: 20 },
    );
  });
});
