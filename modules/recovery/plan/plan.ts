import type { Environment } from "../../core/parse";
import type { Group } from "../../core/group";
import { InvalidInput, nearest, oneOf, type Problem } from "../../core/problems";
import type { Site } from "../../core/site";
import type { Plan } from "../contract";
import { planFailover } from "./failover";
import { choose, type Facts, refusals, type Wish } from "./refusals";
import { planRebuild, planRejoin } from "./return";
import { targetOf } from "./standing";
import { askedFor, type Scene } from "./steps";
import { planSwitch } from "./switch";

const refuse = (path: string, message: string): never => {
  const problem: Problem = { path, message };
  throw new InvalidInput([problem]);
};

function groupOf({ name, groups }: Environment, wanted: string): Group {
  const group = groups.find((candidate) => candidate.name === wanted);
  if (group !== undefined) return group;
  const names = groups.map((candidate) => candidate.name);
  const guess = nearest(wanted, names);
  const hint = guess === undefined ? "" : `; did you mean ${JSON.stringify(guess)}?`;
  return refuse(`${name}.groups`, `${JSON.stringify(wanted)} is no group of ${name}; choose ${oneOf(names)}${hint}`);
}

function planned(scene: Scene, intent: Wish["intent"]): Plan {
  switch (intent) {
    case "switchover":
    case "failback":
      return planSwitch(scene, intent);
    case "failover":
      return planFailover(scene);
    case "rejoin":
      return planRejoin(scene);
    case "rebuild":
      return planRebuild(scene);
  }
}

function sceneOf(environment: Environment, group: Group, wish: Wish, path: string): Scene {
  const sites: readonly Site[] = group.sites;
  const from = sites.find(({ active }) => active);
  const { site: to, problems } = choose(group, wish, path);
  if (problems.length > 0) throw new InvalidInput(problems);
  if (from === undefined || to === undefined)
    return refuse(path, `needs two sites, and ${group.id} has one; add a standby to the environment`);
  return { environment, group, from: targetOf(from), to: targetOf(to) };
}

const pathOf = ({ name }: Environment, { group, intent }: Wish) => `${name}.${group}.${intent}`;

/**
 * The pair to look at before a wish can be planned, in the order in which `Operator.look` wants it: only the second is
 * asked, so that it answers with the first one's region dead.
 * @throws InvalidInput when there is no such group or site
 */
export function pairOf(environment: Environment, wish: Wish): Pick<Plan, "from" | "to"> {
  const scene = sceneOf(environment, groupOf(environment, wish.group), wish, pathOf(environment, wish));
  return askedFor(wish.intent, scene);
}

/**
 * The way from where a group stands to where it is wanted, as steps. Pure: it looks at nothing but its arguments. `from` is
 * the active site and `to` the one that takes over, comes back or is rebuilt.
 * @throws InvalidInput with every reason why there is no such way now, and what to do about each
 */
export function planRecovery(environment: Environment, wish: Wish, facts: Facts): Plan {
  const group = groupOf(environment, wish.group);
  const path = pathOf(environment, wish);
  const problems = refusals(group, wish, facts, path);
  if (problems.length > 0) throw new InvalidInput(problems);
  return planned(sceneOf(environment, group, wish, path), wish.intent);
}
