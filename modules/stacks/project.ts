import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { EnvironmentDefinition } from "../core/environment";
import { loadEnvironments } from "../core/load";
import type { Environment } from "../core/parse";
import { InvalidInput, nearest, oneOf, type Problem } from "../core/problems";
import { loadFailure, shownPath } from "./load-failure";

/** The environments of a folder. */
export interface Project {
  /** Those asked for, all checks passed. */
  readonly environments: readonly Environment[];
  /** The names of all, asked for or not. */
  readonly names: readonly string[];
}

const load = createRequire(__filename);

const refuse = (path: string, message: string): never => {
  const problem: Problem = { path, message };
  throw new InvalidInput([problem]);
};

/** As much as must be true to look further: what else is in there is for {@link loadEnvironments} to check. */
function isDefinition(value: unknown): value is EnvironmentDefinition {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}

function exported(index: string, folder: string): unknown {
  try {
    const loaded: unknown = load(index);
    return typeof loaded === "object" && loaded !== null && "environments" in loaded ? loaded.environments : undefined;
  } catch (error) {
    throw new InvalidInput([loadFailure(error, folder)]);
  }
}

function readDefinitions(given: string): readonly EnvironmentDefinition[] {
  if (!existsSync(given))
    return refuse(shownPath(given), "does not exist; name the folder with your environments' index.ts");
  const folder = realpathSync(given);
  const index = join(folder, "index.ts");
  if (!existsSync(index))
    return refuse(shownPath(index), "is missing; add it, with: export const environments = [yourEnvironment]");
  const environments = exported(index, folder);
  if (!Array.isArray(environments) || environments.length === 0)
    return refuse(shownPath(index), "exports no environments; add: export const environments = [yourEnvironment]");
  return environments.map((environment: unknown, position) =>
    isDefinition(environment)
      ? environment
      : refuse(shownPath(index), `environments[${position}] has no name; make it with defineEnvironment`),
  );
}

function select(definitions: readonly EnvironmentDefinition[], name: string): readonly EnvironmentDefinition[] {
  const selected = definitions.filter((definition) => definition.name === name);
  if (selected.length > 0) return selected;
  const names = definitions.map((definition) => definition.name);
  const guess = nearest(name, names);
  const hint = guess === undefined ? "choose one of these" : `did you mean ${JSON.stringify(guess)}?`;
  return refuse(`environment ${JSON.stringify(name)}`, `does not exist, only ${oneOf(names)}; ${hint}`);
}

/**
 * Reads and checks the environments that `<folder>/index.ts` exports, with the roles files beside it.
 * @param only - the one environment to read; what is wrong with another is then no obstacle
 * @param standing - a folder whose roles files come before those of `folder`: where a sandbox stands
 * @throws InvalidInput with everything that is wrong; nothing has been written then
 */
export function readProject(folder: string, only?: string, standing?: string): Project {
  const definitions = readDefinitions(folder);
  const selected = only === undefined ? definitions : select(definitions, only);
  return {
    environments: loadEnvironments(selected, ...(standing === undefined ? [] : [standing]), folder),
    names: definitions.map(({ name }) => name),
  };
}
