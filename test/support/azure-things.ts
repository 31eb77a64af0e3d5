import type { Fields } from "../../modules/sandbox/protocol/values";
import type { Ask } from "./simulated-provider";

/** Whose things they are. */
export const subscription = "00000000-0000-4000-8000-000000000001";

const inGroup = { resource_group_name: "main", location: "eastus2" } as const;

/** A resource group's id. */
export const groupId = `/subscriptions/${subscription}/resourceGroups/main`;

/** The id of what is in it. */
export const idOf = (path: string): string => `${groupId}/providers/${path}`;

/** A resource group. */
export const group: Ask = ["azurerm_resource_group", { name: "main", location: "eastus2" }];

/** A network of a /19. */
export const network: Ask = ["azurerm_virtual_network", { ...inGroup, name: "main", address_space: ["10.0.0.0/19"] }];

/** A subnet of it. */
export const subnet = (name: string, range: string): Ask => [
  "azurerm_subnet",
  { resource_group_name: "main", virtual_network_name: "main", name, address_prefixes: [range] },
];

/** A subnet's id. */
export const subnetId = (name: string): string => idOf(`Microsoft.Network/virtualNetworks/main/subnets/${name}`);

/** A vault that nobody can purge. */
export const vault = (more: Fields = {}): Ask => [
  "azurerm_key_vault",
  {
    ...inGroup,
    name: "acme-keys",
    sku_name: "premium",
    tenant_id: subscription,
    purge_protection_enabled: true,
    ...more,
  },
];

/** A vault's id. */
export const vaultId = idOf("Microsoft.KeyVault/vaults/acme-keys");

/** A key in the vault. */
export const key: Ask = [
  "azurerm_key_vault_key",
  { key_vault_id: vaultId, name: "data", key_type: "RSA-HSM", key_opts: [] },
];

/** An identity. */
export const identity: Ask = ["azurerm_user_assigned_identity", { ...inGroup, name: "database" }];

/** A storage account. */
export const account = (more: Fields = {}): Ask => [
  "azurerm_storage_account",
  { ...inGroup, name: "acmestate", account_tier: "Standard", account_replication_type: "ZRS", ...more },
];

/** A Flexible Server. */
export const server = (name: string, more: Fields = {}): Ask => [
  "azurerm_postgresql_flexible_server",
  {
    ...inGroup,
    name,
    create_mode: "Default",
    sku_name: "GP_Standard_D4ds_v5",
    storage_mb: 131072,
    version: "16",
    ...more,
  },
];

/** A server's id. */
export const serverId = (name: string): string => idOf(`Microsoft.DBforPostgreSQL/flexibleServers/${name}`);

/** A replica of one, elsewhere. */
export const replicaOf = (source: string, more: Fields = {}): Ask =>
  server("standby", { location: "westus3", create_mode: "Replica", source_server_id: serverId(source), ...more });

/** The endpoint of two servers. */
export const endpoint = (source: string, replica: string): Ask => [
  "azurerm_postgresql_flexible_server_virtual_endpoint",
  { name: "pair", type: "ReadWrite", source_server_id: serverId(source), replica_server_id: serverId(replica) },
];

/** A lock. */
export const lock = (scope: string, lock_level = "CanNotDelete"): Ask => [
  "azurerm_management_lock",
  { name: "keep", scope, lock_level },
];

/** A Traffic Manager profile. */
export const profile = (name: string): Ask => [
  "azurerm_traffic_manager_profile",
  {
    resource_group_name: "main",
    name,
    traffic_routing_method: "Priority",
    dns_config: [{ relative_name: "acme", ttl: 30 }],
  },
];

/** An endpoint of it. */
export const target = (name: string, priority: number): Ask => [
  "azurerm_traffic_manager_external_endpoint",
  { name, priority, target: "a.example.com", profile_id: idOf("Microsoft.Network/trafficManagerProfiles/main") },
];

/** A group's part in what else is made. */
export const placed = inGroup;
