import { type Operator, type OwnAction, PassingError, type Target } from "../contract";
import type { OwnActions, OwnContext, OwnWork } from "../run/own";
import { create, isReconciled, reconcile, type Terraforming } from "./reconcile";

type RolesChange = Extract<OwnAction, { readonly do: "write-roles" }>;

type Check = Extract<OwnAction, { readonly do: "check-ready" }>;

/** The roles file of a group's environment. */
export interface RolesPort {
  readonly write: (change: RolesChange) => void;
  readonly isWritten: (change: RolesChange) => boolean;
}

/** What recovery's own work stands on. */
export interface OwnPorts {
  readonly operator: Operator;
  readonly roles: RolesPort;
  readonly terraforming: Terraforming;
  /** Whether the group's name leads to this site now, and a write through it is accepted. */
  readonly acceptsWrites: (site: Target, signal: AbortSignal) => Promise<boolean>;
}

/** @throws Error with everything that is in the way, in the vendor's words */
async function checkReady(operator: Operator, { from, to, maximumLagSeconds }: Check, { signal, record }: OwnContext) {
  const { lagSeconds, problems, armed } = await operator.look(from, to, signal);
  record({ fact: "lag", seconds: lagSeconds });
  const tooFar = maximumLagSeconds !== null && (lagSeconds === null || lagSeconds > maximumLagSeconds);
  const lag = lagSeconds === null ? "nobody knows how far" : `${lagSeconds.toFixed(1)} s`;
  const reasons = [
    ...problems,
    ...(armed ? [] : [`${to.database} is not armed to take over; run: understudy arm ${to.environment}/${to.group}`]),
    ...(tooFar
      ? [`${to.database} is ${lag} behind, more than ${maximumLagSeconds} s; wait until it has caught up`]
      : []),
  ];
  if (reasons.length > 0) throw new Error(reasons.join("; "));
  return `${to.database} is ready to take over, ${lag} behind`;
}

/** What recovery does itself, on the ports of one group. */
export function ownActions({ operator, roles, terraforming, acceptsWrites }: OwnPorts): OwnActions {
  const perform = async (action: OwnWork, context: OwnContext): Promise<string> => {
    switch (action.do) {
      case "check-ready":
        return checkReady(operator, action, context);
      case "verify-writes":
        // Probers and databases take their time after a switch.
        if (!(await acceptsWrites(action.site, context.signal)))
          throw new PassingError(`${action.site.name} does not lead to writes in ${action.site.site} yet`);
        return `${action.site.name} leads to ${action.site.site}, which accepts writes`;
      case "write-roles":
        roles.write(action);
        return `${action.active} is written as the active site`;
      case "create-database":
        return create(terraforming, action.stack, context);
      case "reconcile":
        return reconcile(terraforming, { ...action, signal: context.signal }, context);
    }
  };

  const isDone = async (action: OwnWork, signal: AbortSignal): Promise<boolean> => {
    switch (action.do) {
      case "check-ready":
        return false;
      case "verify-writes":
        return acceptsWrites(action.site, signal);
      case "write-roles":
        return roles.isWritten(action);
      case "create-database":
        return isReconciled(terraforming, { stacks: [action.stack], signal });
      case "reconcile":
        return isReconciled(terraforming, { ...action, signal });
    }
  };

  return { perform, isDone };
}
