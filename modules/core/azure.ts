import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { keep } from "./lifecycle";
import type { AzureSite } from "./site";

/** The resource group of a site, made once in a stack whoever asks first: everything of a site on Azure is in it. */
export function resourceGroup(scope: Construct, site: AzureSite): string {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild("resource-group");
  const group =
    existing instanceof ResourceGroup
      ? existing
      : new ResourceGroup(stack, "resource-group", {
          name: site.id,
          location: site.region,
          tags: { ...site.tags },
          lifecycle: keep,
        });
  return group.name;
}

/** The resource id that Azure gives to a resource of a known name, for naming what another stack owns. */
export function azureId(subscription: string, group: string, type: string, name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`;
}

/** A storage account that nobody reaches from outside and that forgets nothing for 90 days. */
export const sealedStorage = () => ({
  accountTier: "Standard",
  accountKind: "StorageV2",
  minTlsVersion: "TLS1_2",
  httpsTrafficOnlyEnabled: true,
  allowNestedItemsToBePublic: false,
  sharedAccessKeyEnabled: false,
  defaultToOauthAuthentication: true,
  localUserEnabled: false,
  crossTenantReplicationEnabled: false,
  infrastructureEncryptionEnabled: true,
  networkRules: { defaultAction: "Deny", bypass: ["AzureServices"] },
  blobProperties: {
    versioningEnabled: true,
    deleteRetentionPolicy: { days: 90 },
    containerDeleteRetentionPolicy: { days: 90 },
  },
});
