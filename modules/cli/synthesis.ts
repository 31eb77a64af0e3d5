import { createRequire } from "node:module";
import { late } from "../core/late";
import { environmentOf, stackNames } from "../stacks/names";
import { readProject } from "../stacks/project";
import type * as synthesizing from "../stacks/synthesize";
import { stackRow, type StackRow } from "./stack-rows";
import type { Channel } from "./terminal";

/** What a synthesis wrote, in the order of a first deploy, and what its reader should know. */
export interface Synthesis {
  readonly rows: readonly StackRow[];
  readonly notes: readonly string[];
  readonly milliseconds: number;
}

/** cdktf and the provider bindings take most of a second to load: nobody pays for them who does not synthesize. */
const loadSynthesizing = late<typeof synthesizing>(createRequire(__filename), "../stacks/synthesize", "synthesize");

function notesOf({ warnings, removed, left }: ReturnType<typeof synthesizing.synthesize>): readonly string[] {
  return [
    ...warnings.map(({ path, message }) => `${path}: ${message}`),
    ...removed.map((stack) => `${stack} is described no more: its output is removed, what was deployed from it is not`),
    ...left.map(
      (stack) => `${stack} is described no more: files of yours are left in its folder, look before you delete it`,
    ),
  ];
}

/**
 * Checks and synthesizes all environments of a folder, or one and leaves the others' stacks in the output alone.
 * @param standing - a folder whose roles files come before the project's: where a sandbox stands
 * @throws InvalidInput with everything that is wrong; nothing has been written then
 */
export function synthesizeProject(folder: string, output: string, only?: string, standing?: string): Synthesis {
  const started = performance.now();
  const { environments, names } = readProject(folder, only, standing);
  const replaces = (stack: string) => only === undefined || environmentOf(stack, names) === only;
  const synthesized = loadSynthesizing().synthesize(environments, output, { replaces });
  const milliseconds = performance.now() - started;
  const rows = environments.flatMap(stackNames).map((stack) => stackRow(stack, output));
  return { rows, notes: notesOf(synthesized), milliseconds };
}

/** Tells what nobody asked for but somebody should know. */
export function printNotes(notes: readonly string[], err: Channel): void {
  err.print(...notes.map((note) => `${err.paint("yellow", "note:")} ${note}`));
}
