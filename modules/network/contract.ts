import type { ITerraformDependable } from "cdktf";
import { subnet } from "../core/cidr";
import { podsIn } from "../core/node-room";
import type { Site } from "../core/site";

/** How many days flow logs are kept, on every cloud. */
export const flowLogDays = 90;

/** A site's private network: three zones, three tiers, one way out. */
export interface Network {
  /** What a service names when it is placed into the network. */
  readonly id: string;
  /** Subnets for nodes: one a zone, or one that spans the zones where the cloud's subnets do. */
  readonly nodes: readonly string[];
  /** Subnets for databases and private endpoints; nothing leaves them. */
  readonly data: readonly string[];
  /** What must exist before anything is placed into the network. */
  readonly ready: ITerraformDependable[];
}

/** What a network is a function of. */
export interface NetworkProps<S extends Site = Site> {
  readonly site: S;
  /**
   * `zonal`: each zone has its own way out; `shared`: one for the site, cheaper, lost with its zone.
   * @default "zonal"
   */
  readonly egress?: "zonal" | "shared";
}

const perZone = (cidr: string, newBits: number, first: number) =>
  [subnet(cidr, newBits, first), subnet(cidr, newBits, first + 1), subnet(cidr, newBits, first + 2)] as const;

/**
 * Cuts a site's range, the same on every cloud. Of a /16: nodes 3 x /19, data and public 3 x /24 each, services /20,
 * pods /18, managed databases /20, a control plane /24; the rest is free.
 * @throws RangeError when the range is too small to cut
 */
export function tiers(cidr: string) {
  return {
    nodes: perZone(cidr, 3, 0),
    data: perZone(cidr, 8, 96),
    public: perZone(cidr, 8, 100),
    services: subnet(cidr, 4, 7),
    pods: podsIn(cidr),
    managed: subnet(cidr, 4, 12),
    // For control planes that stand in the site's network.
    controlPlane: subnet(cidr, 8, 104),
    // Clouds whose subnets span zones take a tier as one range.
    allNodes: subnet(cidr, 2, 0),
    allData: subnet(cidr, 6, 24),
    allPublic: subnet(cidr, 6, 25),
  } as const;
}
