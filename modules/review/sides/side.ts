import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { InvalidInput } from "../../core/problems";
import { checkOut, repositoryOf } from "./checkout";

/** One of the two that a review compares. */
export interface Side {
  /** As it was called. */
  readonly name: string;
  /** The folder whose `index.ts` exports its environments. */
  readonly environments: string;
  /** The folder of the project whose code builds its stacks. */
  readonly project: string;
  /** Lets go of what was made for it. */
  readonly close: () => void;
}

/** The project that this file belongs to. */
export const ownProject = realpathSync(join(__dirname, "../../.."));

const hasIndex = (folder: string) => existsSync(join(folder, "index.ts"));
const buildsStacks = (folder: string) => existsSync(join(folder, "modules/stacks/synthesize.ts"));

/** The nearest project around a folder that builds stacks: where there is none, this one does. */
function projectOf(folder: string): string {
  if (buildsStacks(folder)) return folder;
  const above = dirname(folder);
  return above === folder ? ownProject : projectOf(above);
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

function inFolder(name: string, given: string, close: () => void): Side {
  const folder = realpathSync(given);
  const environments = [folder, join(folder, "environments")].find(hasIndex);
  if (environments === undefined)
    throw new InvalidInput([
      {
        path: name,
        message: "has no index.ts that exports environments, nor has its folder environments; name one that has",
      },
    ]);
  return { name, environments, project: projectOf(environments), close };
}

/**
 * Finds a side by its name: a folder of environments, a project's folder, or else a commit of the repository that
 * `environments` belongs to, whose files are then written into a temporary folder.
 * @throws InvalidInput when it is none of these
 */
export async function findSide(name: string, environments: string): Promise<Side> {
  if (isFolder(resolve(name))) return inFolder(name, resolve(name), () => undefined);
  const repository = await repositoryOf(environments);
  if (repository === undefined)
    throw new InvalidInput([
      {
        path: name,
        message: `is no folder, and ${environments} is in no git repository that could have such a commit`,
      },
    ]);
  const { folder, close } = await checkOut(repository, name);
  try {
    return inFolder(name, join(folder, relative(realpathSync(repository), realpathSync(environments))), close);
  } catch (error) {
    close();
    throw error;
  }
}
