import type { Group } from "../../core/group";
import type { Environment } from "../../core/parse";

const text = (value: unknown) => JSON.stringify(value);

const withoutGroups = ({ groups: _, ...own }: Environment) => own;

/** The groups of one that the other does not have exactly so. */
function differing(one: Environment, other: Environment | undefined): readonly Group[] {
  if (other === undefined || text(withoutGroups(one)) !== text(withoutGroups(other))) return one.groups;
  return one.groups.filter((group) => !other.groups.some((same) => text(same) === text(group)));
}

/**
 * What of `environments` can have other stacks than `others`, given the same code: a group's stacks are built from the
 * group and from its environment, and from no other group.
 */
export function narrowed(environments: readonly Environment[], others: readonly Environment[]): readonly Environment[] {
  return environments
    .map((environment) => {
      const other = others.find(({ name }) => name === environment.name);
      return { ...environment, groups: differing(environment, other) };
    })
    .filter(({ groups }) => groups.length > 0);
}
