import { DiskEncryptionSet } from "@cdktf/provider-azurerm/lib/disk-encryption-set";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Fn, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { AzureSite } from "../core/site";
import { tiers } from "../network/contract";
import type { ClusterProps } from "./contract";

/** What a cluster stands in and what it may use: its subnet, its identity, and the key through both of its users. */
export class AzureAccess {
  readonly controlPlaneSubnetId: string;
  readonly identityId: string;
  readonly diskEncryptionSetId: string;
  /** The key's parts, which Azure names by an id of `…/vaults/<vault>/keys/<name>`. */
  readonly key: { readonly name: string; readonly vaultId: string };
  /** What the cluster must be allowed before it is made. */
  readonly ready: ITerraformDependable[];

  constructor(
    private readonly scope: Construct,
    group: string,
    { site, network, key }: ClusterProps<AzureSite>,
  ) {
    this.key = { name: Fn.basename(key.scope), vaultId: Fn.dirname(Fn.dirname(key.scope)) };
    const named = { location: site.region, resourceGroupName: group, tags: { ...site.tags } };
    this.controlPlaneSubnetId = this.controlPlaneSubnet(group, network.id, site.cidr);

    const identity = new UserAssignedIdentity(scope, "identity", { ...named, name: `${site.id}-cluster` });
    const disks = new DiskEncryptionSet(scope, "disks", {
      ...named,
      name: `${site.id}-disks`,
      encryptionType: "EncryptionAtRestWithCustomerKey",
      keyVaultKeyId: key.id,
      autoKeyRotationEnabled: true,
      identity: { type: "SystemAssigned" },
      dependsOn: key.ready,
    });
    this.identityId = identity.id;
    this.diskEncryptionSetId = disks.id;
    this.ready = [
      this.allow("identity-network", identity.principalId, "Network Contributor", network.id),
      this.allow("identity-disks", identity.principalId, "Reader", disks.id),
      this.allow("identity-key", identity.principalId, "Key Vault Crypto User", key.scope),
      // AKS opens its own way into a private vault.
      this.allow("identity-vault", identity.principalId, "Key Vault Contributor", this.key.vaultId),
      this.allow("disks-key", disks.identity.principalId, "Key Vault Crypto Service Encryption User", key.scope),
    ];
  }

  private controlPlaneSubnet(resourceGroupName: string, networkId: string, cidr: string): string {
    const created = new Subnet(this.scope, "subnet", {
      name: "control-plane",
      resourceGroupName,
      virtualNetworkName: Fn.basename(networkId),
      addressPrefixes: [tiers(cidr).controlPlane],
      defaultOutboundAccessEnabled: false,
      delegation: [
        {
          name: "aks",
          serviceDelegation: {
            name: "Microsoft.ContainerService/managedClusters",
            actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"],
          },
        },
      ],
    });
    return created.id;
  }

  private allow(id: string, principalId: string, roleDefinitionName: string, scope: string): RoleAssignment {
    return new RoleAssignment(this.scope, id, {
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionName,
      scope,
      // A new identity takes minutes to be known everywhere.
      skipServicePrincipalAadCheck: true,
    });
  }
}
