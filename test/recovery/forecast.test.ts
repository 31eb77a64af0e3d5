import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { clouds } from "../../modules/core/cloud";
import type { JournalEntry, JournalFact, Plan, Step } from "../../modules/recovery/contract";
import { durations, durationsOf, measuredIn, preferMeasured } from "../../modules/recovery/forecast/durations";
import { budget, forecast } from "../../modules/recovery/forecast/forecast";
import { draw, randomFrom, type Spread } from "../../modules/recovery/forecast/spread";
import { criticalPath } from "../../modules/recovery/plan/critical-path";
import { pairs, planned } from "../support/recovery";

const [template] = pairs
  .filter(({ environment, cloud }) => environment.name === "production" && cloud === "aws")
  .map(({ environment, group }) => planned(environment, group, { intent: "failover" }));
if (template === undefined) throw new Error("production has no pair on aws");
const base: Plan = template;

const stepOf = (plan: Plan, action: Step["action"]["do"]): Step => {
  const step = plan.steps.find((candidate) => candidate.action.do === action);
  if (step === undefined) throw new Error(`the plan has no ${action}`);
  return step;
};

/** A plan of steps that only wait: `end` is the one that verifies writes. */
function graph(needs: Readonly<Record<string, readonly string[]>>): Plan {
  const steps = Object.entries(needs).map(([id, need]) => ({
    ...stepOf(base, id === "end" ? "verify-writes" : id === "person" ? "approve" : "close-gate"),
    id,
    needs: need,
  }));
  return { ...base, steps };
}

const constant = (seconds: number): Spread => ({ shape: "constant", seconds });
const exponential = (mean: number): Spread => ({ shape: "exponential", mean });

const spreads =
  (by: Readonly<Record<string, Spread>>) =>
  ({ id }: Step) =>
    by[id] ?? constant(0);

const options = { samples: 40_000, seed: 11 };

/** Within so many percent. */
const about = (value: number, expected: number, percent: number) =>
  expect(Math.abs(value - expected) / expected).toBeLessThan(percent / 100);

describe("a forecast agrees with what can be calculated", () => {
  test("a chain of constants is their sum, in every run", () => {
    const plan = graph({ a: [], b: ["a"], end: ["b"] });
    const { toWrites, toEnd } = forecast(plan, spreads({ a: constant(10), b: constant(20), end: constant(5) }));
    const sure = { mean: 35, p50: 35, p95: 35, p99: 35, withinRecovery: 1, withinActivation: 1 };
    expect(toWrites).toEqual({ alone: sure, withPerson: sure });
    expect(toEnd).toEqual(toWrites);
  });

  test("of two exponentials side by side the longer one has a mean of 3/2 and the median of a maximum", () => {
    const plan = graph({ a: [], b: [], end: ["a", "b"] });
    const { toWrites } = forecast(plan, spreads({ a: exponential(60), b: exponential(60) }), options);
    about(toWrites?.alone.mean ?? 0, 90, 2);
    about(toWrites?.alone.p50 ?? 0, -60 * Math.log(1 - Math.sqrt(0.5)), 3);
    about(toWrites?.alone.p99 ?? 0, -60 * Math.log(1 - Math.sqrt(0.99)), 5);
  });

  test("two exponentials one after the other have a gamma's mean, and its chance to be within the budget", () => {
    const plan = graph({ a: [], b: ["a"], end: ["b"] });
    const { toWrites } = forecast(plan, spreads({ a: exponential(300), b: exponential(300) }), options);
    const within = (limit: number) => 1 - Math.exp(-limit / 300) * (1 + limit / 300);
    about(toWrites?.alone.mean ?? 0, 600, 2);
    about(toWrites?.alone.withinRecovery ?? 0, within(budget.recovery), 2);
    about(toWrites?.alone.withinActivation ?? 0, within(budget.activation), 2);
  });

  test("a triangle has its mean and its quarter, a lognormal its median and its 95th percentile", () => {
    const random = randomFrom(5);
    const sorted = (spread: Spread) => Array.from({ length: 40_000 }, () => draw(spread, random)).sort((a, b) => a - b);
    const triangle = sorted({ shape: "triangular", least: 60, likely: 120, most: 600 });
    about(triangle.reduce((sum, value) => sum + value, 0) / triangle.length, (60 + 120 + 600) / 3, 2);
    about(triangle[10_000] ?? 0, 600 - Math.sqrt(0.75 * 540 * 480), 3);
    expect(triangle[0]).toBeGreaterThanOrEqual(60);
    expect(triangle.at(-1)).toBeLessThanOrEqual(600);
    const lognormal = sorted({ shape: "lognormal", median: 150, p95: 300 });
    about(lognormal[20_000] ?? 0, 150, 3);
    about(lognormal[38_000] ?? 0, 300, 4);
  });

  test("a person is waited for in one of the two outlooks, and in that one for as long as it takes", () => {
    const plan = graph({ person: [], a: ["person"], end: ["a"] });
    const { toWrites } = forecast(plan, spreads({ person: constant(600), a: constant(100) }));
    expect(toWrites?.alone.p50).toBe(100);
    expect(toWrites?.withPerson.p50).toBe(700);
  });

  test("what a step would save is what the end comes earlier, and nothing where another is waited for anyhow", () => {
    const plan = graph({ long: [], short: [], end: ["long", "short"], later: ["end"] });
    const by = { long: constant(100), short: constant(40), end: constant(7), later: constant(1000) };
    expect(forecast(plan, spreads(by)).shorten).toEqual([
      { step: "long", seconds: 60 },
      { step: "end", seconds: 7 },
    ]);
  });

  test("what follows the write that was read back counts to the end only", () => {
    const plan = graph({ a: [], end: ["a"], later: ["end"] });
    const { toWrites, toEnd } = forecast(plan, spreads({ a: constant(3), later: constant(50) }));
    expect([toWrites?.alone.p99, toEnd.alone.p99]).toEqual([3, 53]);
  });

  test("a planned switch interrupts from its closing gate on, however long its nodes take before that", () => {
    const [pair] = pairs;
    if (pair === undefined) throw new Error("no environment has a pair");
    const plan = planned(pair.environment, pair.group, { intent: "switchover" });
    const { interruption, toWrites } = forecast(plan, ({ action }) =>
      constant(action.do === "raise-capacity" ? 500 : ["close-gate", "switch-database"].includes(action.do) ? 30 : 0),
    );
    expect([interruption?.p50, toWrites?.alone.p50]).toEqual([60, 560]);
    expect(forecast(base, durationsOf("aws"), { samples: 10 }).interruption).toBeNull();
  });
});

test("the same seed is the same forecast, and another seed another", () => {
  const once = forecast(base, durationsOf("aws"), { samples: 500, seed: 3 });
  expect(forecast(base, durationsOf("aws"), { samples: 500, seed: 3 })).toEqual(once);
  expect(forecast(base, durationsOf("aws"), { samples: 500, seed: 4 }).toWrites).not.toEqual(once.toWrites);
});

test("steps that wait for each other have no forecast and no critical path", () => {
  const plan = graph({ a: ["b"], b: ["a"], end: ["b"] });
  expect(() => forecast(plan, spreads({}))).toThrow(/wait for each other/);
  expect(() => criticalPath(plan, () => 1)).toThrow(/waits for itself/);
});

describe("the critical path", () => {
  test("is the longest way through, whatever the graph", () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(), { maxLength: 3 })), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(sizes, (rows) => {
        const needs = rows.map(([, picks], index) => [
          ...new Set(picks.flatMap((pick) => (index === 0 ? [] : [`s${pick % index}`]))),
        ]);
        const plan = graph(Object.fromEntries(needs.map((need, index) => [`s${index}`, need])));
        const seconds = (id: string) => rows[Number(id.slice(1))]?.[0] ?? 0;
        const ways = (id: string): readonly number[] => {
          const before = needs[Number(id.slice(1))] ?? [];
          return before.length === 0 ? [seconds(id)] : before.flatMap(ways).map((way) => way + seconds(id));
        };
        const longest = Math.max(...plan.steps.flatMap(({ id }) => ways(id)));
        const path = criticalPath(plan, ({ id }) => seconds(id));
        expect(path.seconds).toBe(longest);
        expect(path.steps.reduce((sum, id) => sum + seconds(id), 0)).toBe(longest);
        path.steps.slice(1).forEach((id, index) => {
          expect(needs[Number(id.slice(1))]).toContain(path.steps[index]);
        });
      }),
    );
  });

  test("ends where it is asked to end", () => {
    const plan = graph({ a: [], end: ["a"], later: ["end"] });
    expect(criticalPath(plan, () => 10, "end")).toEqual({ steps: ["a", "end"], seconds: 20 });
  });
});

describe("durations", () => {
  test("are each said to be published, observed, ours or assumed, and what others say has an address", () => {
    for (const cloud of clouds)
      for (const { basis, says, source } of Object.values(durations[cloud])) {
        expect(says).not.toBe("");
        expect(source === null).toBe(basis === "ours" || basis === "assumed");
        if (source !== null) expect(source).toMatch(/^https:\/\//);
      }
  });

  const entry = (fact: JournalFact, elapsed: number): JournalEntry => ({
    ...fact,
    elapsed,
    sequence: 0,
    at: "2026-11-24T00:00:00.000Z",
    previous: "",
  });
  const begins = (step: string, elapsed: number, attempt = 1) =>
    entry({ fact: "step-started", step, attempt }, elapsed);
  const ends = (step: string, elapsed: number) => entry({ fact: "step-done", step, detail: "" }, elapsed);

  test("are taken from journals, from the first try of a step to its good end", () => {
    const journal = [begins("a", 1000), begins("b", 1500), begins("a", 4000, 2), ends("b", 2500), ends("a", 9000)];
    expect([...measuredIn([journal, [begins("a", 0), ends("a", 500)]])]).toEqual([
      ["b", [1]],
      ["a", [8, 0.5]],
    ]);
  });

  test("leave out steps during which a process died: nobody knows how long they would have taken", () => {
    const resumed = entry({ fact: "resumed", by: "x", torn: false }, 5000);
    expect([...measuredIn([[begins("a", 0), resumed, begins("a", 6000, 2), ends("a", 7000)]])]).toEqual([]);
  });

  test("that were measured often enough replace those that are published, but for a person's", () => {
    const five = [1, 2, 3, 4, 5];
    const measured = new Map([
      ["close-gate", five],
      ["open-gate", [1]],
      ["approve", five],
    ]);
    const of = preferMeasured(durationsOf("aws"), measured);
    expect(of(stepOf(base, "close-gate"))).toEqual({ shape: "measured", seconds: five });
    expect(of(stepOf(base, "open-gate"))).toEqual(durations.aws["open-gate"].spread);
    expect(of(stepOf(base, "approve"))).toEqual(durations.aws.approve.spread);
  });
});

describe("what is published lets one expect of a failover in production", () => {
  const outlooks = pairs
    .filter(({ environment }) => environment.name === "production")
    .map(({ environment, group, cloud }) => ({
      cloud,
      outlook: forecast(planned(environment, group, { intent: "failover" }), durationsOf(cloud)).toWrites?.alone,
    }));

  test.each(outlooks)("$cloud: writes within 15 minutes of the order in 99 of 100 runs", ({ outlook }) => {
    expect(outlook?.withinRecovery).toBeGreaterThan(0.99);
  });

  test("within 10 minutes in 99 of 100, on every cloud", () => {
    expect(outlooks).toHaveLength(3);
    for (const { outlook } of outlooks) expect(outlook?.p99 ?? Infinity).toBeLessThan(budget.activation);
  });
});
