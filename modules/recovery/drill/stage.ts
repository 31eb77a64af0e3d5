import type { Environment } from "../../core/parse";
import type { Operator, Target } from "../contract";
import type { RolesPort } from "../own/actions";
import type { Terraforming } from "../own/reconcile";
import type { Connect } from "../probe/connection";

/** What can be taken from a region, and given back. */
export interface Disaster {
  readonly begin: (region: string) => Promise<void>;
  readonly end: (region: string) => Promise<void>;
}

/** Where a group is drilled: everything around the plan and its run. */
export interface Stage {
  /** The environment as its roles files have it now. */
  readonly environment: () => Environment;
  readonly operator: Operator;
  readonly roles: RolesPort;
  readonly terraforming: Terraforming;
  /** Makes a user for the probe on the server of a site, which must take writes. */
  readonly admit: (site: Target) => Promise<void>;
  /** Connects through the group's name. */
  readonly connect: Connect;
  /** The site that the group's name leads to, if its database answers there. */
  readonly leadsTo: (signal: AbortSignal) => Promise<string | null>;
  /** The loss of the whole region, and of its control plane alone. */
  readonly disasters: { readonly "region-loss": Disaster; readonly "control-plane-loss": Disaster };
  /** The folder of runs. */
  readonly runs: string;
}
