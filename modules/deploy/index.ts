import { availableParallelism } from "node:os";
import type { ChangeOptions, DeployOptions, StackResult } from "./contract";
import { reversed, walk } from "./order";
import { begin, isWell, planAll, skipped } from "./planning";
import { recallAll, type Reviewed } from "./recall";
import { timed } from "./session";

export { isWell } from "./planning";

async function change(
  options: ChangeOptions,
  phase: "apply" | "destroy",
  reviewed?: Reviewed,
): Promise<readonly StackResult[]> {
  const begun = await begin(options);
  const { selected, session } = begun;
  const { approve, onEvent, signal, concurrency = availableParallelism() } = options;
  try {
    const planned =
      reviewed === undefined
        ? await planAll(selected, options, (stack) => session.plan(stack, phase))
        : await recallAll(begun, options, reviewed);
    const keeping = (because: string) =>
      planned.map((result, index) => {
        const stack = selected[index];
        return stack === undefined || !isWell(result) ? result : skipped(stack, because, result);
      });
    const refused = planned.filter(({ outcome }) => outcome === "refused").map(({ stack }) => stack);
    if (refused.length > 0)
      return keeping(`nothing is applied while ${refused.join(", ")} ${refused.length === 1 ? "is" : "are"} refused`);
    if (signal?.aborted === true) return keeping("interrupted");
    if (!planned.some(isWell)) return planned;
    const unknown = planned.filter((result) => !isWell(result)).map(({ stack }) => stack);
    if (reviewed !== undefined && unknown.length > 0)
      return keeping(`nothing is applied while ${unknown.join(", ")} cannot be compared with its review`);
    if (approve !== undefined && !(await approve(planned))) return keeping("not approved");

    onEvent?.({ event: "phase", phase, stacks: selected.map(({ name }) => name) });
    const resultOf = new Map(planned.map((result) => [result.stack, result]));
    const results = await walk(phase === "destroy" ? reversed(selected) : selected, {
      concurrency,
      run: (stack) => {
        const result = resultOf.get(stack.name);
        if (result === undefined) throw new Error(`${stack.name} was not planned`);
        return timed(options, phase, stack, result.milliseconds, () => session.change(stack, result, phase));
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
    return await planAll(selected, options, (stack) => session.plan(stack, "apply"));
  } finally {
    for (const stack of selected) session.close(stack);
  }
}

/**
 * Looks what others have changed: plans that would take it into the state, and that nobody applies. Without a store there is
 * nothing to look at, and the stack is `absent`.
 * @throws InvalidInput as {@link planStacks} does
 */
export async function lookStacks(options: DeployOptions): Promise<readonly StackResult[]> {
  const { selected, session } = await begin({ ...options, isLook: true });
  return planAll(selected, options, (stack) => session.plan(stack, "refresh"));
}

/**
 * Plans stacks, and applies these plans in the order of their dependencies. Nothing at all is applied when one of the
 * plans would lose what holds data, or when `approve` says no. Results are in the order of the synthesis.
 * @param reviewed - plans that are applied as they are, instead of new ones
 * @throws InvalidInput as {@link planStacks} does; and with everything that is not as it was reviewed
 */
export function deployStacks(options: ChangeOptions, reviewed?: Reviewed): Promise<readonly StackResult[]> {
  return change(options, "apply", reviewed);
}

/**
 * Plans the end of stacks, and carries it out in the reverse order of their dependencies. What protects itself, by
 * `prevent_destroy` or at the cloud's API, stays, and its stack is `failed`.
 * @throws InvalidInput as {@link planStacks} does
 */
export function destroyStacks(options: ChangeOptions): Promise<readonly StackResult[]> {
  return change(options, "destroy");
}
