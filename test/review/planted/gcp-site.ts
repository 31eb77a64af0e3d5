import { randomBytes } from "node:crypto";
import { secretTexts } from "../secret-texts";
import { add, alterList, alterStack, forget, move, remove, set, unset } from "./edit";
import { type Danger, danger, type Harmless, harmless } from "./stage";

const server = "google_sql_database_instance.database_server";
const control = "google_container_cluster.cluster_control-plane";
const nodes = "google_container_node_pool.cluster_nodes";
const lag = "google_monitoring_alert_policy.database_lag";
const secret = "google_secret_manager_secret.secrets_session-signing";
const backups = "settings.backup_configuration";
const threshold = "conditions.0.condition_threshold.threshold_value";

/** In the stack of a site on Google Cloud. */
export const siteDangers: readonly (readonly Danger[])[] = [
  [
    danger("Terraform would delete the database", "protection", set(server, "deletion_protection", false)),
    danger(
      "the cloud would delete the database",
      "protection",
      set(server, "settings.deletion_protection_enabled", false),
    ),
    danger(
      "the database cannot go back to any moment",
      "recovery",
      set(server, `${backups}.point_in_time_recovery_enabled`, false),
    ),
    danger(
      "logs for going back are kept for a day",
      "recovery",
      set(server, `${backups}.transaction_log_retention_days`, 1),
    ),
    danger(
      "fewer backups are kept",
      "recovery",
      set(server, `${backups}.backup_retention_settings.retained_backups`, 2),
    ),
    danger("the database would be lost with a zone", "recovery", set(server, "settings.availability_type", "ZONAL")),
    danger(
      "backups would be deleted with the database",
      "protection",
      set(server, "settings.retain_backups_on_delete", false),
    ),
    danger("the database has a public address", "access", set(server, "settings.ip_configuration.ipv4_enabled", true)),
    danger(
      "the database needs no TLS",
      "access",
      set(server, "settings.ip_configuration.ssl_mode", "ALLOW_UNENCRYPTED_AND_ENCRYPTED"),
    ),
    danger(
      "everybody may connect to the database",
      "access",
      set(server, "settings.ip_configuration.authorized_networks", [{ name: "all", value: "0.0.0.0/0" }]),
      [server, "settings.ip_configuration.authorized_networks.value"],
    ),
    danger(
      "Terraform would undo what a switch does to the database",
      "recovery",
      alterList(server, "lifecycle.ignore_changes", (old) => old.slice(1)),
    ),
    danger(
      "a database goes with what describes it",
      "protection",
      set("google_sql_database.database_app", "deletion_policy", "DELETE"),
    ),
    danger("the control plane may be deleted", "protection", set(control, "deletion_protection", false)),
    danger(
      "everybody may reach the control plane",
      "access",
      set(control, "master_authorized_networks_config.cidr_blocks", [{ cidr_block: "0.0.0.0/0" }]),
      [control, "master_authorized_networks_config.cidr_blocks.cidr_block"],
    ),
    danger("nodes have public addresses", "access", set(nodes, "network_config.enable_private_nodes", false)),
    danger(
      "the site's firewall lets everybody in",
      "access",
      set("google_compute_firewall.network_allow-site", "source_ranges", ["0.0.0.0/0"]),
    ),
    danger("the firewall that keeps all out goes", "access", remove("google_compute_firewall.network_deny-all")),
    danger("the lag alarm is off", "recovery", set(lag, "enabled", false)),
    danger("the lag alarm waits for longer lags", "recovery", set(lag, threshold, 600)),
    danger("the lag alarm wakes nobody", "recovery", set(lag, "notification_channels", [])),
    danger("a secret may be deleted", "protection", set(secret, "deletion_protection", false)),
    danger(
      "destroyed versions of a secret are gone in a day",
      "protection",
      set(secret, "version_destroy_ttl", "86400s"),
    ),
    danger(
      "a version goes with what describes it",
      "protection",
      set("google_secret_manager_secret_version.secrets_session-signing-value", "deletion_policy", "DELETE"),
    ),
    danger(
      "Terraform would destroy a ring of keys without a word",
      "protection",
      unset("google_kms_key_ring.keys_ring", "lifecycle"),
      ["google_kms_key_ring.keys_ring", "lifecycle.prevent_destroy"],
    ),
    danger(
      "logs are kept for a month",
      "protection",
      set("google_logging_project_bucket_config.cluster_audit-logs", "retention_days", 30),
    ),
    danger(
      "nodes may do everything in the project",
      "access",
      set("google_project_iam_member.cluster_nodes-node", "role", "roles/editor"),
    ),
    danger(
      "everybody may read a key",
      "access",
      add("google_kms_crypto_key_iam_member.planted", {
        crypto_key_id: "${google_kms_crypto_key.keys_logs.id}",
        role: "roles/cloudkms.viewer",
        member: "allAuthenticatedUsers",
      }),
      ["google_kms_crypto_key_iam_member.planted", "member"],
    ),
    danger(
      "secrets are given under no condition",
      "access",
      unset("google_project_iam_member.secrets_reader-policy", "condition"),
    ),
    danger(
      "another workload gets the secrets' account",
      "access",
      set(
        "google_service_account_iam_member.secrets_reader-binding",
        "member",
        "serviceAccount:exchange-staging.svc.id.goog[other/other]",
      ),
    ),
    danger(
      "a description holds a key",
      "secret",
      set("google_compute_router.network_router", "description", secretTexts["an API key of Google's"]),
    ),
    danger(
      "an output tells a password",
      "secret",
      alterStack("output", { planted: { value: secretTexts["a database's address with its password"] } }),
      ["output", "planted.value"],
    ),
  ],
  [
    danger("the database is replaced because it moves", "data-loss", set(server, "region", "us-west1")),
    danger("the control plane is replaced because it moves", "data-loss", set(control, "location", "us-west1")),
    danger(
      "a secret is replaced because a region is taken from it",
      "data-loss",
      alterList(secret, "replication.user_managed.replicas", (old) => old.slice(0, 1)),
      [secret, "replication[0].user_managed[0].replicas"],
    ),
    danger("a database is let go of", "data-loss", forget("google_sql_database.database_app")),
  ],
];

/** What Terraform could not plan here. */
export const siteUnplanned: readonly Danger[] = [
  danger(
    "it reads another site's state",
    "cross-site",
    alterStack("data.terraform_remote_state", { other: { backend: "gcs" } }),
    ["data.terraform_remote_state.other"],
  ),
  danger(
    "it looks up another site's database",
    "cross-site",
    alterStack("data.google_sql_database_instance", { other: { name: "x" } }),
    ["data.google_sql_database_instance.other"],
  ),
  danger("its provider speaks to another region", "cross-site", alterStack("provider.google.0.region", "us-east1"), [
    "provider.google",
    "region",
  ]),
  danger(
    "a password is written out",
    "secret",
    set("google_sql_user.database_administrator", "password", randomBytes(12).toString("hex")),
  ),
];

/** In the stack of a site on Google Cloud. */
export const siteHarmless: readonly Harmless[] = [
  harmless("the database grows", set(server, "settings.tier", "db-perf-optimized-N-4")),
  harmless("logs for going back are kept for longer", set(server, `${backups}.transaction_log_retention_days`, 14)),
  harmless("more backups are kept", set(server, `${backups}.backup_retention_settings.retained_backups`, 14)),
  harmless("the database is maintained at another hour", set(server, "settings.maintenance_window.hour", 9)),
  harmless(
    "a secret is rotated",
    set("google_secret_manager_secret_version.secrets_database-value", "secret_data_wo_version", 2),
  ),
  harmless("more nodes may come", set(nodes, "autoscaling.total_max_node_count", 12)),
  harmless(
    "the control plane lets fewer in",
    alterList(control, "master_authorized_networks_config.cidr_blocks", (old) => old.slice(0, 1)),
  ),
  harmless(
    "the site's firewall lets fewer in",
    set("google_compute_firewall.network_allow-site", "source_ranges", ["10.10.0.0/17"]),
  ),
  harmless("the lag alarm has another name", set(lag, "display_name", "behind")),
  harmless("the lag alarm wakes somebody sooner", set(lag, threshold, 30)),
  harmless(
    "logs are kept for longer",
    set("google_logging_project_bucket_config.network_flow-logs", "retention_days", 365),
  ),
  harmless("a secret is labelled", set(secret, "labels", { ticket: "one" })),
  harmless("destroyed versions are kept for longer", set(secret, "version_destroy_ttl", "5184000s")),
  harmless("more connections leave", set("google_compute_router_nat.network_nat", "min_ports_per_vm", 128)),
  harmless("an account has another name", set("google_service_account.secrets_reader", "display_name", "reader")),
  harmless(
    "a sink gets another address in the state",
    move("google_logging_project_sink.network_flow-log", "google_logging_project_sink.flow"),
  ),
];
