import type { EnvironmentDefinition } from "../core/environment";
import { type Environment, parseEnvironment } from "../core/parse";
import { mostPreviews, previewNumber } from "../core/parse-lifetime";
import { type PreviewTemplate, previewOf } from "../core/preview";
import { InvalidInput } from "../core/problems";
import { rolesBeforeAny } from "../core/roles";

/** No preview is ever switched: its one site has been active since it was made, and no file says so. */
function parse(definition: EnvironmentDefinition): Environment {
  const { environment, problems } = parseEnvironment(definition, rolesBeforeAny(definition.groups));
  if (environment === undefined) throw new InvalidInput(problems);
  return environment;
}

/** One job makes a preview and one ends it: with two groups, one could end and the other be forgotten. */
function requireOneGroup({ name, groups }: PreviewTemplate): void {
  const names = Object.keys(groups);
  if (names.length === 1) return;
  const message = `has ${names.length} groups (${names.join(", ")}), but a preview is one site on one cloud; keep one`;
  throw new InvalidInput([{ path: `${name}.groups`, message }]);
}

/**
 * The environment in whose stores previews keep their state: the stores, and nothing else of it.
 * @throws InvalidInput with what is wrong with the template, or would be with the preview whose name is the longest
 */
export function previewStores(template: PreviewTemplate): Environment {
  const environment = parse(template);
  parse(previewOf(template, mostPreviews));
  requireOneGroup(template);
  return { ...environment, contents: ["state"] };
}

/**
 * What the template makes of a name: a preview, or what they keep their states in. Undefined when the name is another's.
 * @throws InvalidInput with what is wrong with the template, or with a name that is almost a preview's
 */
export function findPreview(template: PreviewTemplate, name: string): Environment | undefined {
  if (name === template.name) return previewStores(template);
  if (!name.startsWith("pr-")) return undefined;
  const number = previewNumber(name);
  if (number !== undefined) {
    requireOneGroup(template);
    return parse(previewOf(template, number));
  }
  const message = `is no preview; write pr-<number of the pull request>, 1 to ${mostPreviews} without a zero in front`;
  throw new InvalidInput([{ path: `environment ${JSON.stringify(name)}`, message }]);
}
