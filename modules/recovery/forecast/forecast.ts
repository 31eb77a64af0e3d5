import type { Plan, Step } from "../contract";
import type { DurationOf } from "./durations";
import { draw, randomFrom } from "./spread";

/** What a take-over may take, seconds: until writes are accepted, and within that from the order on. */
export const budget = { recovery: 15 * 60, activation: 10 * 60 } as const;

/** How long something takes in many imagined runs, seconds, and how many of those keep the budgets, 0 to 1. */
export interface Outlook {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly withinRecovery: number;
  readonly withinActivation: number;
}

/** An outlook with nobody to wait for, and with the person who approves. */
export interface Outlooks {
  readonly alone: Outlook;
  readonly withPerson: Outlook;
}

/** What one step costs: by how much the mean time to writes falls if it took none. */
export interface Saving {
  readonly step: string;
  readonly seconds: number;
}

/** What a plan will take, from the order on. What happens before, until somebody gives the order, is not in it. */
export interface Forecast {
  readonly samples: number;
  readonly seed: number;
  /** Until a write was read back through the group's name; null where a plan moves no writes. */
  readonly toWrites: Outlooks | null;
  readonly toEnd: Outlooks;
  /** How long nobody can write in a planned switch: from the gate that closes on. Null where the writes are lost already, or stay. */
  readonly interruption: Outlook | null;
  /** The dearest first, the person's time apart; empty where a plan moves no writes. */
  readonly shorten: readonly Saving[];
}

/** A plan as a graph of numbers, each step behind all that it needs. */
interface Graph {
  readonly steps: readonly Step[];
  readonly needs: readonly (readonly number[])[];
  readonly person: number;
  readonly writes: number;
  /** The closing gate of a planned switch. */
  readonly closing: number;
}

function graphOf({ steps: listed }: Plan): Graph {
  const steps: Step[] = [];
  for (let before = -1; steps.length > before;) {
    before = steps.length;
    const placed = new Set(steps.map(({ id }) => id));
    steps.push(...listed.filter(({ id, needs }) => !placed.has(id) && needs.every((need) => placed.has(need))));
  }
  if (steps.length < listed.length) throw new RangeError("a plan whose steps wait for each other has no forecast");
  const at = new Map(steps.map(({ id }, index) => [id, index]));
  return {
    steps,
    needs: steps.map((step) => step.needs.flatMap((id) => at.get(id) ?? [])),
    person: steps.findIndex(({ action }) => action.do === "approve"),
    writes: steps.findIndex(({ action }) => action.do === "verify-writes"),
    closing: listed.some(({ action }) => action.do === "switch-database")
      ? steps.findIndex(({ action }) => action.do === "close-gate")
      : -1,
  };
}

/** When each step ends; the ones in `free` take no time. */
function ends({ needs }: Graph, seconds: readonly number[], free: readonly number[]): readonly number[] {
  const found: number[] = [];
  for (const [index, before] of needs.entries()) {
    let begin = 0;
    for (const need of before) begin = Math.max(begin, found[need] ?? 0);
    found.push(begin + (free.includes(index) ? 0 : (seconds[index] ?? 0)));
  }
  return found;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Nearest rank. */
function outlook(values: readonly number[]): Outlook {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const within = (limit: number) => values.filter((value) => value <= limit).length / Math.max(1, values.length);
  return {
    mean: mean(values),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    withinRecovery: within(budget.recovery),
    withinActivation: within(budget.activation),
  };
}

/** How many runs are imagined, and from which seed: the same seed, the same forecast. */
export interface ForecastOptions {
  /** @default 10000 */
  readonly samples?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Imagines many runs of a plan over its own graph, each step taking a time of its own, independent of the others.
 * @throws RangeError when steps wait for each other
 */
export function forecast(plan: Plan, durationOf: DurationOf, options: ForecastOptions = {}): Forecast {
  const { samples = 10_000, seed = 1 } = options;
  const graph = graphOf(plan);
  const { person, writes, closing } = graph;
  const spreads = graph.steps.map(durationOf);
  const random = randomFrom(seed);
  const runs = Array.from({ length: samples }, () => spreads.map((spread) => draw(spread, random)));
  const over = (free: readonly number[]) => runs.map((seconds) => ends(graph, seconds, free));
  const last = (ended: readonly number[]) => Math.max(...ended);
  const [alone, withPerson] = [over([person]), over([])];
  const until = (of: (ended: readonly number[]) => number): Outlooks => ({
    alone: outlook(alone.map(of)),
    withPerson: outlook(withPerson.map(of)),
  });
  if (writes === -1) return { samples, seed, toWrites: null, toEnd: until(last), interruption: null, shorten: [] };

  const toWrites = until((ended) => ended[writes] ?? 0);
  const shorten = graph.steps
    .flatMap(({ id }, index): readonly Saving[] => {
      if (index === person) return [];
      const without = mean(over([person, index]).map((ended) => ended[writes] ?? 0));
      return [{ step: id, seconds: toWrites.alone.mean - without }];
    })
    .filter(({ seconds }) => seconds > 0)
    .toSorted((a, b) => b.seconds - a.seconds);
  const silent = alone.map((ended, run) => (ended[writes] ?? 0) - (ended[closing] ?? 0) + (runs[run]?.[closing] ?? 0));
  return {
    samples,
    seed,
    toWrites,
    toEnd: until(last),
    interruption: closing === -1 ? null : outlook(silent),
    shorten,
  };
}
