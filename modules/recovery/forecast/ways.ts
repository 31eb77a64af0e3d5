import type { Environment } from "../../core/parse";
import { InvalidInput } from "../../core/problems";
import { type Intent, intents, type Plan } from "../contract";
import { planRecovery } from "../plan/plan";
import { environmentWith, rolesAfter, rolesOf } from "../plan/standing";

/** The plan of an intent if a group that stands so can have it now, with nothing in its way. */
function planIn(environment: Environment, name: string, intent: Intent): Plan | undefined {
  const writer = environment.groups.find((group) => group.name === name)?.active ?? "";
  const status = { writer, armed: true, lagSeconds: 0, problems: [] };
  try {
    return planRecovery(environment, { group: name, intent, acceptLoss: true }, { status, run: null });
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}

function after(environment: Environment, name: string, plan: Plan): Environment {
  const group = environment.groups.find((candidate) => candidate.name === name);
  return group === undefined ? environment : environmentWith(environment, name, rolesAfter(rolesOf(group), plan));
}

/** How many plans may come before the one that is forecast: a failback from a lost site comes third. */
const deepest = 2;

/**
 * One plan for each intent: from where the group stands or, where it cannot be had there, from where other plans lead. A group
 * at its origin can fail back once it was switched, and take a site back once it was lost.
 */
export function plansOf(environment: Environment, group: string): readonly Plan[] {
  const found = new Map<Intent, Plan>();
  let standings: readonly Environment[] = [environment];
  for (let depth = 0; depth <= deepest; depth += 1) {
    const plans = standings.flatMap((standing) =>
      intents.flatMap((intent) => {
        const plan = planIn(standing, group, intent);
        return plan === undefined ? [] : [{ standing, intent, plan }];
      }),
    );
    for (const { intent, plan } of plans) if (!found.has(intent)) found.set(intent, plan);
    standings = plans.map(({ standing, plan }) => after(standing, group, plan));
  }
  return intents.flatMap((intent) => found.get(intent) ?? []);
}
