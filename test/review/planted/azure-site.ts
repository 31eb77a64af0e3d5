import { randomBytes } from "node:crypto";
import { secretTexts } from "../secret-texts";
import { add, all, alterList, alterStack, type Edit, forget, move, remove, set, unset } from "./edit";
import { type Danger, danger, type Harmless, harmless } from "./stage";

const server = "azurerm_postgresql_flexible_server.database_server";
const control = "azurerm_kubernetes_cluster.cluster_control-plane";
const vault = "azurerm_key_vault.secrets_vault-virginia";
const store = "azurerm_storage_account.network_flow-logs";
const lag = "azurerm_monitor_metric_alert.database_lag";
const rules = "azurerm_network_security_group.network_closed-rules";
const setting = (name: string) => `azurerm_postgresql_flexible_server_configuration.database_set-${name}`;

/** Staging keeps backups for as short as Azure lets it, and its origin has no replica whose lag could be watched. */
export const siteFirst: Edit = all(set(server, "backup_retention_days", 14), set(lag, "enabled", true));

/** In the stack of a site on Azure. */
export const siteDangers: readonly (readonly Danger[])[] = [
  [
    danger("backups of the database are kept for a week", "recovery", set(server, "backup_retention_days", 7)),
    danger("the database would be lost with a zone", "recovery", unset(server, "high_availability"), [
      server,
      "high_availability.mode",
    ]),
    danger(
      "the database can be reached from the internet",
      "access",
      set(server, "public_network_access_enabled", true),
    ),
    danger(
      "Terraform would undo what a switch does to the database",
      "recovery",
      alterList(server, "lifecycle.ignore_changes", (old) => old.filter((path) => path !== "replication_role")),
    ),
    danger("the lock on the database goes", "protection", remove("azurerm_management_lock.database_lock")),
    danger(
      "the lock on the control plane is away while another takes its place",
      "protection",
      set("azurerm_management_lock.cluster_lock", "lock_level", "ReadOnly"),
      ["azurerm_management_lock.cluster_lock"],
    ),
    danger("the database needs no TLS", "access", set(setting("require-secure-transport"), "value", "off")),
    danger("the database accepts an old TLS", "access", set(setting("ssl-min-protocol-version"), "value", "TLSv1.1")),
    danger(
      "everybody can reach the control plane",
      "access",
      set(control, "api_server_access_profile.authorized_ip_ranges", ["0.0.0.0/0"]),
    ),
    danger("whoever has the control plane's key is let in", "access", set(control, "local_account_disabled", false)),
    danger(
      "nodes have public addresses",
      "access",
      set("azurerm_kubernetes_cluster_node_pool.cluster_nodes-zone2", "node_public_ip_enabled", true),
    ),
    danger("a vault lets every network in", "access", set(vault, "network_acls.default_action", "Allow")),
    danger(
      "a vault lets everybody in",
      "access",
      set("azurerm_key_vault.keys_vault", "network_acls.ip_rules", ["0.0.0.0/0"]),
    ),
    danger("the closed subnets are open to the internet", "access", set(rules, "security_rule.0.access", "Allow"), [
      rules,
      "security_rule.source_address_prefix",
    ]),
    danger(
      "an identity may do everything",
      "access",
      set("azurerm_role_assignment.cluster_identity-disks", "role_definition_name", "Owner"),
    ),
    danger(
      "an identity may read the whole subscription",
      "access",
      add("azurerm_role_assignment.planted", {
        principal_id: "${azurerm_user_assigned_identity.cluster_identity.principal_id}",
        role_definition_name: "Reader",
        scope: "/subscriptions/11111111-2222-4333-8444-000000000002",
      }),
      ["azurerm_role_assignment.planted", "scope"],
    ),
    danger(
      "another workload gets the secrets' identity",
      "access",
      set(
        "azurerm_federated_identity_credential.secrets_reader-binding",
        "subject",
        "system:serviceaccount:other:other",
      ),
    ),
    danger("whoever has a key of the store is let in", "access", set(store, "shared_access_key_enabled", true)),
    danger("what is in a store can be made public", "access", set(store, "allow_nested_items_to_be_public", true)),
    danger("a store accepts an old TLS", "access", set(store, "min_tls_version", "TLS1_0")),
    danger("a store needs no TLS", "access", set(store, "https_traffic_only_enabled", false)),
    danger(
      "deleted blobs are gone in a week",
      "protection",
      set(store, "blob_properties.delete_retention_policy.days", 7),
    ),
    danger("overwritten blobs are gone", "protection", set(store, "blob_properties.versioning_enabled", false)),
    danger(
      "logs are kept for a month",
      "protection",
      set("azurerm_log_analytics_workspace.cluster_audit-logs", "retention_in_days", 30),
    ),
    danger("the lag alarm is off", "recovery", set(lag, "enabled", false)),
    danger("the lag alarm waits for longer lags", "recovery", set(lag, "criteria.0.threshold", 600)),
    danger(
      "nobody is told of alarms",
      "recovery",
      set("azurerm_monitor_action_group.alerts_on-call", "enabled", false),
    ),
    danger("Terraform would destroy a vault without a word", "protection", unset(vault, "lifecycle"), [
      vault,
      "lifecycle.prevent_destroy",
    ]),
    danger(
      "a subnet has no rules",
      "access",
      remove("azurerm_subnet_network_security_group_association.network_data-closed"),
    ),
    danger(
      "a tag holds a connection string",
      "secret",
      set("azurerm_virtual_network.network_vnet", "tags.note", secretTexts["a storage account's connection string"]),
    ),
    danger(
      "an output tells a token",
      "secret",
      alterStack("output", { planted: { value: secretTexts["a JSON web token"] } }),
      ["output", "planted.value"],
    ),
  ],
  [
    danger("the database is replaced because it moves", "data-loss", set(server, "location", "westus2")),
    danger("the control plane is replaced because it is renamed", "data-loss", set(control, "dns_prefix", "renamed")),
    danger(
      "a vault is replaced because it is renamed",
      "data-loss",
      set("azurerm_key_vault.secrets_vault-arizona", "name", "renamed"),
    ),
    danger("a secret is destroyed", "data-loss", remove("azurerm_key_vault_secret.secrets_session-signing-arizona")),
    danger("a database is let go of", "data-loss", forget("azurerm_postgresql_flexible_server_database.database_app")),
  ],
];

/** What Terraform could not plan here, or what no plan tells. */
export const siteUnplanned: readonly Danger[] = [
  danger(
    "it reads another site's state",
    "cross-site",
    alterStack("data.terraform_remote_state", { other: { backend: "azurerm" } }),
    ["data.terraform_remote_state.other"],
  ),
  danger(
    "it looks up another site's vault",
    "cross-site",
    alterStack("data.azurerm_key_vault", { other: { name: "x" } }),
    ["data.azurerm_key_vault.other"],
  ),
  danger(
    "resource groups are deleted with what is in them",
    "protection",
    alterStack("provider.azurerm.0.features.0.resource_group.0.prevent_deletion_if_contains_resources", false),
    ["provider.azurerm", "features.resource_group.prevent_deletion_if_contains_resources"],
  ),
  danger("a password is written out", "secret", set(server, "administrator_password", randomBytes(12).toString("hex"))),
];

/** In the stack of a site on Azure. */
export const siteHarmless: readonly Harmless[] = [
  harmless("the database grows", set(server, "sku_name", "MO_Standard_E4ds_v5")),
  harmless("backups are kept for longer", set(server, "backup_retention_days", 21)),
  harmless("a secret is rotated", set("azurerm_key_vault_secret.secrets_database-virginia", "value_wo_version", 2)),
  harmless("more nodes may come", set("azurerm_kubernetes_cluster_node_pool.cluster_nodes-zone2", "max_count", 6)),
  harmless(
    "the control plane lets fewer in",
    set(control, "api_server_access_profile.authorized_ip_ranges", ["198.51.100.0/25"]),
  ),
  harmless("a vault lets fewer in", set(vault, "network_acls.ip_rules", ["198.51.100.0/25"])),
  harmless("an alarm says something else", set(lag, "description", "behind")),
  harmless("the lag alarm wakes somebody sooner", set(lag, "criteria.0.threshold", 30)),
  harmless(
    "logs are kept for longer",
    set("azurerm_log_analytics_workspace.cluster_audit-logs", "retention_in_days", 730),
  ),
  harmless("deleted blobs are kept for longer", set(store, "blob_properties.delete_retention_policy.days", 180)),
  harmless("a network is tagged", set("azurerm_virtual_network.network_vnet", "tags.ticket", "one")),
  harmless("slower queries alone are logged", set(setting("log-min-duration-statement"), "value", "2000")),
  harmless("the internet is kept out earlier", set(rules, "security_rule.0.priority", 3000)),
  harmless(
    "an identity may do less",
    set("azurerm_role_assignment.cluster_identity-vault", "role_definition_name", "Reader"),
  ),
  harmless("alarms have another short name", set("azurerm_monitor_action_group.alerts_on-call", "short_name", "east")),
  harmless(
    "a subnet's way out gets another address in the state",
    move("azurerm_subnet_nat_gateway_association.network_nodes-1-out", "azurerm_subnet_nat_gateway_association.out"),
  ),
];
