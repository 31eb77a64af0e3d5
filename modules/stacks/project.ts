import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { EnvironmentDefinition } from "../core/environment";
import { loadEnvironments } from "../core/load";
import type { Environment } from "../core/parse";
import { entries } from "../core/parse-group";
import type { PreviewTemplate } from "../core/preview";
import { InvalidInput, nearest, oneOf, type Problem } from "../core/problems";
import { loadFailure, shownPath } from "./load-failure";
import { findPreview, previewStores } from "./previews";

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

function exported(index: string, folder: string): Readonly<Record<string, unknown>> {
  try {
    return entries(load(index));
  } catch (error) {
    throw new InvalidInput([loadFailure(error, folder)]);
  }
}

/** What the index of a folder declares. */
interface Declared {
  readonly definitions: readonly EnvironmentDefinition[];
  /** What previews are made after. */
  readonly template: PreviewTemplate | undefined;
}

function readTemplate(preview: unknown, names: readonly string[], index: string): PreviewTemplate | undefined {
  if (preview === undefined) return undefined;
  if (!isDefinition(preview)) return refuse(index, "exports a preview without a name; make it with definePreview");
  if (names.includes(preview.name))
    return refuse(index, `exports ${JSON.stringify(preview.name)} as an environment and as preview; rename one`);
  return preview;
}

function readDeclared(given: string): Declared {
  if (!existsSync(given))
    return refuse(shownPath(given), "does not exist; name the folder with your environments' index.ts");
  const folder = realpathSync(given);
  const index = join(folder, "index.ts");
  if (!existsSync(index))
    return refuse(shownPath(index), "is missing; add it, with: export const environments = [yourEnvironment]");
  const { environments, preview } = exported(index, folder);
  if (!Array.isArray(environments) || environments.length === 0)
    return refuse(shownPath(index), "exports no environments; add: export const environments = [yourEnvironment]");
  const definitions = environments.map((environment: unknown, position) =>
    isDefinition(environment)
      ? environment
      : refuse(shownPath(index), `environments[${position}] has no name; make it with defineEnvironment`),
  );
  const names = definitions.map(({ name }) => name);
  return { definitions, template: readTemplate(preview, names, shownPath(index)) };
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
 * Reads and checks the environments that `<folder>/index.ts` exports, with the roles files beside it. Previews are made
 * after what it exports as `preview`, and are there only for who asks for one by its name.
 * @param only - the one environment to read; what is wrong with another is then no obstacle
 * @param standing - a folder whose roles files come before those of `folder`: where a sandbox stands
 * @throws InvalidInput with everything that is wrong; nothing has been written then
 */
export function readProject(folder: string, only?: string, standing?: string): Project {
  const { definitions, template } = readDeclared(folder);
  const names = definitions.map(({ name }) => name);
  const preview = template && only !== undefined ? findPreview(template, only) : undefined;
  if (preview !== undefined) return { environments: [preview], names: [...names, preview.name] };
  const selected = only === undefined ? definitions : select(definitions, only);
  return {
    environments: loadEnvironments(selected, ...(standing === undefined ? [] : [standing]), folder),
    names,
  };
}

/**
 * The environment in whose stores previews keep their states; undefined where a project has no previews.
 * @throws InvalidInput with what is wrong with the template
 */
export function readPreviewStores(folder: string): Environment | undefined {
  const { template } = readDeclared(folder);
  return template && previewStores(template);
}
