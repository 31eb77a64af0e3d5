import type { Group } from "../../core/group";
import type { Environment } from "../../core/parse";

/**
 * Environments are plain data: two of one text are one and the same to whatever builds their stacks. A test holds that
 * nothing of an environment is lost in its text.
 */
const text = (value: unknown) => JSON.stringify(value);

const withoutGroups = ({ groups: _, ...own }: Environment) => own;

/** The groups of one that the other does not have exactly so. */
function differing(one: Environment, other: Environment | undefined): readonly Group[] {
  if (other === undefined || text(withoutGroups(one)) !== text(withoutGroups(other))) return one.groups;
  // Each text is made once: an environment may have hundreds of groups.
  const same = new Set(other.groups.map(text));
  return one.groups.filter((group) => !same.has(text(group)));
}

/**
 * What of `environments` can have other stacks than `others`, given the same code: a group's stacks are built from the
 * group and from its environment, and from no other group. Where the code is not the same nothing may be left out, whatever
 * the environments say.
 */
export function narrowed(environments: readonly Environment[], others: readonly Environment[]): readonly Environment[] {
  const named = new Map(others.map((other) => [other.name, other]));
  return environments
    .map((environment) => ({ ...environment, groups: differing(environment, named.get(environment.name)) }))
    .filter(({ groups }) => groups.length > 0);
}
