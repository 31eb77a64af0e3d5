import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Environment } from "../../core/parse";
import { InvalidInput } from "../../core/problems";
import { messageOf } from "../../core/failure";
import { readProject } from "../../stacks/project";
import { synthesize } from "../../stacks/synthesize";
import { codeHash } from "./code";
import { narrowed } from "./narrow";
import { ownProject, type Side } from "./side";

/** A side, read and synthesized. */
export interface SynthesizedSide {
  readonly environments: readonly Environment[];
  /** The folder of its synthesis: of all that can differ from the other side, at least. */
  readonly output: string;
}

/** Both sides, and whether the same code built them. */
export interface Sides {
  readonly base: SynthesizedSide;
  readonly head: SynthesizedSide;
  readonly isSameCode: boolean;
}

const run = promisify(execFile);

/** Runs what a side says of itself, and says of which side a problem is. */
async function of<Result>(side: string, work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.problems.map(({ path, message }) => ({ path: `${side}: ${path}`, message })));
  }
}

/** By the side's own code, in a process of its own: both versions of a module cannot be loaded into one. */
async function synthesizeAlone(
  { name, project, environments }: Side,
  output: string,
  standing: string | undefined,
): Promise<void> {
  const main = join(project, "main.ts");
  if (!existsSync(main) || realpathSync(environments) !== realpathSync(join(project, "environments")))
    throw new InvalidInput([
      {
        path: name,
        message: `is built by other code than the other side, and ${main} does not build ${environments}; name a whole project`,
      },
    ]);
  const { UNDERSTUDY_ROLES: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    CDKTF_OUTDIR: output,
    TSX_TSCONFIG_PATH: join(project, "tsconfig.json"),
    ...(standing === undefined ? {} : { UNDERSTUDY_ROLES: standing }),
  };
  try {
    // Both sides are loaded by the tsx of this one: a side's own may not be installed.
    const loader = require.resolve("tsx/cjs");
    await run(process.execPath, ["-r", loader, main], { cwd: project, env, maxBuffer: 64 << 20 });
  } catch (error) {
    const said = String(Reflect.get(Object(error), "stderr") ?? "").trim();
    throw new InvalidInput([{ path: name, message: `does not synthesize: ${said === "" ? messageOf(error) : said}` }]);
  }
}

/**
 * Reads and synthesizes both sides. Where the same code builds both, only the groups that differ are built.
 * @param outputs - folders that may be written over
 * @throws InvalidInput with everything that is wrong with a side, which is named
 */
export async function synthesizeSides(
  base: Side,
  head: Side,
  outputs: { readonly base: string; readonly head: string },
): Promise<Sides> {
  const [ofBase, ofHead] = [
    await of(base.name, () => readProject(base.environments).environments),
    await of(head.name, () => readProject(head.environments).environments),
  ];
  const isSameCode = new Set([...new Set([base.project, head.project, ownProject])].map(codeHash)).size === 1;
  if (isSameCode) {
    await of(base.name, () => synthesize(narrowed(ofBase, ofHead), outputs.base));
    await of(head.name, () => synthesize(narrowed(ofHead, ofBase), outputs.head));
  } else {
    await Promise.all([synthesizeAlone(base, outputs.base, undefined), synthesizeAlone(head, outputs.head, undefined)]);
  }
  return {
    base: { environments: ofBase, output: outputs.base },
    head: { environments: ofHead, output: outputs.head },
    isSameCode,
  };
}

/**
 * Synthesizes a side as if its sites stood otherwise.
 * @param standing - a folder of roles files, one for every environment
 * @param groups - by their ids: the stacks of these at least are built
 * @param isSameCode - whether this project's code builds the side
 * @throws InvalidInput when the side cannot stand so
 */
export async function synthesizeStanding(
  side: Side,
  standing: string,
  groups: ReadonlySet<string>,
  output: string,
  isSameCode: boolean,
): Promise<void> {
  if (!isSameCode) {
    await synthesizeAlone(side, output, standing);
    return;
  }
  const environments = readProject(side.environments, undefined, standing).environments.map((environment) => ({
    ...environment,
    groups: environment.groups.filter(({ id }) => groups.has(id)),
  }));
  synthesize(
    environments.filter((environment) => environment.groups.length > 0),
    output,
  );
}
