import { KubernetesClusterNodePool } from "@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool";
import type {
  KubernetesCluster,
  KubernetesClusterDefaultNodePool,
} from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import type { Construct } from "constructs";
import { type Size, versions } from "../core/cloud";
import type { AzureSite } from "../core/site";
import { type ClusterProps, limitsOf, nodeDiskGib, perZone } from "./contract";

/** 2, 4 and 8 vCPU with 4 GiB each, and no disk of their own that a key of ours would not cover. */
const vmSize = {
  small: "Standard_D2s_v5",
  medium: "Standard_D4s_v5",
  large: "Standard_D8s_v5",
} as const satisfies Record<Size, string>;

/** The nodes of a cluster: one pool a zone, in the zone's own subnet, because a NAT gateway serves one zone. */
export class AzureNodes {
  /** The first zone's, which AKS makes with the cluster. */
  readonly firstPool: KubernetesClusterDefaultNodePool;
  private readonly pools: readonly (KubernetesClusterDefaultNodePool & { readonly minCount: number })[];

  constructor(
    private readonly scope: Construct,
    { site, network, size, nodes }: ClusterProps<AzureSite>,
  ) {
    const limits = limitsOf(site, nodes);
    const [minimums, maximums] = [perZone(limits.min), perZone(limits.max)];
    const pool = (index: 0 | 1 | 2) => ({
      name: `zone${site.zones[index]}`,
      temporaryNameForRotation: `zone${site.zones[index]}tmp`,
      zones: [site.zones[index]],
      vnetSubnetId: network.nodes[index] ?? "",
      minCount: minimums[index],
      maxCount: maximums[index],
      autoScalingEnabled: true,
      vmSize: vmSize[size],
      osSku: "AzureLinux",
      osDiskType: "Managed",
      osDiskSizeGb: nodeDiskGib,
      kubeletDiskType: "OS",
      nodePublicIpEnabled: false,
      orchestratorVersion: versions.kubernetes,
      upgradeSettings: { maxSurge: "1", drainTimeoutInMinutes: 30 },
      tags: { ...site.tags },
    });
    this.firstPool = pool(0);
    this.pools = [pool(1), pool(2)];
  }

  /** The other zones' pools. They carry the system's pods too, unless they may be empty, which AKS refuses for those. */
  otherPools(cluster: KubernetesCluster): void {
    for (const pool of this.pools)
      new KubernetesClusterNodePool(this.scope, `nodes-${pool.name}`, {
        ...pool,
        kubernetesClusterId: cluster.id,
        mode: pool.minCount > 0 ? "System" : "User",
        lifecycle: { ignoreChanges: ["node_count"] },
      });
  }
}
