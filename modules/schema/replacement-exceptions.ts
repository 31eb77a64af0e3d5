import { isWithin, parseBlock } from "./rules/address-block";
import { isAbsent } from "./json";

/** An attribute whose change the provider judges at plan time, whatever its static flag says. */
export interface ReplacementException {
  /** The type, or the beginning of many types' names. */
  readonly type: string;
  /** Without indexes. */
  readonly path: string;
  /** Says whether going from one value to the other replaces the resource. */
  readonly replaces: (before: unknown, after: unknown) => boolean;
}

const always = () => true;
const text = (value: unknown) => (typeof value === "string" ? value : "");
const zonal = new Set(["ZRS", "GZRS", "RAGZRS"]);

/**
 * Each entry names its source: a recorded case of the real provider ("conformance", aws 6.34.0, google 6.50.0, azurerm
 * 4.55.0), or the function of the provider that decides.
 */
export const replacementExceptions: readonly ReplacementException[] = [
  // aws internal/provider/sdkv2 and framework, forceNewIfRegionChanges, on every type; conformance aws_kms_replica_key.
  { type: "aws_", path: "region", replaces: always },
  // aws resourceVPCCustomizeDiff: only dedicated to default is done in place; conformance aws_vpc "change instance_tenancy".
  {
    type: "aws_vpc",
    path: "instance_tenancy",
    replaces: (before, after) => !(before === "dedicated" && (after ?? "default") === "default"),
  },
  // conformance aws_eks_cluster "encryption removed" (replaced); the flag counts only for what is in the block.
  { type: "aws_eks_cluster", path: "encryption_config", replaces: (_, after) => isAbsent(after) },
  // conformance azurerm_kubernetes_cluster "change default_node_pool.name".
  { type: "azurerm_kubernetes_cluster", path: "default_node_pool.name", replaces: always },
  // conformance azurerm_kubernetes_cluster "change network_profile.network_policy" (cilium to calico).
  { type: "azurerm_kubernetes_cluster", path: "network_profile.network_policy", replaces: always },
  // conformance azurerm_kubernetes_cluster "change network_profile.network_data_plane" (cilium to azure).
  { type: "azurerm_kubernetes_cluster", path: "network_profile.network_data_plane", replaces: always },
  // conformance azurerm_kubernetes_cluster "remove network_profile.network_plugin_mode from config" (overlay to none).
  {
    type: "azurerm_kubernetes_cluster",
    path: "network_profile.network_plugin_mode",
    replaces: (before) => text(before) !== "",
  },
  // conformance "version up" (in place) and "version down" (replaced).
  {
    type: "azurerm_postgresql_flexible_server",
    path: "version",
    replaces: (before, after) => Number(after) < Number(before),
  },
  // conformance dr/azurerm "administrator_login differs" (replaced) and "empty in state" (in place).
  {
    type: "azurerm_postgresql_flexible_server",
    path: "administrator_login",
    replaces: (before, after) => text(before) !== "" && text(after) !== "",
  },
  // azurerm postgresql_flexible_server_resource.go, CustomizeDiff: a smaller disk is a new server.
  {
    type: "azurerm_postgresql_flexible_server",
    path: "storage_mb",
    replaces: (before, after) => Number(after) < Number(before),
  },
  // conformance azurerm_storage_account "RAGZRS to LRS", "LRS to ZRS" (replaced), "RAGZRS to ZRS", "LRS to GRS" (in place).
  {
    type: "azurerm_storage_account",
    path: "account_replication_type",
    replaces: (before, after) => zonal.has(text(before).toUpperCase()) !== zonal.has(text(after).toUpperCase()),
  },
  // azurerm storage_account_resource.go, CustomizeDiff; conformance "kind BlobStorage" (replaced).
  {
    type: "azurerm_storage_account",
    path: "account_kind",
    replaces: (before, after) => before !== "Storage" && after !== "StorageV2",
  },
  // google IsShrinkageIpCidr; conformance google_compute_subnetwork "cidr moved" (replaced).
  {
    type: "google_compute_subnetwork",
    path: "ip_cidr_range",
    replaces: (before, after) => {
      const [inner, outer] = [parseBlock(text(before)), parseBlock(text(after))];
      return inner === undefined || outer === undefined || !isWithin(inner, outer);
    },
  },
  // conformance google_sql_database_instance "disk shrunk" (replaced) and "disk grown" (in place).
  {
    type: "google_sql_database_instance",
    path: "settings.disk_size",
    replaces: (before, after) => Number(after) < Number(before),
  },
  // conformance google_sql_database_instance "private network removed" (replaced) and "change … private_network" (in place).
  {
    type: "google_sql_database_instance",
    path: "settings.ip_configuration.private_network",
    replaces: (before, after) => text(before) !== "" && text(after) === "",
  },
  // conformance azurerm_postgresql_flexible_server "identity removed" (replaced).
  { type: "azurerm_postgresql_flexible_server", path: "identity.type", replaces: (_, after) => text(after) === "" },
  // google isPolicyLocked; conformance google_storage_bucket "retention policy locked then removed" (replaced).
  {
    type: "google_storage_bucket",
    path: "retention_policy.is_locked",
    replaces: (before, after) => before === true && after !== true,
  },
  // google isMasterInstanceNameSet; conformance dr/google (a primary that gets a source is replaced, a promoted replica not).
  {
    type: "google_sql_database_instance",
    path: "master_instance_name",
    replaces: (_, after) => text(after) !== "",
  },
];
