import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { entries } from "../core/parse-group";

/** The file by which `cdktf list`, `diff` and `deploy` know the stacks, below the output's folder. */
export const manifestFile = "manifest.json";

/** The content of a manifest, as far as it is needed here; `stacks` by name. */
interface Manifest extends Readonly<Record<string, unknown>> {
  readonly stacks: Readonly<Record<string, unknown>>;
}

function readManifest(folder: string): Manifest {
  const file = join(folder, manifestFile);
  const content: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  return { ...entries(content), stacks: entries(entries(content)["stacks"]) };
}

function readEarlier(output: string): Manifest {
  try {
    return readManifest(output);
  } catch {
    // Whatever it was, it names no stacks that could be kept.
    return { stacks: {} };
  }
}

function isThere(stack: unknown, output: string): boolean {
  const { synthesizedStackPath: path } = entries(stack);
  return typeof path === "string" && existsSync(join(output, path));
}

/** A stack as a manifest tells of it. */
export interface StackEntry {
  readonly name: string;
  /** Where Terraform runs for it, as an absolute path. */
  readonly folder: string;
  /** The stacks that come before it. */
  readonly dependencies: readonly string[];
}

const isText = (value: unknown) => typeof value === "string";

/** The stacks of a synthesis, each after those that it depends on. */
export function readStacks(output: string): readonly StackEntry[] {
  const stacks = Object.entries(readManifest(output).stacks).map(([name, stack]): StackEntry => {
    const { workingDirectory: folder, dependencies } = entries(stack);
    const known = Array.isArray(dependencies) ? dependencies.filter(isText) : [];
    return { name, folder: resolve(output, typeof folder === "string" ? folder : ""), dependencies: known };
  });
  return inOrder(stacks, []);
}

function inOrder(left: readonly StackEntry[], placed: readonly StackEntry[]): readonly StackEntry[] {
  const ready = left.filter(({ dependencies }) =>
    dependencies.every((name) => !left.some((other) => other.name === name)),
  );
  if (ready.length === 0) return [...placed, ...left];
  return inOrder(
    left.filter((stack) => !ready.includes(stack)),
    [...placed, ...ready],
  );
}

/** The names of the stacks of a synthesis. */
export function stacksIn(folder: string): readonly string[] {
  return Object.keys(readManifest(folder).stacks);
}

/**
 * Adds to the manifest in `folder` those stacks of the earlier one in `output` that it neither writes nor replaces, so that
 * cdktf goes on seeing the other environments after one has been synthesized alone.
 */
export function keepOthers(folder: string, output: string, replaces: (stack: string) => boolean): void {
  const manifest = readManifest(folder);
  const kept = Object.entries(readEarlier(output).stacks).filter(
    ([name, stack]) => !(name in manifest.stacks) && !replaces(name) && isThere(stack, output),
  );
  if (kept.length === 0) return;
  const all = [...kept, ...Object.entries(manifest.stacks)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const merged = { ...manifest, stacks: Object.fromEntries(all) };
  writeFileSync(join(folder, manifestFile), JSON.stringify(merged, null, 2));
}
