import { ComputeFirewall } from "@cdktf/provider-google/lib/compute-firewall";
import { ComputeGlobalAddress } from "@cdktf/provider-google/lib/compute-global-address";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { ComputeRouter } from "@cdktf/provider-google/lib/compute-router";
import { ComputeRouterNat } from "@cdktf/provider-google/lib/compute-router-nat";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { LoggingProjectBucketConfig } from "@cdktf/provider-google/lib/logging-project-bucket-config";
import { LoggingProjectSink } from "@cdktf/provider-google/lib/logging-project-sink";
import { ServiceNetworkingConnection } from "@cdktf/provider-google/lib/service-networking-connection";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { keep } from "../core/lifecycle";
import { groupId } from "../core/naming";
import type { GcpSite } from "../core/site";
import { flowLogDays, type Network, type NetworkProps, tiers } from "./contract";

/** Where Google's health checks and load balancers come from (Cloud Load Balancing, firewall rules). */
const googleFrontEnds = ["35.191.0.0/16", "130.211.0.0/22"];

/** Names of a node subnet's secondary ranges, as the cluster asks for them. */
export const secondaryRanges = { pods: "pods", services: "services" } as const;

/**
 * A site's subnets in the group's VPC. A VPC is global and Cloud SQL wants a replica in its primary's VPC
 * (docs/decisions/0004), so the origin's stack owns it and the other sites name it.
 */
export class GcpNetwork extends Construct implements Network {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly data: readonly string[];
  readonly ready: ITerraformDependable[];
  private readonly site: GcpSite;

  constructor(scope: Construct, id: string, { site, egress = "zonal" }: NetworkProps<GcpSite>) {
    super(scope, id);
    this.site = site;
    const shared = site.origin ? this.vpc() : undefined;
    this.id = shared?.network.id ?? `projects/${site.project}/global/networks/${groupId(site)}`;

    const nodes = this.subnetwork("nodes", tiers(site.cidr).allNodes, true);
    const data = this.subnetwork("data", tiers(site.cidr).allData, false);
    const exit = this.exit(nodes, egress);
    this.firewall();
    this.flowLogs();

    this.nodes = [nodes.id];
    this.data = [data.id];
    this.ready = shared === undefined ? [exit] : [exit, shared.connection];
  }

  /** What all sites of the group share: the VPC, and the peering through which Cloud SQL is reached. */
  private vpc(): { readonly network: ComputeNetwork; readonly connection: ServiceNetworkingConnection } {
    const network = new ComputeNetwork(this, "vpc", {
      name: groupId(this.site),
      autoCreateSubnetworks: false,
      routingMode: "REGIONAL",
      deleteDefaultRoutesOnCreate: false,
    });
    const ranges = this.site.siblings.map(({ name, id, cidr }) => {
      const [address = "", prefix = ""] = tiers(cidr).managed.split("/");
      return new ComputeGlobalAddress(this, `managed-${name}`, {
        name: `${id}-managed`,
        purpose: "VPC_PEERING",
        addressType: "INTERNAL",
        address,
        prefixLength: Number(prefix),
        network: network.id,
        lifecycle: keep,
      });
    });
    const connection = new ServiceNetworkingConnection(this, "managed", {
      network: network.id,
      service: "servicenetworking.googleapis.com",
      reservedPeeringRanges: ranges.map((range) => range.name),
      // Google refuses to remove a peering while a deleted instance lingers; leaving it harms nothing.
      deletionPolicy: "ABANDON",
    });
    return { network, connection };
  }

  private subnetwork(tier: "nodes" | "data", ipCidrRange: string, withPods: boolean): ComputeSubnetwork {
    const { id, region, cidr } = this.site;
    const { pods, services } = tiers(cidr);
    return new ComputeSubnetwork(this, tier, {
      name: `${id}-${tier}`,
      region,
      network: this.id,
      ipCidrRange,
      privateIpGoogleAccess: true,
      stackType: "IPV4_ONLY",
      logConfig: { aggregationInterval: "INTERVAL_1_MIN", flowSampling: 1, metadata: "INCLUDE_ALL_METADATA" },
      secondaryIpRange: withPods
        ? [
            { rangeName: secondaryRanges.pods, ipCidrRange: pods },
            { rangeName: secondaryRanges.services, ipCidrRange: services },
          ]
        : [],
    });
  }

  /** Cloud NAT has no zones to lose; `zonal` buys more ports for each node instead. */
  private exit(nodes: ComputeSubnetwork, egress: "zonal" | "shared"): ComputeRouterNat {
    const { id, region } = this.site;
    const router = new ComputeRouter(this, "router", { name: `${id}-router`, region, network: this.id });
    return new ComputeRouterNat(this, "nat", {
      name: `${id}-nat`,
      region,
      router: router.name,
      natIpAllocateOption: "AUTO_ONLY",
      sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
      subnetwork: [{ name: nodes.id, sourceIpRangesToNat: ["ALL_IP_RANGES"] }],
      minPortsPerVm: egress === "zonal" ? 256 : 64,
      logConfig: { enable: true, filter: "ERRORS_ONLY" },
    });
  }

  private firewall(): void {
    const { id, cidr } = this.site;
    const rules = [
      { name: "deny-all", priority: 65000, sourceRanges: ["0.0.0.0/0"], deny: [{ protocol: "all" }] },
      { name: "allow-site", priority: 1000, sourceRanges: [cidr], allow: [{ protocol: "all" }] },
      { name: "allow-health-checks", priority: 1000, sourceRanges: googleFrontEnds, allow: [{ protocol: "tcp" }] },
    ] as const;
    for (const { name, sourceRanges, ...rule } of rules)
      new ComputeFirewall(this, name, {
        name: `${id}-${name}`,
        network: this.id,
        direction: "INGRESS",
        sourceRanges: [...sourceRanges],
        destinationRanges: [cidr],
        priority: rule.priority,
        ...("deny" in rule ? { deny: [...rule.deny] } : { allow: [...rule.allow] }),
        logConfig: { metadata: "INCLUDE_ALL_METADATA" },
      });
  }

  private flowLogs(): void {
    const { id, region, project } = this.site;
    const bucket = new LoggingProjectBucketConfig(this, "flow-logs", {
      project,
      location: region,
      bucketId: `${id}-flow`,
      retentionDays: flowLogDays,
      lifecycle: keep,
    });
    new LoggingProjectSink(this, "flow-log", {
      name: `${id}-flow`,
      destination: `logging.googleapis.com/${bucket.id}`,
      filter: `logName="projects/${project}/logs/compute.googleapis.com%2Fvpc_flows" AND resource.labels.subnetwork_name:"${id}-"`,
      uniqueWriterIdentity: true,
    });
  }
}
