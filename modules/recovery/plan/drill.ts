import type { Environment } from "../../core/parse";
import type { Plan } from "../contract";
import { planRecovery } from "./plan";
import type { Facts, Wish } from "./refusals";
import { environmentWith, rolesAfter, rolesOf } from "./standing";

/** What a drill can rehearse. */
export const scenarios = ["switchover", "region-loss", "control-plane-loss", "replica-lag"] as const;

/** One of {@link scenarios}. */
export type Scenario = (typeof scenarios)[number];

/** A rehearsal: the way there, and the ways back to where the group was, in their order. */
export interface Drill {
  readonly scenario: Scenario;
  readonly forth: Plan;
  readonly back: readonly Plan[];
}

/** What a group is like once the plan before has ended well: what the next one is planned for, until it is planned anew. */
const settled = (writer: string): Facts => ({
  status: { writer, armed: true, lagSeconds: 0, problems: [] },
  run: null,
});

/** The wishes of a scenario: the first, and then those that undo it. */
function wishes(
  scenario: Scenario,
  was: { readonly active: string; readonly isOrigin: boolean },
): readonly [Pick<Wish, "intent" | "acceptLoss">, ...Pick<Wish, "intent" | "site">[]] {
  // A group that was not at its origin goes back to where it was, not to the origin.
  const home = { intent: was.isOrigin ? "failback" : "switchover", site: was.active } as const;
  switch (scenario) {
    case "switchover":
      return [{ intent: "switchover" }, home];
    // Nobody can be asked whether the primary still writes, when its region, its control plane or its stream is gone.
    case "region-loss":
    case "control-plane-loss":
    case "replica-lag":
      return [{ intent: "failover", acceptLoss: true }, { intent: "rejoin", site: was.active }, home];
  }
}

/**
 * Plans a rehearsal from where the group stands. The plans back are for what the ones before leave.
 * @throws InvalidInput with every reason why the first of them cannot be
 */
export function planDrill(
  environment: Environment,
  { group: name, scenario, site }: { readonly group: string; readonly scenario: Scenario; readonly site?: string },
  facts: Facts,
): Drill {
  const group = environment.groups.find((candidate) => candidate.name === name);
  const active = group?.active ?? "";
  const [first, ...rest] = wishes(scenario, { active, isOrigin: group?.sites[0].name === active });
  const forth = planRecovery(environment, { group: name, ...first, ...(site !== undefined && { site }) }, facts);
  const back: Plan[] = [];
  let last = forth;
  let now = environment;
  for (const wish of rest) {
    const standing = now.groups.find((candidate) => candidate.name === name);
    if (standing === undefined) break;
    now = environmentWith(now, name, rolesAfter(rolesOf(standing), last));
    last = planRecovery(now, { group: name, ...wish }, settled(forth.to.site));
    back.push(last);
  }
  return { scenario, forth, back };
}
