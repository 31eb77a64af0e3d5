import type { Plan, Step } from "../contract";

/** The chain of steps that decides when a plan ends: nothing else makes it shorter. */
export interface CriticalPath {
  /** Ids, in their order. */
  readonly steps: readonly string[];
  readonly seconds: number;
}

/**
 * When each step ends if each begins as soon as all that it needs have ended, by id, in seconds.
 * @throws RangeError when steps wait for each other
 */
function endsOf(steps: readonly Step[], seconds: (step: Step) => number): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  const byId = new Map(steps.map((step) => [step.id, step]));
  const endOf = (step: Step, waiting: readonly string[]): number => {
    const known = ends.get(step.id);
    if (known !== undefined) return known;
    if (waiting.includes(step.id)) throw new RangeError(`${step.id} waits for itself`);
    const needed = step.needs.flatMap((id) => byId.get(id) ?? []);
    const begin = Math.max(0, ...needed.map((need) => endOf(need, [...waiting, step.id])));
    const end = begin + seconds(step);
    ends.set(step.id, end);
    return end;
  };
  for (const step of steps) endOf(step, []);
  return ends;
}

/**
 * The critical path of a plan under durations in seconds, to the end of one step.
 * @param until - a step's id; the step that ends last unless given
 */
export function criticalPath({ steps }: Plan, seconds: (step: Step) => number, until?: string): CriticalPath {
  const ends = endsOf(steps, seconds);
  const latest = (ids: readonly string[]) =>
    ids.reduce<string | undefined>(
      (best, id) => (best === undefined || (ends.get(id) ?? 0) > (ends.get(best) ?? 0) ? id : best),
      undefined,
    );
  const last = until ?? latest(steps.map(({ id }) => id));
  const path: string[] = [];
  for (let at = last; at !== undefined;) {
    path.unshift(at);
    const id = at;
    at = latest(steps.find((step) => step.id === id)?.needs ?? []);
  }
  return { steps: path, seconds: last === undefined ? 0 : (ends.get(last) ?? 0) };
}
