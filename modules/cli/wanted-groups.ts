import { InvalidInput, nearest, oneOf } from "../core/problems";
import { parseWanted } from "../deploy/selection";
import { readProject } from "../stacks/project";

/** One environment's groups that have a standby: all of them, or the one that was named. */
export interface WantedGroups {
  readonly environment: string;
  readonly groups: readonly string[];
}

/** @throws InvalidInput when there is no such environment or group, or a site is named, with what is possible */
export function wantedGroups(what: string, environments: string): WantedGroups {
  const { environment, group, site } = parseWanted(what);
  const refuse = (message: string) => new InvalidInput([{ path: what, message }]);
  if (site !== undefined) throw refuse(`names a site; ${environment}/${group ?? "<group>"} is what is meant`);
  const [found] = readProject(environments, environment).environments;
  const groups = (found?.groups ?? []).filter(({ sites }) => sites.length > 1).map(({ name }) => name);
  if (groups.length === 0) throw refuse(`has no group with a standby; add a second site to one`);
  if (group === undefined) return { environment, groups };
  if (groups.includes(group)) return { environment, groups: [group] };
  const guess = nearest(group, groups);
  const hint = guess === undefined ? "" : `; did you mean "${guess}"?`;
  throw refuse(`is no group with a standby; in ${environment} choose ${oneOf(groups)}${hint}`);
}

/** The one group that was named. @throws InvalidInput as {@link wantedGroups}, and when none was named */
export function wantedGroup(
  what: string,
  environments: string,
): { readonly environment: string; readonly group: string } {
  const { environment, groups } = wantedGroups(what, environments);
  const [group = ""] = groups;
  if (what.includes("/")) return { environment, group };
  throw new InvalidInput([
    { path: what, message: `names no group; choose ${oneOf(groups.map((name) => `${environment}/${name}`))}` },
  ]);
}
