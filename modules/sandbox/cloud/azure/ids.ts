import type { Fields } from "../../protocol/values";
import type { Context, Place, Thing } from "../behaviour";
import { textOf } from "../values";

/** The provider's type of what Resource Manager calls otherwise. What is not here is part of what is. */
const types: Readonly<Record<string, string>> = {
  "Microsoft.Compute/diskEncryptionSets": "azurerm_disk_encryption_set",
  "Microsoft.ContainerRegistry/registries": "azurerm_container_registry",
  "Microsoft.ContainerService/managedClusters": "azurerm_kubernetes_cluster",
  "Microsoft.ContainerService/managedClusters/agentPools": "azurerm_kubernetes_cluster_node_pool",
  "Microsoft.DBforPostgreSQL/flexibleServers": "azurerm_postgresql_flexible_server",
  "Microsoft.Insights/actionGroups": "azurerm_monitor_action_group",
  "Microsoft.Insights/metricAlerts": "azurerm_monitor_metric_alert",
  "Microsoft.KeyVault/vaults": "azurerm_key_vault",
  "Microsoft.ManagedIdentity/userAssignedIdentities": "azurerm_user_assigned_identity",
  "Microsoft.Network/dnsZones": "azurerm_dns_zone",
  "Microsoft.Network/natGateways": "azurerm_nat_gateway",
  "Microsoft.Network/networkSecurityGroups": "azurerm_network_security_group",
  "Microsoft.Network/privateDnsZones": "azurerm_private_dns_zone",
  "Microsoft.Network/privateEndpoints": "azurerm_private_endpoint",
  "Microsoft.Network/publicIPAddresses": "azurerm_public_ip",
  "Microsoft.Network/trafficManagerProfiles": "azurerm_traffic_manager_profile",
  "Microsoft.Network/virtualNetworks": "azurerm_virtual_network",
  "Microsoft.Network/virtualNetworks/subnets": "azurerm_subnet",
  "Microsoft.OperationalInsights/workspaces": "azurerm_log_analytics_workspace",
  "Microsoft.Storage/storageAccounts": "azurerm_storage_account",
};

/** Every type that stands in a resource group by itself. */
export const groupedTypes: readonly string[] = Object.values(types);

/** Azure writes a region's name with and without capitals and blanks. */
export function regionOfLocation(location: string): string | null {
  const name = location.toLowerCase().replaceAll(" ", "");
  return name === "" || name === "global" ? null : name;
}

/** The id of a resource group of the caller's subscription. */
export function groupId({ place }: Pick<Context, "place">, name: string): string {
  return `/subscriptions/${place.account}/resourceGroups/${name}`;
}

/** Where the provider looks for a resource group. */
export function groupOf(asked: Fields, context: Context, argument = "resource_group_name"): Thing | undefined {
  return context.find("azurerm_resource_group", groupId(context, textOf(asked, argument)));
}

/** The thing that an id is of; undefined when nothing has it. */
export function thingOfId(context: Pick<Context, "find">, id: string): Thing | undefined {
  const [group = "", path] = id.split("/providers/", 2);
  if (path === undefined) return context.find("azurerm_resource_group", group);
  const [namespace = "", ...segments] = path.split("/");
  const kind = [namespace, ...segments.filter((_, index) => index % 2 === 0)].join("/");
  const type = types[kind];
  return type === undefined ? undefined : context.find(type, id);
}

/** The thing of an id, or that which it is a part of: a key's vault, a service's account, a group at last. */
export function nearest(context: Pick<Context, "find">, id: string): Thing | undefined {
  const found = thingOfId(context, id);
  if (found !== undefined || !id.includes("/")) return found;
  const parts = id.split("/");
  return nearest(context, parts.slice(0, parts.at(-2) === "providers" ? -2 : -1).join("/"));
}

/** Puts a thing's own arguments in the braces of a form; `{group}` is its resource group's id. */
export function formed(form: string, asked: Fields, context: Context): string {
  return form.replace(/\{(\w+)\}/g, (_, argument: string) =>
    argument === "group" ? groupId(context, textOf(asked, "resource_group_name")) : textOf(asked, argument),
  );
}

/** A UUID that is the same for the same words. */
export function uuid({ digits }: Pick<Context, "digits">, ...words: readonly string[]): string {
  const hex = digits(32, ...words);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}

/** The directory of the caller. */
export function tenantOf(context: { readonly place: Place } & Pick<Context, "digits">): string {
  return context.place.tenant ?? uuid(context, "tenant", context.place.account);
}

/** What an id says last. */
export function lastOf(id: string): string {
  return id.split("/").at(-1) ?? id;
}
