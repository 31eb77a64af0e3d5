import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openProbeLog } from "../../modules/recovery/probe/log";
import { Folders } from "../cli/command";

const folders = new Folders();
afterAll(() => folders.clear());

/** A process whose monotonic clock began at some moment of the wall clock. */
const clockOf = (began: number, now: number) => ({ now: () => new Date(now), monotonic: () => now - began });

const whole = fc.integer({ min: 0, max: 1_000_000 });
const row = fc.record({
  writer: fc.nat(5),
  number: fc.nat(10_000),
  sent: whole,
  acknowledged: fc.option(fc.record({ at: whole, server: fc.string() })),
  refused: fc.boolean(),
});

test("what one process saw, the next one knows, at the same moments of the wall clock, whatever half a line was left", () => {
  fc.assert(
    fc.property(
      fc.array(row),
      whole,
      whole,
      whole,
      fc.constantFrom("", '{"row":{"writer"'),
      (rows, loss, one, other, torn) => {
        const folder = folders.make();
        const first = openProbeLog(folder, clockOf(one, 2_000_000));
        expect(first.earlier).toEqual({ rows: [], healthy: [], loss: undefined });
        for (const each of rows) first.row(each);
        first.health({ asked: loss, answered: loss });
        first.loss(loss);
        first.close();
        appendFileSync(join(folder, "probe.jsonl"), torn);
        const { earlier, close } = openProbeLog(folder, clockOf(other, 3_000_000));
        close();
        const by = one - other;
        expect(earlier).toEqual({
          rows: rows.map((each) => ({
            ...each,
            sent: each.sent + by,
            acknowledged: each.acknowledged && { ...each.acknowledged, at: each.acknowledged.at + by },
          })),
          healthy: [{ asked: loss + by, answered: loss + by }],
          loss: loss + by,
        });
      },
    ),
  );
});

test("a third process reads on after a line that the first did not finish", () => {
  const folder = folders.make();
  const clock = clockOf(0, 1_000);
  const first = openProbeLog(folder, clock);
  first.loss(1);
  first.close();
  appendFileSync(join(folder, "probe.jsonl"), '{"lo');
  const second = openProbeLog(folder, clock);
  second.loss(2);
  second.close();
  const third = openProbeLog(folder, clock);
  third.close();
  expect(third.earlier.loss).toBe(2);
});
