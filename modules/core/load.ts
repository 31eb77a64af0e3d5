import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentDefinition } from "./environment";
import type { Group } from "./group";
import { type Environment, parseEnvironment } from "./parse";
import { InvalidInput, type Problem } from "./problems";

/** A roles file's content, undefined when there is none, or the one thing that is wrong with it. */
function readRoles(
  file: string | undefined,
  name: string,
): { readonly roles: unknown; readonly problems: readonly Problem[] } {
  if (file === undefined) return { roles: undefined, problems: [] };
  try {
    const roles: unknown = JSON.parse(readFileSync(file, "utf8"));
    return { roles, problems: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      roles: {},
      problems: [
        { path: `${name}.roles.json`, message: `is no valid JSON (${reason}); restore it from version control` },
      ],
    };
  }
}

function repeated(names: readonly string[], what: string): readonly Problem[] {
  const seen = new Set<string>();
  return names
    .filter((name) => seen.size === seen.add(name).size)
    .map((name) => ({ path: name, message: `is the name of two ${what}; rename one` }));
}

/** Names that a group gives to its stacks: two words with hyphens in them can make one and the same name. */
const stackNamesOf = ({ id, sites }: Group) => [`${id}-state`, `${id}-traffic`, ...sites.map((site) => site.id)];

/** Where an environment's roles are: in the first of the directories that has a file of them. */
function rolesFile(name: string, directories: readonly string[]): string | undefined {
  return directories.map((directory) => join(directory, `${name}.roles.json`)).find((file) => existsSync(file));
}

/**
 * Checks every environment with its roles file, all problems of all of them at once.
 * @param directories - where the `<name>.roles.json` files are looked for, the first that has one wins: a sandbox whose
 *   regions were switched stands otherwise than the clouds do
 * @throws InvalidInput with everything that is wrong; nothing has been written then
 */
export function loadEnvironments(
  definitions: readonly EnvironmentDefinition[],
  ...directories: readonly string[]
): readonly Environment[] {
  const results = definitions.map((definition) => {
    const { roles, problems } = readRoles(rolesFile(definition.name, directories), definition.name);
    if (problems.length > 0) {
      // The roles cannot be read at all: report that, and all else that is wrong with the environment itself.
      const others = parseEnvironment(definition, undefined).problems.filter(
        ({ path }) => path !== `${definition.name}.roles.json`,
      );
      return { environment: undefined, problems: [...problems, ...others] };
    }
    return parseEnvironment(definition, roles);
  });
  const environments = results.flatMap(({ environment }) => environment ?? []);
  const problems = [
    ...results.flatMap((result) => result.problems),
    ...repeated(
      definitions.map(({ name }) => name),
      "environments",
    ),
    ...repeated(
      environments.flatMap(({ groups }) => groups.flatMap(stackNamesOf)),
      "stacks",
    ),
  ];
  if (problems.length > 0) throw new InvalidInput(problems);
  return environments;
}
