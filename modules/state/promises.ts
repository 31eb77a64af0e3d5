import type { Evidence, Promises } from "../core/promise";
import { accessLogDays, oldVersionDays } from "./contract";

const seconds = (days: number) => days * 86400;

const kept = (type: string): Evidence => ({ type, has: { "lifecycle.prevent_destroy": true } });

const logged = (category: string): Evidence => ({
  type: "azurerm_monitor_diagnostic_setting",
  name: "state_store-*",
  has: { enabled_log: { contains: { category } }, log_analytics_workspace_id: { contains: "state_logs-" } },
});

/** What the state stores of a group promise, and what keeps each promise on each cloud. */
export const statePromises: Promises = {
  capability: "state",
  stack: "state",
  promises: [
    {
      promise: "each site's state lies in the site's own region and can be read with any other region dead",
      aws: [{ type: "aws_s3_bucket", name: "state_store-*", has: { region: { present: true } } }],
      gcp: [
        {
          type: "google_storage_bucket",
          name: "state_store-*",
          has: { "custom_placement_config.data_locations": { present: true }, rpo: "ASYNC_TURBO" },
        },
      ],
      azure: [
        {
          type: "azurerm_storage_account",
          name: "state_store-*",
          has: { location: { present: true }, account_replication_type: "ZRS" },
        },
      ],
      gaps: {
        aws: "a state cannot be read while its own region is dead; nothing needs it then",
        azure: "a state cannot be read while its own region is dead; nothing needs it then",
        gcp: "what was written in the last 15 minutes before a region died may be missing in the other",
      },
    },
    {
      promise: `what was overwritten or deleted is kept for ${oldVersionDays} days at least, then expires`,
      aws: [
        {
          type: "aws_s3_bucket_versioning",
          name: "state_store-*",
          has: { "versioning_configuration.status": "Enabled" },
        },
        {
          type: "aws_s3_bucket_lifecycle_configuration",
          name: "state_store-*",
          has: { "rule.status": "Enabled", "rule.noncurrent_version_expiration.noncurrent_days": oldVersionDays },
        },
      ],
      gcp: [
        {
          type: "google_storage_bucket",
          name: "state_store-*",
          has: {
            "versioning.enabled": true,
            "lifecycle_rule.condition.days_since_noncurrent_time": oldVersionDays,
            "soft_delete_policy.retention_duration_seconds": seconds(oldVersionDays),
          },
        },
      ],
      azure: [
        {
          type: "azurerm_storage_account",
          name: "state_store-*",
          has: {
            "blob_properties.versioning_enabled": true,
            "blob_properties.delete_retention_policy.days": { atLeast: oldVersionDays },
          },
        },
        {
          type: "azurerm_storage_management_policy",
          name: "state_store-*",
          has: { "rule.enabled": true, "rule.actions.version.delete_after_days_since_creation": oldVersionDays },
        },
      ],
    },
    {
      promise: "encrypted with a key of its own that is rotated every year",
      aws: [
        {
          type: "aws_s3_bucket_server_side_encryption_configuration",
          name: "state_store-*",
          has: {
            "rule.apply_server_side_encryption_by_default.sse_algorithm": "aws:kms",
            "rule.apply_server_side_encryption_by_default.kms_master_key_id": { contains: "aws_kms_key.state_key-" },
            "rule.blocked_encryption_types": { contains: "SSE-C" },
            "rule.bucket_key_enabled": true,
          },
        },
        { type: "aws_kms_key", has: { enable_key_rotation: true, rotation_period_in_days: 365 } },
      ],
      gcp: [
        {
          type: "google_storage_bucket",
          name: "state_store-*",
          has: { "encryption.default_kms_key_name": { contains: "state_key-" } },
        },
        {
          type: "google_kms_crypto_key_iam_member",
          name: "state_key-*",
          has: { member: { contains: "serviceAccount:" } },
        },
        { type: "google_kms_crypto_key", name: "state_key-*", has: { rotation_period: `${seconds(365)}s` } },
      ],
      azure: [
        {
          type: "azurerm_storage_account",
          name: "state_store-*",
          has: {
            "customer_managed_key.key_vault_key_id": { contains: "azurerm_key_vault_key.state_key-" },
            infrastructure_encryption_enabled: true,
          },
        },
        { type: "azurerm_key_vault_key", has: { "rotation_policy.automatic.time_after_creation": "P365D" } },
      ],
      gaps: { aws: "the access logs have Amazon's key: S3 delivers them to no bucket with a key of ours" },
    },
    {
      promise: "nothing of it is public, and it travels over TLS only",
      aws: [
        {
          type: "aws_s3_bucket_public_access_block",
          has: {
            block_public_acls: true,
            block_public_policy: true,
            ignore_public_acls: true,
            restrict_public_buckets: true,
          },
        },
        { type: "aws_s3_bucket_ownership_controls", has: { "rule.object_ownership": "BucketOwnerEnforced" } },
        { type: "aws_s3_bucket_policy", has: { policy: { contains: '{"Bool":{"aws:SecureTransport":"false"}}' } } },
      ],
      gcp: [
        {
          type: "google_storage_bucket",
          has: { public_access_prevention: "enforced", uniform_bucket_level_access: true },
        },
      ],
      azure: [
        {
          type: "azurerm_storage_account",
          has: {
            allow_nested_items_to_be_public: false,
            shared_access_key_enabled: false,
            https_traffic_only_enabled: true,
            min_tls_version: "TLS1_2",
            "network_rules.default_action": "Deny",
          },
        },
        { type: "azurerm_storage_container", has: { container_access_type: "private" } },
        { type: "azurerm_key_vault", has: { "network_acls.default_action": "Deny" } },
      ],
      gaps: {
        aws: "IAM alone decides who reads it; there is no address filter",
        gcp: "IAM alone decides who reads it; TLS is no setting of a bucket but the organization's constraint storage.secureHttpTransport",
      },
    },
    {
      promise: "neither Terraform nor a person deletes it by mistake",
      aws: [
        { type: "aws_s3_bucket", has: { force_destroy: false, "lifecycle.prevent_destroy": true } },
        {
          type: "aws_s3_bucket_policy",
          has: {
            policy: { matches: '"Sid":"NoDeletion","Action":\\["s3:DeleteBucket",.*"s3:DeleteObjectVersion"\\]' },
          },
        },
        { type: "aws_kms_key", has: { deletion_window_in_days: 30, "lifecycle.prevent_destroy": true } },
      ],
      gcp: [
        {
          type: "google_storage_bucket",
          has: {
            force_destroy: false,
            "lifecycle.prevent_destroy": true,
            "soft_delete_policy.retention_duration_seconds": { atLeast: seconds(7) },
          },
        },
        {
          type: "google_kms_crypto_key",
          has: { destroy_scheduled_duration: `${seconds(30)}s`, "lifecycle.prevent_destroy": true },
        },
        kept("google_kms_key_ring"),
      ],
      azure: [
        { type: "azurerm_management_lock", name: "state_store-*", has: { lock_level: "CanNotDelete" } },
        kept("azurerm_storage_account"),
        kept("azurerm_storage_container"),
        kept("azurerm_resource_group"),
        {
          type: "azurerm_key_vault",
          has: { purge_protection_enabled: true, soft_delete_retention_days: 90, "lifecycle.prevent_destroy": true },
        },
        kept("azurerm_key_vault_key"),
      ],
      gaps: { gcp: "Google has no lock on a bucket; a deleted one can be brought back for 90 days" },
    },
    {
      promise: `who read and who wrote it is known for ${accessLogDays} days`,
      aws: [
        { type: "aws_s3_bucket_logging", name: "state_store-*", has: { target_bucket: { contains: "state_logs-" } } },
        {
          type: "aws_s3_bucket_lifecycle_configuration",
          name: "state_logs-*",
          has: { "rule.expiration.days": accessLogDays },
        },
        { type: "aws_s3_bucket_policy", name: "state_logs-*", has: { policy: { contains: '"s3:DeleteObject"' } } },
      ],
      gcp: [
        {
          type: "google_storage_bucket",
          name: "state_store-*",
          has: { "logging.log_bucket": { contains: "state_logs-" } },
        },
        {
          type: "google_storage_bucket",
          name: "state_logs-*",
          has: {
            "retention_policy.retention_period": seconds(accessLogDays),
            "lifecycle_rule.condition.age": accessLogDays,
          },
        },
        {
          type: "google_storage_bucket_iam_member",
          name: "state_logs-*",
          has: { role: "roles/storage.objectCreator", member: "group:cloud-storage-analytics@google.com" },
        },
      ],
      azure: [
        ...["StorageRead", "StorageWrite", "StorageDelete"].map(logged),
        kept("azurerm_log_analytics_workspace"),
        { type: "azurerm_log_analytics_workspace", name: "state_logs-*", has: { retention_in_days: accessLogDays } },
      ],
      gaps: {
        aws: "delivered within hours and on best effort",
        gcp: "delivered hourly and on best effort, and without the name of the caller unless Data Access audit logs are on",
      },
    },
  ],
};
