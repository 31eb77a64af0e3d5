import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Failure, Stack, Target } from "./contract";
import { forgetBackend } from "./folder";
import type { Worker } from "./worker";

const overrideFile = "understudy_bootstrap_override.tf.json";
const stateFile = "understudy_bootstrap.tfstate";

const override = { terraform: { backend: { local: { path: stateFile } } } };

const stateShape = z.object({ resources: z.array(z.unknown()), outputs: z.unknown() });

const paths = ({ folder }: Stack) => ({ override: join(folder, overrideFile), state: join(folder, stateFile) });

/** What a state knows. Its lineage is not among it: Terraform 1.11 gives it another one where it moves to. */
const contentOf = (text: string) => stateShape.parse(JSON.parse(text));

/**
 * Whether the stack keeps its state on this disk, until it has moved into the store that the stack makes. What an
 * interrupted first deploy left is taken up again.
 */
export function isOnDisk(stack: Stack): boolean {
  return existsSync(paths(stack).state);
}

/** Keeps the stack's state on this disk from its next `init` on. */
export function keepOnDisk(stack: Stack): void {
  writeFileSync(paths(stack).override, `${JSON.stringify(override, null, 2)}\n`);
}

/**
 * Lets go of the disk where nothing was ever applied: somebody else may make the store meanwhile, and the state would be
 * in there.
 */
export function tidy(stack: Stack, target: Target): void {
  const { override: overriding, state } = paths(stack);
  if (existsSync(state) || !existsSync(overriding)) return;
  rmSync(overriding);
  forgetBackend(stack, target);
}

/**
 * Moves the state from this disk into the store, and takes it off the disk once it is seen to be there. When that fails
 * everything is as before: the next deploy goes on from here.
 */
export async function moveIntoStore(worker: Worker): Promise<Failure | undefined> {
  const { override: overriding, state } = paths(worker.stack);
  if (!existsSync(state)) return undefined;
  const moved = contentOf(readFileSync(state, "utf8"));
  rmSync(overriding, { force: true });
  const failure = (await worker.initializeAnew("-migrate-state", "-force-copy")) ?? (await compare(worker, moved));
  if (failure !== undefined) {
    keepOnDisk(worker.stack);
    return { ...failure, step: "move the state" };
  }
  for (const path of [state, `${state}.backup`]) rmSync(path, { force: true });
  return undefined;
}

async function compare(worker: Worker, moved: z.infer<typeof stateShape>): Promise<Failure | undefined> {
  const pulled = await worker.ask("move the state", "state", "pull");
  if (!("text" in pulled)) return pulled;
  if (isDeepStrictEqual(contentOf(pulled.text), moved)) return undefined;
  const summary = "the store holds another state than was moved into it";
  const detail = "somebody else deployed this stack at the same time: compare both before you delete one";
  return {
    step: "move the state",
    diagnostics: [{ severity: "error", summary, detail, address: undefined }],
    lock: undefined,
    log: worker.log,
  };
}
