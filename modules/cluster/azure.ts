import { DataAzurermKeyVaultKey } from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault-key";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { Construct } from "constructs";
import { resourceGroup } from "../core/azure";
import { versions } from "../core/cloud";
import { keep } from "../core/lifecycle";
import { boundedName } from "../core/naming";
import type { AzureSite } from "../core/site";
import { AzureAccess } from "./azure-access";
import { auditLogs } from "./azure-audit-logs";
import { AzureNodes } from "./azure-nodes";
import { type Cluster, type ClusterProps, upgradeWindow } from "./contract";

/**
 * Addresses inside the cluster. AKS wants them outside of all networks that it is connected to, and sites lie within
 * RFC 1918; the shared space of RFC 6598 may be the same in every cluster. A node takes a /24 of it for its pods.
 */
const inside = { pods: "100.64.0.0/12", services: "100.80.0.0/20", dns: "100.80.0.10" } as const;

const weekly = {
  frequency: "Weekly",
  interval: 1,
  dayOfWeek: upgradeWindow.day,
  startTime: `${String(upgradeWindow.startHour).padStart(2, "0")}:00`,
  utcOffset: "+00:00",
  duration: upgradeWindow.hours,
} as const;

/** An AKS cluster whose nodes run Azure Linux. */
export class AzureCluster extends Construct implements Cluster {
  readonly name: string;
  readonly issuer: string;

  constructor(scope: Construct, id: string, props: ClusterProps<AzureSite>) {
    super(scope, id);
    const { site } = props;
    const group = resourceGroup(this, site);
    const access = new AzureAccess(this, group, props);
    const nodes = new AzureNodes(this, props);

    const cluster = this.controlPlane(group, access, nodes, props);
    nodes.otherPools(cluster);
    auditLogs(this, group, site, cluster.id);
    new ManagementLock(this, "lock", { name: "keep", scope: cluster.id, lockLevel: "CanNotDelete" });

    this.name = cluster.name;
    this.issuer = cluster.oidcIssuerUrl;
  }

  private controlPlane(
    group: string,
    access: AzureAccess,
    nodes: AzureNodes,
    { site, network, key, administration = [] }: ClusterProps<AzureSite>,
  ): KubernetesCluster {
    // AKS takes a key's version and no other name of it.
    const current = new DataAzurermKeyVaultKey(this, "key", {
      name: access.key.name,
      keyVaultId: access.key.vaultId,
      dependsOn: key.ready,
    });
    const isPrivate = administration.length === 0;
    return new KubernetesCluster(this, "control-plane", {
      name: site.id,
      location: site.region,
      resourceGroupName: group,
      nodeResourceGroup: `${site.id}-nodes`,
      dnsPrefix: boundedName(site.id, [site.subscription, site.id], 54),
      kubernetesVersion: versions.kubernetes,
      skuTier: "Standard",
      costAnalysisEnabled: true,
      tags: { ...site.tags },
      privateClusterEnabled: isPrivate,
      privateClusterPublicFqdnEnabled: false,
      // A command run through Azure's own API would pass by the private network.
      runCommandEnabled: false,
      apiServerAccessProfile: {
        virtualNetworkIntegrationEnabled: true,
        subnetId: access.controlPlaneSubnetId,
        ...(!isPrivate && { authorizedIpRanges: [...administration] }),
      },
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        networkDataPlane: "cilium",
        networkPolicy: "cilium",
        loadBalancerSku: "standard",
        outboundType: "userAssignedNATGateway",
        podCidr: inside.pods,
        serviceCidr: inside.services,
        dnsServiceIp: inside.dns,
      },
      identity: { type: "UserAssigned", identityIds: [access.identityId] },
      oidcIssuerEnabled: true,
      workloadIdentityEnabled: true,
      localAccountDisabled: true,
      roleBasedAccessControlEnabled: true,
      azureActiveDirectoryRoleBasedAccessControl: { tenantId: site.tenant, azureRbacEnabled: true },
      // A private vault is reached from the control plane's own subnet (AKS, use KMS etcd encryption).
      keyManagementService: { keyVaultKeyId: current.id, keyVaultNetworkAccess: "Private" },
      diskEncryptionSetId: access.diskEncryptionSetId,
      automaticUpgradeChannel: "patch",
      nodeOsUpgradeChannel: "NodeImage",
      maintenanceWindowAutoUpgrade: weekly,
      maintenanceWindowNodeOs: weekly,
      autoScalerProfile: { balanceSimilarNodeGroups: true, expander: "least-waste" },
      defaultNodePool: nodes.firstPool,
      dependsOn: [...access.ready, ...network.ready, ...key.ready],
      lifecycle: {
        ...keep,
        ignoreChanges: [
          // Secrets that an older version encrypted must be written anew first, by hand (README).
          "key_management_service[0].key_vault_key_id",
          "default_node_pool[0].node_count",
        ],
      },
    });
  }
}
