import { entries } from "../core/parse-group";
import { readConfiguration } from "../stacks/configuration";
import { readStacks } from "../stacks/manifest";
import type { StackDifference, StackJson } from "./contract";

/** A stack that the two sides do not have alike. */
export interface DifferingStack {
  readonly stack: string;
  readonly difference: StackDifference;
  /** Undefined when the stack is new. */
  readonly base: StackJson | undefined;
  /** Undefined when nothing describes the stack any more. */
  readonly head: StackJson | undefined;
}

/** A value without what cdktf notes about its own work, its keys in order: formatting and metadata are no change. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, plain(inner)]),
  );
}

function stacksOf(output: string): ReadonlyMap<string, StackJson> {
  return new Map(readStacks(output).map(({ name, folder }) => [name, entries(plain(readConfiguration(folder)))]));
}

function differenceOf(base: StackJson | undefined, head: StackJson | undefined): StackDifference | undefined {
  if (base === undefined) return "added";
  if (head === undefined) return "removed";
  return JSON.stringify(base) === JSON.stringify(head) ? undefined : "changed";
}

/**
 * The stacks that two syntheses do not have alike, those of the head first and in its order of deployment.
 * @param base - the folder of a synthesis, as `head` is
 */
export function differingStacks(base: string, head: string): readonly DifferingStack[] {
  const [before, after] = [stacksOf(base), stacksOf(head)];
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((stack) => {
    const [was, is] = [before.get(stack), after.get(stack)];
    const difference = differenceOf(was, is);
    return difference === undefined ? [] : [{ stack, difference, base: was, head: is }];
  });
}
