import { KeyVaultKey } from "@cdktf/provider-azurerm/lib/key-vault-key";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import type { Construct } from "constructs";
import { vault } from "../core/azure-vault";
import { keep } from "../core/lifecycle";
import type { AzureSite } from "../core/site";
import { rotationDays } from "../keys/contract";

/** What the key of an account is a function of. */
export interface AccountKeyProps {
  /** Whose subscription, tenant and tags they are. */
  readonly site: AzureSite;
  readonly administration: readonly string[];
  readonly named: {
    readonly name: string;
    readonly location: string;
    readonly resourceGroupName: string;
    readonly tags: Record<string, string>;
  };
}

/**
 * A key for one storage account, in a vault of the account's own region, and the identity by which the account reaches
 * it. The account must wait for the grant.
 */
export function accountKey(scope: Construct, place: string, { site, administration, named }: AccountKeyProps) {
  const identity = new UserAssignedIdentity(scope, `identity-${place}`, named);
  const store = vault(scope, `vault-${place}`, {
    site,
    siteId: named.name,
    purpose: "keys",
    resourceGroup: named.resourceGroupName,
    location: named.location,
    administration,
  });
  const key = new KeyVaultKey(scope, `key-${place}`, {
    name: "state",
    keyVaultId: store.id,
    keyType: "RSA-HSM",
    keySize: 3072,
    keyOpts: ["wrapKey", "unwrapKey"],
    rotationPolicy: { automatic: { timeAfterCreation: `P${rotationDays}D` } },
    tags: named.tags,
    lifecycle: keep,
  });
  const grant = new RoleAssignment(scope, `key-${place}-storage`, {
    scope: key.resourceVersionlessId,
    roleDefinitionName: "Key Vault Crypto Service Encryption User",
    principalId: identity.principalId,
    principalType: "ServicePrincipal",
  });
  return { key, identity, grant };
}
