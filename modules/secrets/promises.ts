import type { Promises } from "../core/promise";
import { recoveryDays, workload } from "./contract";

/** What a group's secrets promise, and what keeps each promise on each cloud. */
export const secretsPromises: Promises = {
  capability: "secrets",
  stack: "site",
  promises: [
    {
      promise: "every site of the group has a copy in its own region",
      aws: [
        { type: "aws_secretsmanager_secret", name: "secrets_*", at: "origin" },
        {
          type: "aws_secretsmanager_secret",
          name: "secrets_database",
          at: "paired-origin",
          has: { "replica.region": { present: true } },
        },
      ],
      gcp: [
        {
          type: "google_secret_manager_secret",
          at: "origin",
          has: { "replication.user_managed.replicas.location": { present: true } },
        },
      ],
      azure: [
        { type: "azurerm_key_vault", name: "secrets_vault-*", at: "origin", has: { location: { present: true } } },
        { type: "azurerm_key_vault", name: "secrets_vault-*", at: "paired-origin", count: 2 },
        { type: "azurerm_key_vault_secret", name: "secrets_database-*", at: "paired-origin", count: 2 },
      ],
      gaps: {
        azure:
          "Key Vault copies nothing to a region of our choice: Terraform writes each value to a vault in each region",
      },
    },
    {
      promise: "a secret has the same name in every site",
      aws: [
        {
          type: "aws_secretsmanager_secret",
          name: "secrets_database",
          at: "origin",
          has: { name: { matches: "-database$" } },
        },
      ],
      gcp: [
        {
          type: "google_secret_manager_secret",
          name: "secrets_database",
          at: "origin",
          has: { secret_id: { matches: "-database$" } },
        },
      ],
      azure: [
        {
          type: "azurerm_key_vault_secret",
          name: "secrets_database-*",
          at: "origin",
          has: { name: { matches: "-database$" } },
        },
      ],
    },
    {
      promise: "each copy is encrypted with a key of ours in its own region",
      aws: [
        {
          type: "aws_kms_key",
          name: "secrets_key",
          at: "origin",
          has: { multi_region: true, enable_key_rotation: true },
        },
        {
          type: "aws_kms_replica_key",
          name: "secrets_key-*",
          at: "paired-origin",
          count: 1,
          has: { region: { present: true } },
        },
        {
          type: "aws_secretsmanager_secret",
          at: "origin",
          has: { kms_key_id: { matches: "aws_kms_key.secrets_key" } },
        },
        {
          type: "aws_secretsmanager_secret",
          at: "paired-origin",
          has: { "replica.kms_key_id": { matches: "aws_kms_replica_key.secrets_key-" } },
        },
      ],
      gcp: [
        {
          type: "google_secret_manager_secret",
          at: "origin",
          has: {
            "replication.user_managed.replicas.customer_managed_encryption.kms_key_name": {
              matches: "google_kms_crypto_key.secrets_key-",
            },
          },
        },
      ],
      azure: [{ type: "azurerm_key_vault", name: "secrets_vault-*", at: "origin", has: { sku_name: "premium" } }],
      gaps: {
        azure:
          "Key Vault encrypts secrets with keys that Microsoft manages in its HSMs; it takes no key of ours for them",
      },
    },
    {
      promise: "values are never in state: they are write-only and rotated by raising a version",
      aws: [
        {
          type: "aws_secretsmanager_secret_version",
          at: "origin",
          has: {
            secret_string_wo: { matches: "^\\$\\{ephemeral\\.random_password\\." },
            secret_string_wo_version: { atLeast: 1 },
            secret_string: { absent: true },
          },
        },
      ],
      gcp: [
        {
          type: "google_secret_manager_secret_version",
          at: "origin",
          has: {
            secret_data_wo: { matches: "^\\$\\{ephemeral\\.random_password\\." },
            secret_data_wo_version: { atLeast: 1 },
            secret_data: { absent: true },
          },
        },
      ],
      azure: [
        {
          type: "azurerm_key_vault_secret",
          at: "origin",
          has: {
            value_wo: { matches: "^\\$\\{ephemeral\\.random_password\\." },
            value_wo_version: { atLeast: 1 },
            value: { absent: true },
          },
        },
      ],
    },
    {
      promise: `old versions and deleted secrets can be brought back for ${recoveryDays} days`,
      aws: [{ type: "aws_secretsmanager_secret", at: "origin", has: { recovery_window_in_days: recoveryDays } }],
      gcp: [
        {
          type: "google_secret_manager_secret",
          at: "origin",
          has: { version_destroy_ttl: `${recoveryDays * 86400}s`, deletion_protection: true },
        },
        { type: "google_secret_manager_secret_version", at: "origin", has: { deletion_policy: "DISABLE" } },
      ],
      azure: [
        {
          type: "azurerm_key_vault",
          name: "secrets_vault-*",
          at: "origin",
          has: { purge_protection_enabled: true, soft_delete_retention_days: { atLeast: recoveryDays } },
        },
      ],
    },
    {
      promise: "Terraform refuses to destroy a secret",
      aws: [{ type: "aws_secretsmanager_secret", at: "origin", has: { "lifecycle.prevent_destroy": true } }],
      gcp: [{ type: "google_secret_manager_secret", at: "origin", has: { "lifecycle.prevent_destroy": true } }],
      azure: [
        {
          type: "azurerm_key_vault",
          name: "secrets_vault-*",
          at: "origin",
          has: { "lifecycle.prevent_destroy": true },
        },
        { type: "azurerm_key_vault_secret", at: "origin", has: { "lifecycle.prevent_destroy": true } },
      ],
    },
    {
      promise: "the site's workloads read them by their own identity, and hold no key",
      aws: [
        {
          type: "aws_eks_pod_identity_association",
          name: "secrets_reader-binding",
          count: 1,
          has: { namespace: workload.namespace, service_account: workload.serviceAccount },
        },
        {
          type: "aws_iam_role_policy",
          name: "secrets_reader-policy",
          count: 1,
          has: { policy: { lacks: '"secretsmanager:*"' } },
        },
      ],
      gcp: [
        {
          type: "google_service_account_iam_member",
          name: "secrets_reader-binding",
          count: 1,
          has: { role: "roles/iam.workloadIdentityUser" },
        },
        {
          type: "google_project_iam_member",
          name: "secrets_reader-policy",
          count: 1,
          has: { role: "roles/secretmanager.secretAccessor", "condition.expression": { contains: "startsWith" } },
        },
      ],
      azure: [
        {
          type: "azurerm_federated_identity_credential",
          name: "secrets_reader-binding",
          count: 1,
          has: { subject: `system:serviceaccount:${workload.namespace}:${workload.serviceAccount}` },
        },
        {
          type: "azurerm_role_assignment",
          name: "secrets_reader-policy",
          count: 1,
          has: { role_definition_name: "Key Vault Secrets User" },
        },
      ],
    },
  ],
};
