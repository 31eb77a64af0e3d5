import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import type { Construct } from "constructs";
import type { Site, Tags } from "./site";

/**
 * Configures the provider of a site's cloud for a stack: the site's own account and region, refusing any other, and
 * tags on all that the provider can tag by itself (Azure's cannot).
 */
export function provider(scope: Construct, site: Site, tags: Tags = site.tags): void {
  switch (site.cloud) {
    case "aws":
      new AwsProvider(scope, "aws", {
        region: site.region,
        allowedAccountIds: [site.account],
        defaultTags: [{ tags: { ...tags } }],
      });
      return;
    case "gcp":
      new GoogleProvider(scope, "google", {
        project: site.project,
        region: site.region,
        defaultLabels: { ...tags },
      });
      return;
    case "azure":
      new AzurermProvider(scope, "azurerm", {
        subscriptionId: site.subscription,
        tenantId: site.tenant,
        storageUseAzuread: true,
        resourceProviderRegistrations: "none",
        features: [
          {
            keyVault: [{ purgeSoftDeleteOnDestroy: false, recoverSoftDeletedKeyVaults: true }],
            resourceGroup: [{ preventDeletionIfContainsResources: true }],
            // A new account denies everybody from its first second: waiting for its data plane would wait for ever.
            storage: [{ dataPlaneAvailable: false }],
            postgresqlFlexibleServer: [{ restartServerOnConfigurationValueChange: false }],
          },
        ],
      });
      return;
  }
}
