import { dataHolders, type Protection } from "../../core/data-holders";
import type { Guard, Guards } from "./guard";

const deleted = "the cloud would let it be deleted";
const shorter = "what is deleted or overwritten can be brought back for a shorter time";
const goes = "it is deleted with what describes it";
const sooner = "what it keeps would expire sooner";
const logs = "what happened is on record for a shorter time";

/** A guard from what `dataHolders` says of a type. */
function guardOf(protection: Protection): readonly Guard[] {
  if (!("attribute" in protection)) return [];
  const { attribute: path, is } = protection;
  if (is === false) return [{ path, worse: { becomes: true }, lost: goes }];
  const isAmount = typeof is === "number" || (typeof is === "string" && /^\d+s$/.test(is));
  return [{ path, worse: isAmount ? "less" : { isNoMore: is }, lost: isAmount ? shorter : deleted }];
}

/** What protects from deletion besides the one attribute that `dataHolders` names. */
const more: Guards = {
  aws_rds_cluster: [
    { path: "skip_final_snapshot", worse: { becomes: true }, lost: "it would be deleted without a last snapshot" },
    { path: "delete_automated_backups", worse: { becomes: true }, lost: "its backups would be deleted with it" },
  ],
  aws_cloudwatch_log_group: [
    { path: "deletion_protection_enabled", worse: { isNoMore: true }, lost: deleted },
    { path: "retention_in_days", worse: "less than ever", lost: logs },
  ],
  aws_kms_key: [{ path: "is_enabled", worse: { becomes: false }, lost: "nothing that it encrypts could be read" }],
  aws_kms_replica_key: [{ path: "enabled", worse: { becomes: false }, lost: "nothing that it encrypts could be read" }],
  aws_s3_bucket_versioning: [
    { path: "versioning_configuration.status", worse: { isNoMore: "Enabled" }, lost: "what is overwritten is gone" },
  ],
  aws_s3_bucket_lifecycle_configuration: [
    { path: "rule.expiration.days", worse: "sooner", lost: sooner },
    { path: "rule.noncurrent_version_expiration.noncurrent_days", worse: "sooner", lost: sooner },
  ],
  google_sql_database_instance: [
    { path: "deletion_protection", worse: { isNoMore: true }, lost: "terraform would let it be deleted" },
    {
      path: "settings.retain_backups_on_delete",
      worse: { isNoMore: true },
      lost: "its backups would be deleted with it",
    },
  ],
  google_sql_user: [{ path: "deletion_policy", worse: { isNoMore: "ABANDON" }, lost: goes }],
  google_service_networking_connection: [{ path: "deletion_policy", worse: { isNoMore: "ABANDON" }, lost: goes }],
  google_secret_manager_secret: [{ path: "version_destroy_ttl", worse: "less", lost: shorter }],
  google_secret_manager_secret_version: [{ path: "deletion_policy", worse: { isNoMore: "DISABLE" }, lost: goes }],
  google_storage_bucket: [
    { path: "versioning.enabled", worse: { isNoMore: true }, lost: "what is overwritten is gone" },
    { path: "soft_delete_policy.retention_duration_seconds", worse: "less", lost: shorter },
    { path: "retention_policy.retention_period", worse: "less", lost: "it can be overwritten or deleted sooner" },
    { path: "retention_policy.is_locked", worse: { isNoMore: true }, lost: "its retention could be lowered" },
    { path: "lifecycle_rule.condition.age", worse: "sooner", lost: sooner },
    { path: "lifecycle_rule.condition.days_since_noncurrent_time", worse: "sooner", lost: sooner },
    { path: "lifecycle_rule.condition.num_newer_versions", worse: "sooner", lost: sooner },
  ],
  google_logging_project_bucket_config: [
    { path: "retention_days", worse: "less", lost: logs },
    { path: "locked", worse: { isNoMore: true }, lost: "its retention could be lowered" },
  ],
  azurerm_key_vault: [{ path: "soft_delete_retention_days", worse: "less", lost: shorter }],
  azurerm_management_lock: [{ path: "scope", worse: "other", lost: "what it locked can be deleted" }],
  azurerm_storage_account: [
    { path: "blob_properties.container_delete_retention_policy.days", worse: "less", lost: shorter },
    { path: "blob_properties.versioning_enabled", worse: { isNoMore: true }, lost: "what is overwritten is gone" },
  ],
  azurerm_storage_management_policy: [
    { path: "rule.actions.version.delete_after_days_since_creation", worse: "sooner", lost: sooner },
    { path: "rule.actions.base_blob.delete_after_days_since_modification_greater_than", worse: "sooner", lost: sooner },
  ],
  azurerm_log_analytics_workspace: [{ path: "retention_in_days", worse: "less", lost: logs }],
  azurerm_network_watcher_flow_log: [{ path: "retention_policy.days", worse: "less", lost: logs }],
};

/** What protects each type of resource from deletion. */
export const protectionGuards: Guards = Object.fromEntries(
  [...new Set([...Object.keys(dataHolders), ...Object.keys(more)])].map((type) => {
    const protection = dataHolders[type];
    return [type, [...(protection === undefined ? [] : guardOf(protection)), ...(more[type] ?? [])]];
  }),
);

/** Resources that are themselves a protection, and what is lost with them. */
export const protectors: Readonly<Record<string, string>> = {
  aws_s3_bucket_versioning: "what is overwritten in its bucket would be gone",
  azurerm_management_lock: "what it locks could be deleted",
};
