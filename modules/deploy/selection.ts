import type { Group } from "../core/group";
import type { Environment } from "../core/parse";
import { InvalidInput, nearest, oneOf, type Problem } from "../core/problems";
import { siteStacks, stackNames } from "../stacks/names";

/** What somebody wants to deploy: an environment, a group of it, or one site. */
export interface Wanted {
  readonly environment: string;
  readonly group: string | undefined;
  readonly site: string | undefined;
}

/**
 * Reads `<environment>[/<group>[/<site>]]`.
 * @throws InvalidInput when it has another form
 */
export function parseWanted(text: string): Wanted {
  const [environment = "", group, site, ...more] = text.replace(/\/$/, "").split("/");
  if (more.length > 0 || [environment, group, site].includes(""))
    throw new InvalidInput([
      {
        path: JSON.stringify(text),
        message: "is not of the form <environment>[/<group>[/<site>]]: staging/aws/oregon",
      },
    ]);
  return { environment, group, site };
}

const unknown = (kind: string, name: string, names: readonly string[], of: string): Problem => {
  const guess = nearest(name, names);
  const hint = guess === undefined ? "choose one of these" : `did you mean ${JSON.stringify(guess)}?`;
  return { path: `${kind} ${JSON.stringify(name)}`, message: `does not exist in ${of}, only ${oneOf(names)}; ${hint}` };
};

const namesOf = (named: readonly { readonly name: string }[]) => named.map(({ name }) => name);

/** Everything that is wrong with a wanted group and site. Of a mistyped group, its site is looked for in the one meant. */
function problemsOf({ name, groups }: Environment, { group, site }: Wanted): readonly Problem[] {
  if (group === undefined) return [];
  const meant = nearest(group, namesOf(groups));
  const found = groups.find((other) => other.name === group);
  const looked = found ?? groups.find((other) => other.name === meant);
  return [
    ...(found === undefined ? [unknown("group", group, namesOf(groups), name)] : []),
    ...(site === undefined || looked === undefined || namesOf(looked.sites).includes(site)
      ? []
      : [unknown("site", site, namesOf(looked.sites), looked.id)]),
  ];
}

const ofSite = (groups: readonly Group[], { group, site }: Wanted) =>
  groups
    .filter(({ name }) => name === group)
    .flatMap(({ sites }) => sites.filter(({ name }) => name === site).flatMap((found) => siteStacks(found)));

/**
 * The stacks of an environment that are wanted: all of it, those of one group, or those that are a site's own.
 * @throws InvalidInput with the nearest name of each that does not exist
 */
export function selectStacks(environment: Environment, wanted: Wanted): readonly string[] {
  const problems = problemsOf(environment, wanted);
  if (problems.length > 0) throw new InvalidInput(problems);
  if (wanted.site !== undefined) return ofSite(environment.groups, wanted);
  return stackNames(environment)
    .filter(({ group }) => wanted.group === undefined || wanted.group === group)
    .map(({ name }) => name);
}

/**
 * Makes sure that a region can be left out of what is deployed: that something stands there, and nothing of what is wanted.
 * @throws InvalidInput with the regions that there are, or with each stack that stands there
 */
export function requireElsewhere({ name, groups }: Environment, stacks: readonly string[], region: string): void {
  const sites = groups.flatMap((group) => [...group.sites]);
  const regions = [...new Set(sites.map((site) => site.region))];
  const there = sites.filter((site) => site.region === region);
  const problems = there
    .filter(({ id }) => stacks.includes(id))
    .map(({ id, group, siblings }) => {
      const elsewhere = siblings.filter((sibling) => sibling.region !== region);
      const others = elsewhere.map((sibling) => `${name}/${group}/${sibling.name}`);
      const instead = others.length === 0 ? "" : `; choose what stands elsewhere, such as ${oneOf(others)}`;
      return { path: id, message: `stands in ${region}, which is to be left out${instead}` };
    });
  if (there.length === 0) problems.push(unknown("region", region, regions, name));
  if (problems.length > 0) throw new InvalidInput(problems);
}

/** What is taken to be there when some stacks are deployed alone: whatever comes before them, at first hand. */
export function assumed(
  all: readonly { readonly name: string; readonly dependencies: readonly string[] }[],
  selected: readonly string[],
): readonly string[] {
  const needed = all.filter(({ name }) => selected.includes(name)).flatMap(({ dependencies }) => dependencies);
  return [...new Set(needed)].filter((name) => !selected.includes(name));
}

/** What is left standing when some stacks are destroyed alone although it comes after them. */
export function orphaned(
  all: readonly { readonly name: string; readonly dependencies: readonly string[] }[],
  selected: readonly string[],
): readonly string[] {
  return all
    .filter(
      ({ name, dependencies }) => !selected.includes(name) && dependencies.some((need) => selected.includes(need)),
    )
    .map(({ name }) => name);
}
