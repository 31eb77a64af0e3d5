import { availableParallelism } from "node:os";
import { InvalidInput, oneOf } from "../core/problems";
import { readStacks } from "../stacks/manifest";
import { type Binary, findBinary } from "./binary";
import type { DeployOptions, Outcome, Stack, StackResult } from "./contract";
import { walk } from "./order";
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

/** The stacks that are wanted, in order, and what works on them. */
export interface Begun {
  readonly selected: readonly Stack[];
  readonly session: Session;
  readonly binary: Binary;
}

/** @throws InvalidInput when a stack is not in the synthesis, or no Terraform is there that is new enough */
export async function begin(options: DeployOptions): Promise<Begun> {
  const all = readStacks(options.output);
  const selected = select(all, options);
  const binary = options.binary ?? (await findBinary());
  return { selected, session: new Session(options, binary, all), binary };
}

/** Has every stack planned, or what stands for it. Plans wait for nothing: no stack refers to another. */
export async function planAll(
  selected: readonly Stack[],
  options: DeployOptions,
  plan: (stack: Stack) => Promise<Outcome>,
): Promise<readonly StackResult[]> {
  options.onEvent?.({ event: "phase", phase: "plan", stacks: selected.map(({ name }) => name) });
  return walk(
    selected.map((stack) => ({ name: stack.name, dependencies: [], stack })),
    {
      concurrency: options.concurrency ?? availableParallelism(),
      run: ({ stack }) => timed(options, "plan", stack, 0, () => plan(stack)),
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

/** What becomes of a stack that is not begun. */
export function skipped({ name }: Stack, because: string, planned: StackResult | undefined): StackResult {
  return {
    stack: name,
    milliseconds: planned?.milliseconds ?? 0,
    outcome: "not reached",
    because,
    plan: planned && planOf(planned),
  };
}
