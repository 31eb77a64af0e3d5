import type { Environment } from "../../core/parse";
import type { Group } from "../../core/group";
import type { Cloud } from "../../core/cloud";
import { limitsOf } from "../../cluster/contract";
import { lagAlarmSeconds } from "../../database/contract";
import type { Action, Plan, Repeatable, Step, Target } from "../contract";
import { titleOf, wordsFor } from "./words";

interface Conduct {
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly repeatable: Repeatable;
}

const minutes = 60;

/** How each action is run. A time-out is when to wake somebody, far above what a good day takes. */
const conduct = {
  "check-ready": { timeoutSeconds: 2 * minutes, retries: 3, repeatable: "always" },
  approve: { timeoutSeconds: 60 * minutes, retries: 0, repeatable: "always" },
  "raise-capacity": { timeoutSeconds: 15 * minutes, retries: 5, repeatable: "always" },
  "return-capacity": { timeoutSeconds: 15 * minutes, retries: 5, repeatable: "always" },
  "close-gate": { timeoutSeconds: 3 * minutes, retries: 5, repeatable: "always" },
  "open-gate": { timeoutSeconds: 3 * minutes, retries: 5, repeatable: "always" },
  // A second order while the first is under way is an error at best.
  "switch-database": { timeoutSeconds: 20 * minutes, retries: 2, repeatable: "after-look" },
  "promote-database": { timeoutSeconds: 15 * minutes, retries: 5, repeatable: "after-look" },
  "rejoin-database": { timeoutSeconds: 6 * 60 * minutes, retries: 5, repeatable: "after-look" },
  "rebuild-database": { timeoutSeconds: 30 * minutes, retries: 2, repeatable: "after-look" },
  // Cloud SQL refuses it while the backup after a switch is taken.
  "designate-replica": { timeoutSeconds: 30 * minutes, retries: 10, repeatable: "always" },
  "verify-writes": { timeoutSeconds: 10 * minutes, retries: 3, repeatable: "always" },
  "write-roles": { timeoutSeconds: 1 * minutes, retries: 2, repeatable: "always" },
  "create-database": { timeoutSeconds: 6 * 60 * minutes, retries: 2, repeatable: "always" },
  reconcile: { timeoutSeconds: 60 * minutes, retries: 2, repeatable: "always" },
} as const satisfies Record<Action["do"], Conduct>;

/** What plans of one cloud have and those of another have not. */
interface Traits {
  /** Whether each site has a gate of its own, so that a standby's must be opened again. */
  readonly gateEach: boolean;
  /** Whether the vendor must be told which replica takes over: after roles were switched, and after one was built anew. */
  readonly designates: { readonly afterSwitch: boolean; readonly afterRebuild: boolean };
  /** Whether a retired server keeps its place in the group, so that no other can be built there. */
  readonly holdsPlace: boolean;
  /** Regions without which the traffic stack cannot be planned (modules/traffic/README.md). */
  readonly trafficNeeds: readonly string[];
}

/** {@link Traits} by cloud. */
export const traits = {
  aws: {
    gateEach: true,
    designates: { afterSwitch: false, afterRebuild: false },
    holdsPlace: true,
    trafficNeeds: ["us-east-1", "us-west-2"],
  },
  gcp: {
    gateEach: false,
    designates: { afterSwitch: true, afterRebuild: true },
    holdsPlace: false,
    trafficNeeds: [],
  },
  azure: {
    gateEach: true,
    designates: { afterSwitch: false, afterRebuild: true },
    holdsPlace: false,
    trafficNeeds: [],
  },
} as const satisfies Record<Cloud, Traits>;

/** Environments whose plans somebody other than the starter must approve. */
const approved: readonly string[] = ["production"];

/** How far a replica may be behind when roles are switched, seconds: the RPO, at which the alarm wakes somebody. */
export const rpoSeconds = lagAlarmSeconds;

/** What every plan of a group is made of. */
export interface Scene {
  readonly environment: Environment;
  readonly group: Group;
  readonly from: Target;
  readonly to: Target;
}

/** A step as a plan's own file says it; the rest follows from its action. */
export interface Draft {
  /** @default - what its action does */
  readonly id?: string;
  readonly action: Action;
  readonly needs: readonly string[];
  readonly safePoint: string | null;
}

/** The nodes that a site must have when it is active, and those that are enough for a standby. */
export function nodesOf({ cluster }: Environment): { readonly active: number; readonly standby: number } {
  const nodes = (active: boolean) => limitsOf({ active }, cluster.nodes).min;
  return { active: nodes(true), standby: nodes(false) };
}

/** The stack of a site, and the one of the names that follow the active site. */
export const stackOf = ({ environment, group, site }: Target): string => `${environment}-${group}-${site}`;

/** See {@link stackOf}. */
export const trafficStackOf = ({ id }: Group): string => `${id}-traffic`;

/** Whom to ask whether a plan can begin: the site that takes over, or, for one that comes back, the site it comes back to. */
export function askedFor(intent: Plan["intent"], { from, to }: Pick<Plan, "from" | "to">): Pick<Plan, "from" | "to"> {
  return intent === "rejoin" || intent === "rebuild" ? { from: to, to: from } : { from, to };
}

/**
 * Completes a plan: the check comes first, then the approval where one is asked for, and everything that needs nothing
 * else needs those.
 */
export function complete(
  { environment, group, from, to }: Scene,
  intent: Plan["intent"],
  maximumLagSeconds: number | null,
  drafts: readonly Draft[],
): Plan {
  const place = { cloud: group.cloud, environment: environment.name, group: group.name };
  const approval = approved.includes(environment.name);
  const untouched = "nothing has been changed";
  const before: readonly Draft[] = [
    {
      action: { do: "check-ready", ...askedFor(intent, { from, to }), maximumLagSeconds },
      needs: [],
      safePoint: untouched,
    },
    ...(approval ? [{ action: { do: "approve" } as const, needs: ["check-ready"], safePoint: untouched }] : []),
  ];
  const gatekeeper = approval ? "approve" : "check-ready";
  const steps = [
    ...before,
    ...drafts.map((draft) => (draft.needs.length > 0 ? draft : { ...draft, needs: [gatekeeper] })),
  ].map(({ id, action, needs, safePoint }): Step => ({
    id: id ?? action.do,
    title: titleOf(action),
    action,
    needs,
    ...conduct[action.do],
    ...wordsFor(action, place),
    safePoint,
  }));
  return { ...place, intent, from, to, approval, steps };
}
