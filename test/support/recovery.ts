import { environments as definitions } from "../../environments";
import type { Environment } from "../../modules/core/parse";
import type { GroupRoles } from "../../modules/core/roles";
import type { Plan, Step } from "../../modules/recovery/contract";
import { planRecovery } from "../../modules/recovery/plan/plan";
import type { Facts, Wish } from "../../modules/recovery/plan/refusals";
import { environmentWith, rolesAfter, rolesOf } from "../../modules/recovery/plan/standing";
import { parsed } from "./environments";

/** The groups of this project that have a standby, each with its environment, as they were born. */
export const pairs = definitions
  .map((definition) => parsed(definition))
  .flatMap((environment) =>
    environment.groups
      .filter(({ sites }) => sites.length > 1)
      .map((group) => ({ environment, group: group.name, cloud: group.cloud, id: group.id })),
  );

/** A group that has nothing in its way. */
export function healthy(writer: string, changes: Partial<Facts["status"]> = {}): Facts {
  return { status: { writer, armed: true, lagSeconds: 0, problems: [], ...changes }, run: null };
}

/** Which site is active in a group. */
export function activeIn(environment: Environment, group: string): string {
  return environment.groups.find(({ name }) => name === group)?.active ?? "";
}

/** A plan for a group that has nothing in its way, with loss accepted. */
export function planned(environment: Environment, group: string, wish: Omit<Wish, "group">): Plan {
  return planRecovery(environment, { acceptLoss: true, ...wish, group }, healthy(activeIn(environment, group)));
}

/** The roles of one group. */
export function rolesIn(environment: Environment, name: string): GroupRoles {
  const group = environment.groups.find((candidate) => candidate.name === name);
  if (group === undefined) throw new Error(`${environment.name} has no group ${name}`);
  return rolesOf(group);
}

/** The environment as a plan leaves it. */
export function after(environment: Environment, plan: Plan): Environment {
  return environmentWith(environment, plan.group, rolesAfter(rolesIn(environment, plan.group), plan));
}

/** Everything that must have ended before a step of that id begins. */
export function before({ steps }: Plan, id: string): ReadonlySet<string> {
  const needs = new Map(steps.map((step: Step) => [step.id, step.needs]));
  const found = new Set<string>();
  const visit = (from: string): void => {
    for (const need of needs.get(from) ?? [])
      if (!found.has(need)) {
        found.add(need);
        visit(need);
      }
  };
  visit(id);
  return found;
}
