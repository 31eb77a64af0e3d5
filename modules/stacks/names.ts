import type { Environment, StackContent } from "../core/parse";
import type { Site } from "../core/site";

/** A stack as far as the environment alone tells: which it is, not what is in it. */
export interface StackName {
  readonly name: string;
  readonly environment: string;
  readonly group: string;
  /** Null where the stack belongs to the whole group. */
  readonly site: string | null;
  readonly content: StackContent;
}

/** The stacks that are a site's own. */
export function siteStacks({ id }: Pick<Site, "id">): readonly string[] {
  return [id];
}

/** The stacks of an environment in the order of a first deploy, told without building any of them. */
export function stackNames({ name: environment, groups, contents }: Environment): readonly StackName[] {
  const all = groups.flatMap(({ id, name: group, sites }) => {
    const ofGroup = (content: StackContent): StackName => ({
      name: `${id}-${content}`,
      environment,
      group,
      site: null,
      content,
    });
    const ofSites = sites.flatMap((site) =>
      siteStacks(site).map((name): StackName => ({ name, environment, group, site: site.name, content: "site" })),
    );
    return [ofGroup("state"), ...ofSites, ofGroup("traffic")];
  });
  return all.filter(({ content }) => contents.includes(content));
}

/**
 * The environment that a stack belongs to by its name, undefined when it is none of `environments`. With `staging` and
 * `staging-eu` both there, the longer name wins.
 */
export function environmentOf(stack: string, environments: readonly string[]): string | undefined {
  return environments
    .filter((environment) => stack.startsWith(`${environment}-`))
    .toSorted((a, b) => b.length - a.length)
    .at(0);
}
