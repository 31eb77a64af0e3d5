import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { entries } from "../core/parse-group";
import { environmentOf, type StackName, stackNames } from "../stacks/names";
import { readProject } from "../stacks/project";
import type * as synthesizing from "../stacks/synthesize";
import type { Channel } from "./terminal";
import type { Column } from "./table";
import { counted } from "./words";

/** A synthesized stack, as verbs tell of it. Programs read it as JSON: keys are added, never renamed. */
export interface StackRow extends StackName {
  readonly resources: number;
  /** The configuration that Terraform reads, as an absolute path. */
  readonly file: string;
}

/** What a synthesis wrote, in the order of a first deploy, and what its reader should know. */
export interface Synthesis {
  readonly output: string;
  readonly rows: readonly StackRow[];
  readonly notes: readonly string[];
  readonly milliseconds: number;
}

const load = createRequire(__filename);

const isSynthesizing = (module: unknown): module is typeof synthesizing =>
  typeof module === "object" && module !== null && "synthesize" in module;

/** cdktf and the provider bindings take most of a second to load: nobody pays for them who does not synthesize. */
function loadSynthesizing(): typeof synthesizing {
  const module: unknown = load("../stacks/synthesize");
  if (!isSynthesizing(module)) throw new TypeError("modules/stacks/synthesize.ts no longer exports synthesize");
  return module;
}

/** How many resources a synthesized configuration describes; data sources are read, not made, and do not count. */
export function countResources(configuration: unknown): number {
  const types = Object.values(entries(entries(configuration)["resource"]));
  return types.reduce<number>((sum, named) => sum + Object.keys(entries(named)).length, 0);
}

function row(stack: StackName, output: string): StackRow {
  const file = join(output, "stacks", stack.name, "cdk.tf.json");
  const configuration: unknown = JSON.parse(readFileSync(file, "utf8"));
  return { ...stack, resources: countResources(configuration), file };
}

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
 * @throws InvalidInput with everything that is wrong; nothing has been written then
 */
export function synthesizeProject(folder: string, output: string, only?: string): Synthesis {
  const started = performance.now();
  const { environments, names } = readProject(folder, only);
  const replaces = (stack: string) => only === undefined || environmentOf(stack, names) === only;
  const synthesized = loadSynthesizing().synthesize(environments, output, { replaces });
  const milliseconds = performance.now() - started;
  const rows = environments.flatMap(stackNames).map((stack) => row(stack, output));
  return { output, rows, notes: notesOf(synthesized), milliseconds };
}

/** How stacks are listed. */
export const stackColumns: readonly Column<StackRow>[] = [
  { title: "stack", text: ({ name }) => name },
  { title: "resources", text: ({ resources }) => String(resources), align: "right" },
];

/** `33 stacks with 512 resources`. */
export function amount(rows: readonly StackRow[]): string {
  const resources = rows.reduce((sum, stack) => sum + stack.resources, 0);
  return `${counted(rows.length, "stack")} with ${counted(resources, "resource")}`;
}

/** Tells what nobody asked for but somebody should know. */
export function printNotes(notes: readonly string[], err: Channel): void {
  err.print(...notes.map((note) => `${err.paint("yellow", "note:")} ${note}`));
}
