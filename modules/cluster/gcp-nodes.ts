import type { ContainerCluster } from "@cdktf/provider-google/lib/container-cluster";
import { ContainerNodePool, type ContainerNodePoolNodeConfig } from "@cdktf/provider-google/lib/container-node-pool";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Size } from "../core/cloud";
import { boundedName } from "../core/naming";
import { gkeNodesIn, gkePodsPerNode, podsIn, surgeNodes } from "../core/node-room";
import type { GcpSite } from "../core/site";
import { type ClusterProps, limitsOf, nodeDiskGib } from "./contract";

/** 2, 4 and 8 vCPU with 4 GiB each. */
const machineType = {
  small: "n2-standard-2",
  medium: "n2-standard-4",
  large: "n2-standard-8",
} as const satisfies Record<Size, string>;

/** Write logs and metrics, pull images: what a node does in its own name. */
const nodeRoles = {
  node: "roles/container.defaultNodeServiceAccount",
  images: "roles/artifactregistry.reader",
} as const;

function requireRoom({ id, cidr }: GcpSite, max: number): void {
  const room = gkeNodesIn(cidr);
  if (max > room)
    throw new RangeError(
      `${id}: cluster.nodes.max is ${max}, but ${podsIn(cidr)}, a part of ${cidr}, has addresses for the pods of ${room} nodes; ` +
        "lower max or give the site a larger cidr",
    );
}

/** The nodes of a cluster: who they are, what they run, and the pool that the autoscaler fills. */
export class GcpNodes {
  readonly settings: ContainerNodePoolNodeConfig;
  /** What nodes must be allowed before the first one starts. */
  readonly ready: ITerraformDependable[];

  constructor(
    private readonly scope: Construct,
    private readonly props: ClusterProps<GcpSite>,
  ) {
    const { site, nodes, key, size } = props;
    requireRoom(site, nodes.max);
    const account = new ServiceAccount(scope, "nodes-account", {
      accountId: boundedName(`${site.id}-nodes`, [site.project, site.id, "nodes"], 30),
      displayName: `Nodes of ${site.id}`,
    });
    this.ready = Object.entries(nodeRoles).map(
      ([name, role]) =>
        new ProjectIamMember(scope, `nodes-${name}`, { project: site.project, role, member: account.member }),
    );
    this.settings = {
      machineType: machineType[size],
      imageType: "COS_CONTAINERD",
      diskType: "pd-balanced",
      diskSizeGb: nodeDiskGib,
      bootDiskKmsKey: key.id,
      serviceAccount: account.email,
      oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
      shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
      workloadMetadataConfig: { mode: "GKE_METADATA" },
      kubeletConfig: { insecureKubeletReadonlyPortEnabled: "FALSE" },
      metadata: { "disable-legacy-endpoints": "true", "block-project-ssh-keys": "true" },
      resourceLabels: { ...site.tags },
    };
  }

  /** One pool over the site's zones, so that its limits are the site's. */
  pool(cluster: ContainerCluster): void {
    const { site, nodes } = this.props;
    const { min, max } = limitsOf(site, nodes);
    new ContainerNodePool(this.scope, "nodes", {
      name: "nodes",
      cluster: cluster.id,
      nodeLocations: [...site.zones],
      maxPodsPerNode: gkePodsPerNode,
      // For each zone.
      initialNodeCount: 1,
      autoscaling: { totalMinNodeCount: min, totalMaxNodeCount: max, locationPolicy: "BALANCED" },
      management: { autoRepair: true, autoUpgrade: true },
      upgradeSettings: { strategy: "SURGE", maxSurge: surgeNodes, maxUnavailable: 0 },
      networkConfig: { enablePrivateNodes: true },
      nodeConfig: this.settings,
      lifecycle: { ignoreChanges: ["initial_node_count", "node_count"] },
    });
  }
}
