import type { ITerraformDependable } from "cdktf";
import type { Cluster } from "../cluster/contract";
import type { GeneratedPassword } from "../core/ephemeral";
import { groupId } from "../core/naming";
import type { Site } from "../core/site";
import type { Network } from "../network/contract";

/** A group's secrets, as one of its sites sees them. */
export interface Secrets {
  /** The identity with which the site's workloads read them, in the cloud's own form. */
  readonly reader: string;
}

/** A generated value, and what must have taken it before it is published. */
export interface SecretValue extends GeneratedPassword {
  /**
   * Written only after these, so that a service that refuses a new value leaves the published one valid.
   * @default []
   */
  readonly after?: ITerraformDependable[];
  /**
   * The published value stays whatever the version says: somebody else writes it now.
   * @default false
   */
  readonly frozen?: boolean;
}

/** What secrets are a function of. */
export interface SecretsProps<S extends Site = Site> {
  readonly site: S;
  readonly network: Network;
  readonly cluster: Cluster;
  /**
   * By name, the values that this site's stack owns, in every site of the group: the origin's all of them, a
   * standby's none.
   */
  readonly values: Readonly<Record<string, SecretValue>>;
  /**
   * Address ranges from which people and pipelines may administer secrets.
   * @default - none: from inside the site's network only
   */
  readonly administration?: readonly string[];
}

/** Who may read a site's secrets: the workloads that run as this Kubernetes service account, and nobody else. */
export const workload = { namespace: "workload", serviceAccount: "workload" } as const;

/** For how many days a deleted secret, or an old version of one, can still be brought back. */
export const recoveryDays = 30;

/** A secret's name, the same in every site of the group. */
export function secretName(site: Site, name: string): string {
  return `${groupId(site)}-${name}`;
}
