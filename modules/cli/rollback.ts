import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidInput } from "../core/problems";
import { parseWanted, selectStacks } from "../deploy/selection";
import { deploymentsOf, readRecord } from "../record/log";
import { lastGood, type Return } from "../record/release";
import { findSide, type Side } from "../review/sides/side";
import { sandboxFiles } from "../sandbox/runtime";
import { readProject } from "../stacks/project";
import { carryOut, type CarryOutOptions, requireAnswer } from "./carry-out";
import { deploymentOptions, prepareDeployment, type Synthesize } from "./deployment";
import { outputOf } from "./output";
import { recordFileOf, recordOptions } from "./record";
import { sandboxFolderOf } from "./sandbox-folder";
import { printNotes } from "./synthesis";
import type { Context, Verb } from "./verb";

interface RollbackOptions extends CarryOutOptions {
  readonly check?: true;
}

const ownProject = join(__dirname, "../..");

/** The release to go back to. @throws InvalidInput when there is none on record */
function findReturn(what: string, options: RollbackOptions, environments: string): Return {
  const wanted = parseWanted(what);
  const [environment] = readProject(environments, wanted.environment).environments;
  const stacks = environment === undefined ? [] : selectStacks(environment, wanted);
  const file = recordFileOf(options, environments, wanted.environment);
  const deployments = deploymentsOf(readRecord(file));
  const found = lastGood(deployments, { environment: wanted.environment, target: options.on, stacks });
  if (found !== undefined) return found;
  throw new InvalidInput([
    {
      path: what,
      message: `has no release to go back to in ${file}: one that went through for all its stacks, of a commit, and is not what is there now`,
    },
  ]);
}

/**
 * The release shall be as it was, but not who is active: the roles files that are in force now stand in its place. A region
 * switch since then was no part of a release, and undoing it here would undo it in Terraform alone.
 */
function keepRoles({ environments }: Side, environment: string, places: readonly string[]): void {
  const name = `${environment}.roles.json`;
  const present = places.map((place) => join(place, name)).find((file) => existsSync(file));
  if (present !== undefined) copyFileSync(present, join(environments, name));
}

/** By the release's own code, in a process of its own: two versions of a module cannot be loaded into one. */
function synthesizeBy({ name, project }: Side): Synthesize {
  return (environments, output, only) => {
    const program = join(project, "bin/understudy.js");
    const args = [program, "--environments", environments, "synth", ...(only === undefined ? [] : [only])];
    const env = { ...process.env, TSX_TSCONFIG_PATH: join(project, "tsconfig.json") };
    const ended = spawnSync(process.execPath, [...args, "--output", output], { encoding: "utf8", env });
    if (ended.status === 0) return { notes: [] };
    const said = ended.stderr.trim().split("\n").join(" ");
    throw new InvalidInput([{ path: name, message: `does not synthesize any more: ${said}` }]);
  };
}

const lockOf = (project: string) => {
  const file = join(project, "package-lock.json");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

/** Synthesizes and applies a release. */
async function goBack(what: string, found: Return, options: RollbackOptions, context: Context): Promise<void> {
  const environments = context.folder();
  const { environment } = found.to.begun;
  const sandbox = sandboxFolderOf(options, environments);
  const side = await findSide(found.commit, environments);
  try {
    const standing = options.on === "sandbox" ? [sandboxFiles.roles(sandbox)] : [];
    keepRoles(side, environment, [...standing, environments]);
    if (lockOf(side.project) !== lockOf(ownProject))
      printNotes(
        [`${found.commit} was built with other packages than are installed here: read the plans with that in mind`],
        context.terminal.err,
      );
    const placed = { ...options, sandbox, output: outputOf(options, environments) };
    const there: Context = { ...context, folder: () => side.environments };
    const deployment = await prepareDeployment(what, placed, there, synthesizeBy(side));
    const release = { revision: { commit: found.commit, changed: false }, leaves: found.leaves };
    await carryOut({ verb: "rollback", what, release }, deployment, options, context);
  } finally {
    side.close();
  }
}

/** Goes back to the last release that went through. */
export const rollback: Verb = {
  name: "rollback",
  summary: "deploy the last release that went through again, with the roles of now",
  examples: ["understudy rollback staging --on sandbox --check", "understudy rollback production/aws --on cloud --yes"],
  define: (command, context) =>
    recordOptions(deploymentOptions(command))
      .option("--check", "only say which release that is")
      .option("--yes", "apply on the real clouds without asking; needed where nobody can be asked")
      .action(async (what: string, options: RollbackOptions) => {
        const { out } = context.terminal;
        if (options.check !== true) requireAnswer(command, options);
        const found = findReturn(what, options, context.folder());
        const { deployment, at } = found.to.begun;
        const leaves = found.leaves === null ? "" : `, leaving ${found.leaves}`;
        out.print(`back to ${found.commit}${leaves}`, `it went through as ${deployment}, begun at ${at}`);
        if (options.check !== true) await goBack(what, found, options, context);
      }),
};
