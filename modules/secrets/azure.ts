import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { KeyVaultSecret } from "@cdktf/provider-azurerm/lib/key-vault-secret";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Construct } from "constructs";
import { azureId, resourceGroup } from "../core/azure";
import { vault, vaultEndpoint, vaultName } from "../core/azure-vault";
import { keep } from "../core/lifecycle";
import type { AzureSite, Sibling } from "../core/site";
import { secretName, type Secrets, type SecretsProps, workload } from "./contract";

const vaultGroup = (siteId: string) => `${siteId}-secrets`;

/**
 * Key Vault, which copies nothing to a region of our choice: the origin's stack owns a vault in each site's region and
 * writes each value to all of them. A site's workloads read its own region's vault through Workload Identity.
 */
export class AzureSecrets extends Construct implements Secrets {
  readonly reader: string;

  constructor(scope: Construct, id: string, props: SecretsProps<AzureSite>) {
    super(scope, id);
    const { site, cluster, network } = props;
    const copies = site.origin ? site.siblings.map((sibling) => ({ sibling, store: this.copyIn(sibling, props) })) : [];
    // What a site itself has waits for its own vault alone, so that another region can be left out of a plan.
    const own = copies.filter(({ sibling }) => sibling.name === site.name).map(({ store }) => store);
    const group = resourceGroup(this, site);
    // The vault is named and not referred to, so that a standby's stack is the same whoever owns it.
    const target = azureId(
      site.subscription,
      vaultGroup(site.id),
      "Microsoft.KeyVault/vaults",
      vaultName(site, site.id, "secrets"),
    );
    const after = { ...network, ready: [...network.ready, ...own] };
    vaultEndpoint(this, "endpoint", { site, network: after, resourceGroup: group, target });

    const identity = new UserAssignedIdentity(this, "reader", {
      name: `${site.id}-workload`,
      location: site.region,
      resourceGroupName: group,
      tags: { ...site.tags },
    });
    new FederatedIdentityCredential(this, "reader-binding", {
      name: "workload",
      resourceGroupName: group,
      parentId: identity.id,
      issuer: cluster.issuer,
      subject: `system:serviceaccount:${workload.namespace}:${workload.serviceAccount}`,
      audience: ["api://AzureADTokenExchange"],
    });
    new RoleAssignment(this, "reader-policy", {
      scope: target,
      roleDefinitionName: "Key Vault Secrets User",
      principalId: identity.principalId,
      principalType: "ServicePrincipal",
      dependsOn: own,
    });
    this.reader = identity.clientId;
  }

  /** A vault of its own resource group, both in the region of the site that reads it. */
  private copyIn(
    { name, id, region }: Sibling<"azure">,
    { site, values, administration = [] }: SecretsProps<AzureSite>,
  ) {
    const group = new ResourceGroup(this, `group-${name}`, {
      name: vaultGroup(id),
      location: region,
      tags: { ...site.tags, site: name },
      lifecycle: keep,
    });
    const store = vault(this, `vault-${name}`, {
      site,
      siteId: id,
      purpose: "secrets",
      resourceGroup: group.name,
      location: region,
      administration,
    });
    for (const [secret, { value, version, after = [], frozen }] of Object.entries(values))
      new KeyVaultSecret(this, `${secret}-${name}`, {
        name: secretName(site, secret),
        keyVaultId: store.id,
        valueWo: value,
        valueWoVersion: version,
        contentType: "text/plain",
        tags: { ...site.tags, site: name },
        dependsOn: after,
        lifecycle: { ...keep, ignoreChanges: frozen ? ["value_wo_version"] : [] },
      });
    return store;
  }
}
