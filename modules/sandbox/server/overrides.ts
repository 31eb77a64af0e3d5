import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { configurationFile } from "../../stacks/configuration";
import { readStacks } from "../../stacks/manifest";
import { SandboxFailure } from "../failure";
import type { Runtime } from "../runtime";
import { identify, isAlive, processShape } from "../store/process";
import { type RegionOf, removeBackendOverride, writeBackendOverride } from "./override";

/** Below a synthesis: one file for each process that uses it with a sandbox. */
const usersFolder = ".understudy-sandbox";

const userShape = z.object({ process: processShape, address: z.string() });

type User = Readonly<z.infer<typeof userShape>>;

/** Processes that use a synthesis with a sandbox. What one that was killed left behind is removed. */
function usersOf(output: string): readonly User[] {
  const folder = join(output, usersFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    const { data } = userShape.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (data !== undefined && isAlive(data.process)) return [data];
    rmSync(file, { force: true });
    return [];
  });
}

function foldersIn(output: string): readonly string[] {
  return readStacks(output)
    .map(({ folder }) => folder)
    .filter((folder) => existsSync(join(folder, configurationFile)));
}

/** The last one to leave takes the overrides with it. */
function leave(output: string, user: string): void {
  rmSync(user, { force: true });
  if (usersOf(output).length > 0) return;
  for (const folder of foldersIn(output)) removeBackendOverride(folder);
  rmSync(join(output, usersFolder), { recursive: true, force: true });
}

/** Stacks that keep their states in a sandbox for a while. */
export interface Overridden {
  readonly stacks: number;
  /** Lets them keep their states where they say, unless another process uses them with the sandbox. */
  readonly restore: () => void;
}

/**
 * Makes every stack of a synthesis keep its state in the sandbox. Processes that do so at the same time share it.
 * @throws SandboxFailure when another sandbox is used with it, or a stack's backend is none of ours
 */
export function overrideAll(output: string, runtime: Runtime, regionOf: RegionOf): Overridden {
  const folders = foldersIn(output);
  if (folders.length === 0) return { stacks: 0, restore: () => undefined };
  const other = usersOf(output).find(({ address }) => address !== runtime.address);
  if (other !== undefined)
    throw new SandboxFailure(
      `${output} is in use by process ${other.process.pid} with another sandbox, at ${other.address}; ` +
        "wait for it, or synthesize into another folder, with --output",
    );
  const user = join(output, usersFolder, `${process.pid}.json`);
  mkdirSync(join(output, usersFolder), { recursive: true });
  writeFileSync(user, JSON.stringify({ process: identify(), address: runtime.address } satisfies User));
  const restore = () => leave(output, user);
  try {
    for (const folder of folders) writeBackendOverride(folder, runtime, regionOf);
  } catch (error) {
    restore();
    throw error;
  }
  return { stacks: folders.length, restore };
}
