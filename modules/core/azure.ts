import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { PrivateEndpoint } from "@cdktf/provider-azurerm/lib/private-endpoint";
import { type ITerraformDependable, TerraformStack } from "cdktf";
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

/** The zones in which private endpoints are found by their usual names (Azure Private Link, DNS configuration). */
export const privateZones = {
  postgres: "privatelink.postgres.database.azure.com",
  vault: "privatelink.vaultcore.azure.net",
} as const;

/** The resource id that Azure gives to a resource of a known name, for naming what another stack owns. */
export function azureId(subscription: string, group: string, type: string, name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`;
}

/** As much of a network as a private endpoint needs. */
export interface EndpointNetwork {
  readonly data: readonly string[];
  readonly ready: ITerraformDependable[];
}

/** Which service a private endpoint leads to, and from where. */
export interface PrivateEndpointProps {
  readonly site: AzureSite;
  readonly network: EndpointNetwork;
  readonly resourceGroup: string;
  readonly name: string;
  /** Resource id of what is reached. */
  readonly target: string;
  /** The part of it that is reached, in Private Link's words. */
  readonly service: string;
  /** Which of the site's private zones it is found in. */
  readonly zone: keyof typeof privateZones;
}

/**
 * Lets a site's own network, and nobody else, reach a service by its usual name.
 * @throws RangeError when the network has no data subnet
 */
export function privateEndpoint(scope: Construct, id: string, props: PrivateEndpointProps): void {
  const { site, network, name, target, service, zone } = props;
  const [subnetId] = network.data;
  if (subnetId === undefined) throw new RangeError(`${site.id}: the network has no data subnet for ${name}`);
  new PrivateEndpoint(scope, id, {
    name,
    location: site.region,
    resourceGroupName: props.resourceGroup,
    subnetId,
    privateServiceConnection: {
      name,
      privateConnectionResourceId: target,
      subresourceNames: [service],
      isManualConnection: false,
    },
    privateDnsZoneGroup: {
      name: service,
      privateDnsZoneIds: [azureId(site.subscription, site.id, "Microsoft.Network/privateDnsZones", privateZones[zone])],
    },
    tags: { ...site.tags },
    dependsOn: network.ready,
  });
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
