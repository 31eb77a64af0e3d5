import { KeyVault } from "@cdktf/provider-azurerm/lib/key-vault";
import type { Construct } from "constructs";
import { type EndpointNetwork, privateEndpoint, type PrivateEndpointProps } from "./azure";
import { keep } from "./lifecycle";
import { boundedName } from "./naming";
import type { AzureSite } from "./site";

/** Where a vault stands and who reaches it. */
export interface VaultProps {
  readonly site: AzureSite;
  /** The site that the vault is for. @default - `site` itself, which owns it */
  readonly siteId?: string;
  readonly purpose: "keys" | "secrets";
  readonly resourceGroup: string;
  /** The vault's region: the site's own, unless the vault is a copy for another site. */
  readonly location: string;
  readonly administration: readonly string[];
  /** The network from which workloads reach it. @default - none here: its owner makes the endpoint elsewhere */
  readonly network?: EndpointNetwork;
}

/** The name of a site's vault: 24 characters at most, one namespace for all of Azure's customers. */
export function vaultName(
  { subscription }: Pick<AzureSite, "subscription">,
  siteId: string,
  purpose: VaultProps["purpose"],
): string {
  return boundedName(siteId, [subscription, siteId, purpose], 24);
}

/** Lets a site's own network reach a vault by its usual name. */
export function vaultEndpoint(
  scope: Construct,
  id: string,
  props: Pick<PrivateEndpointProps, "site" | "network" | "resourceGroup" | "target">,
): void {
  privateEndpoint(scope, id, {
    ...props,
    name: `${props.site.id}-${id}`,
    service: "vault",
    zone: "vault",
  });
}

/**
 * A Premium vault: roles instead of access policies, purge protection, 90 days of soft delete, and no way in from
 * outside but for the administration ranges.
 */
export function vault(
  scope: Construct,
  id: string,
  { site, siteId = site.id, purpose, resourceGroup, location, administration, network }: VaultProps,
): KeyVault {
  const store = new KeyVault(scope, id, {
    name: vaultName(site, siteId, purpose),
    location,
    resourceGroupName: resourceGroup,
    tenantId: site.tenant,
    skuName: "premium",
    rbacAuthorizationEnabled: true,
    purgeProtectionEnabled: true,
    softDeleteRetentionDays: 90,
    publicNetworkAccessEnabled: administration.length > 0,
    networkAcls: { defaultAction: "Deny", bypass: "AzureServices", ipRules: [...administration] },
    tags: { ...site.tags },
    lifecycle: keep,
  });
  if (network !== undefined) vaultEndpoint(scope, `${id}-endpoint`, { site, resourceGroup, target: store.id, network });
  return store;
}
