import type { Size } from "../core/cloud";
import type { Site } from "../core/site";
import type { Key } from "../keys/contract";
import type { Network } from "../network/contract";

/** A private Kubernetes cluster over three zones. */
export interface Cluster {
  readonly name: string;
  /** The URL that vouches for the cluster's service accounts, without which no workload has an identity. */
  readonly issuer: string;
}

/** How many nodes the autoscaler may run in the whole site. */
export interface NodeLimits {
  readonly min: number;
  readonly max: number;
}

/** What a cluster is a function of. */
export interface ClusterProps<S extends Site = Site> {
  readonly site: S;
  readonly network: Network;
  /** Encrypts the cluster's secrets and its nodes' disks. */
  readonly key: Key;
  /** Encrypts the control plane's audit logs, where the cloud keeps them in a store of ours. */
  readonly logsKey: Key;
  readonly size: Size;
  /** An active site's limits; a standby keeps {@link standbyNodes} nodes and the same maximum. */
  readonly nodes: NodeLimits;
  /**
   * Address ranges that may reach the control plane from outside.
   * @default - none: it is reached from inside the site's network only
   */
  readonly administration?: readonly string[];
}

/** A standby's nodes: one a zone, so that taking over is adding nodes and not making a cluster. */
export const standbyNodes = 3;

/** How many days the control plane's audit logs are kept. */
export const auditLogDays = 365;

/**
 * The weekly window for upgrades, UTC: when the fewest people trade. Twelve hours, because GKE refuses a window that is
 * open for less than 48 hours in any 32 days, and in those there are four Sundays.
 */
export const upgradeWindow = { day: "Sunday", startHour: 3, hours: 12 } as const;

/** The disk of a node, for images and scratch space; what lasts is on volumes of its own. */
export const nodeDiskGib = 100;

/**
 * Divides a number of nodes over the three zones so that the parts add up to it exactly; what is left over goes to the
 * first zones. A greater number has no lesser part, so a minimum's parts never exceed its maximum's.
 */
export function perZone(nodes: number): readonly [number, number, number] {
  const part = (zone: number) => Math.floor((nodes + 2 - zone) / 3);
  return [part(0), part(1), part(2)];
}

/** The node limits that a site runs with now: the one thing of a cluster that follows `active`. */
export function limitsOf({ active }: Pick<Site, "active">, { min, max }: NodeLimits): NodeLimits {
  return { min: active ? min : Math.min(min, standbyNodes), max };
}
