import { parseCidr, sitePrefixes, subnet } from "./cidr";
import type { Cloud } from "./cloud";
import { entries } from "./parse-group";
import type { Problem } from "./problems";

/** Pods on a node of GKE. */
export const gkePodsPerNode = 64;

/**
 * The range of a node's pods: GKE sets at least twice as many addresses aside as a node can have pods, a power of two.
 * (Google Kubernetes Engine, "Flexible Pod CIDR".)
 */
const gkePodsPrefix = 25;

/** Nodes that an upgrade adds for a while. */
export const surgeNodes = 1;

/** The part of a site's range for pods that have addresses of their own. */
export const podsIn = (cidr: string): string => subnet(cidr, 2, 2);

/**
 * For how many nodes a site's range has addresses on GCP, where it is the pods' that run out.
 * @throws RangeError when the range is too small to cut
 */
export function gkeNodesIn(cidr: string): number {
  const prefix = parseCidr(podsIn(cidr))?.prefix ?? gkePodsPrefix;
  return Math.floor(2 ** (gkePodsPrefix - prefix)) - surgeNodes;
}

/** A site's range as an environment gives it. */
interface Placed {
  readonly cloud: Cloud | undefined;
  readonly path: string;
  readonly cidr: string;
}

/** The prefix of the smallest range in which so many nodes have room on GCP; undefined when the largest has not enough. */
function prefixFor(nodes: number): number | undefined {
  for (let prefix: number = sitePrefixes.smallest; prefix >= sitePrefixes.largest; prefix -= 1)
    if (gkeNodesIn(`10.0.0.0/${prefix}`) >= nodes) return prefix;
  return undefined;
}

/** Ranges that have not enough addresses for an environment's most nodes. Whatever is wrong with them besides is not said. */
export function roomProblems(environment: unknown, placed: readonly Placed[]): readonly Problem[] {
  const { max } = entries(entries(entries(environment)["cluster"])["nodes"]);
  if (typeof max !== "number" || !Number.isInteger(max)) return [];
  return placed.flatMap(({ cloud, path, cidr }) => {
    const range = parseCidr(cidr);
    if (cloud !== "gcp" || range === undefined || range.prefix > sitePrefixes.smallest) return [];
    const room = gkeNodesIn(cidr);
    if (max <= room) return [];
    const wanted = prefixFor(max);
    const larger = wanted === undefined ? "" : `, or give the site a /${wanted}`;
    return [
      {
        path,
        message: `${cidr} has addresses for the pods of ${room} nodes on gcp, and cluster.nodes.max is ${max}; lower that to ${room}${larger}`,
      },
    ];
  });
}
