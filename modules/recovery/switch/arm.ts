import { InvalidInput } from "../../core/problems";
import type { Target, VendorAction } from "../contract";
import { titleOf } from "../plan/words";
import { targetOf } from "../plan/standing";
import type { Stage } from "./stage";
import { until } from "./until";

/** The two sites of a group that can change places. */
export interface Pair {
  readonly active: Target;
  readonly standby: Target;
}

/** What was done to a pair so that it can switch; nothing, where it could already. */
export interface Armed extends Pair {
  readonly done: readonly string[];
}

/** The active site and the standby. @throws InvalidInput when no standby is there that could take over, with the way out */
export function standingPair({ environment, group }: Stage): Pair {
  const found = environment().groups.find(({ name }) => name === group);
  const sites = found?.sites ?? [];
  const active = sites.find((site) => site.active);
  const standby = sites.find((site) => !site.active && !site.fenced);
  const place = `${environment().name}/${group}`;
  const fenced = sites.find((site) => site.fenced);
  const way =
    fenced === undefined
      ? "add a standby to the environment"
      : `take ${fenced.name}, which is fenced, back first: understudy rejoin ${place}`;
  if (active === undefined || standby === undefined)
    throw new InvalidInput([{ path: place, message: `has no standby that could take over; ${way}` }]);
  return { active: targetOf(active), standby: targetOf(standby) };
}

/**
 * Does the one thing that Terraform cannot: has the active site's gate opened, and the vendor told which replica takes over.
 * Done twice, it is as if done once.
 * @throws InvalidInput when there is no standby; Error in the vendor's words
 */
export async function arm(stage: Stage, signal: AbortSignal): Promise<Armed> {
  const { operator } = stage;
  const { active, standby } = standingPair(stage);
  const actions: readonly VendorAction[] = [
    { do: "open-gate", site: active },
    { do: "designate-replica", site: standby, source: active },
  ];
  const done: string[] = [];
  for (const action of actions) {
    if (await operator.isDone(action, signal)) continue;
    await operator.perform(action, signal);
    await until(titleOf(action), signal, () => operator.isDone(action, signal));
    done.push(titleOf(action));
  }
  return { active, standby, done };
}
