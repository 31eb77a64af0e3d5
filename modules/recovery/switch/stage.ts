import type { Environment } from "../../core/parse";
import type { Operator } from "../contract";
import type { Signer } from "../evidence/sign";
import type { LeaseStore } from "../lease/store";
import type { RolesPort } from "../own/actions";
import type { Terraforming } from "../own/reconcile";

/** Where a group is switched: everything around a plan and its run. */
export interface Stage {
  readonly group: string;
  /** The environment as its roles files have it now. */
  readonly environment: () => Environment;
  readonly operator: Operator;
  readonly roles: RolesPort;
  readonly terraforming: Terraforming;
  /** The site that the group's name leads to, if its database takes writes there. */
  readonly leadsTo: (signal: AbortSignal) => Promise<string | null>;
  /** The folder of runs. */
  readonly runs: string;
  /** The group's lease where all machines see it; null where all who could take it are on this machine. */
  readonly shared: LeaseStore | null;
  /** Who signs the reports of runs. @throws InvalidInput when there is no key, with how to make one */
  readonly signer: () => Signer;
}
