import { availableParallelism } from "node:os";
import { InvalidInput, oneOf } from "../core/problems";
import { readStacks } from "../stacks/manifest";
import { findBinary } from "./binary";
import type { ChangeOptions, DeployOptions, Outcome, Stack, StackResult } from "./contract";
import { reversed, walk } from "./order";
import { planOf, Session, timed } from "./session";

const wells: ReadonlySet<Outcome["outcome"]> = new Set(["planned", "deferred", "applied", "unchanged", "absent"]);

/** Whether a stack got where it should. */
export function isWell({ outcome }: Pick<Outcome, "outcome">): boolean {
  return wells.has(outcome);
}

function select(all: readonly Stack[], { stacks, output }: DeployOptions): readonly Stack[] {
  const names = all.map(({ name }) => name);
  const problems = stacks
    .filter((name) => !names.includes(name))
    .map((name) => ({ path: name, message: `is no stack in ${output}, only ${oneOf(names)}; synthesize it first` }));
  if (problems.length > 0) throw new InvalidInput(problems);
  return all.filter(({ name }) => stacks.includes(name));
}

async function begin(options: DeployOptions) {
  const all = readStacks(options.output);
  const selected = select(all, options);
  const session = new Session(options, options.binary ?? (await findBinary()), all);
  return { selected, session };
}

/** Plans wait for nothing: no stack refers to another. */
async function planAll(
  session: Session,
  selected: readonly Stack[],
  options: DeployOptions,
  destroy: boolean,
): Promise<readonly StackResult[]> {
  options.onEvent?.({ event: "phase", phase: "plan", stacks: selected.map(({ name }) => name) });
  return walk(
    selected.map((stack) => ({ name: stack.name, dependencies: [], stack })),
    {
      concurrency: options.concurrency ?? availableParallelism(),
      run: ({ stack }) => timed(options, "plan", stack, 0, () => session.plan(stack, destroy)),
      isWell,
      skip: ({ stack }) => {
        const result = skipped(stack, "interrupted", undefined);
        options.onEvent?.({ event: "ended", phase: "plan", result });
        return result;
      },
      isStopped: () => options.signal?.aborted === true,
    },
  );
}

const skipped = ({ name }: Stack, because: string, planned: StackResult | undefined): StackResult => ({
  stack: name,
  milliseconds: planned?.milliseconds ?? 0,
  outcome: "not reached",
  because,
  plan: planned && planOf(planned),
});

async function change(options: ChangeOptions, destroy: boolean): Promise<readonly StackResult[]> {
  const { selected, session } = await begin(options);
  const { approve, onEvent, signal, concurrency = availableParallelism() } = options;
  try {
    const planned = await planAll(session, selected, options, destroy);
    const keeping = (because: string) =>
      planned.map((result, index) => {
        const stack = selected[index];
        return stack === undefined || !isWell(result) ? result : skipped(stack, because, result);
      });
    const refused = planned.filter(({ outcome }) => outcome === "refused").map(({ stack }) => stack);
    if (refused.length > 0) return keeping(`nothing is applied while ${refused.join(", ")} would lose data`);
    if (signal?.aborted === true) return keeping("interrupted");
    if (!planned.some(isWell)) return planned;
    if (approve !== undefined && !(await approve(planned))) return keeping("not approved");

    const phase = destroy ? "destroy" : "apply";
    onEvent?.({ event: "phase", phase, stacks: selected.map(({ name }) => name) });
    const resultOf = new Map(planned.map((result) => [result.stack, result]));
    const results = await walk(destroy ? reversed(selected) : selected, {
      concurrency,
      run: (stack) => {
        const result = resultOf.get(stack.name);
        if (result === undefined) throw new Error(`${stack.name} was not planned`);
        return timed(options, phase, stack, result.milliseconds, () => session.change(stack, result, destroy));
      },
      isWell,
      skip: (stack, because) => {
        const why = because.length === 0 ? "interrupted" : `${because.join(", ")} did not get through`;
        const result = skipped(stack, why, resultOf.get(stack.name));
        onEvent?.({ event: "ended", phase, result });
        return result;
      },
      isStopped: () => signal?.aborted === true,
    });
    return selected.flatMap(({ name }) => results.filter(({ stack }) => stack === name));
  } finally {
    for (const stack of selected) session.close(stack);
  }
}

/**
 * Plans stacks and changes nothing but the files in their folders: `planned`, `refused`, `deferred` or `failed` each.
 * @throws InvalidInput when a stack is not in the synthesis, or no Terraform is there that is new enough
 */
export async function planStacks(options: DeployOptions): Promise<readonly StackResult[]> {
  const { selected, session } = await begin(options);
  try {
    return await planAll(session, selected, options, false);
  } finally {
    for (const stack of selected) session.close(stack);
  }
}

/**
 * Plans stacks, and applies these plans in the order of their dependencies. Nothing at all is applied when one of the
 * plans would lose what holds data, or when `approve` says no. Results are in the order of the synthesis.
 * @throws InvalidInput as {@link planStacks} does
 */
export function deployStacks(options: ChangeOptions): Promise<readonly StackResult[]> {
  return change(options, false);
}

/**
 * Plans the end of stacks, and carries it out in the reverse order of their dependencies. What protects itself, by
 * `prevent_destroy` or at the cloud's API, stays, and its stack is `failed`.
 * @throws InvalidInput as {@link planStacks} does
 */
export function destroyStacks(options: ChangeOptions): Promise<readonly StackResult[]> {
  return change(options, true);
}
