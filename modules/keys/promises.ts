import type { Promises } from "../core/promise";
import { deletionDelayDays, purposes, rotationDays } from "./contract";

const seconds = (days: number) => `${days * 86400}s`;

/** What a site's keys promise, and what keeps each promise on each cloud. */
export const keysPromises: Promises = {
  capability: "keys",
  stack: "site",
  promises: [
    {
      promise: "each purpose has a key of its own in the site's own region",
      aws: [
        { type: "aws_kms_key", name: "keys_*", count: purposes.length, has: { multi_region: { absent: true } } },
        { type: "aws_kms_alias", name: "keys_*", count: purposes.length },
      ],
      gcp: [
        { type: "google_kms_key_ring", name: "keys_ring", count: 1, has: { location: { present: true } } },
        { type: "google_kms_crypto_key", name: "keys_*", count: purposes.length },
      ],
      azure: [
        { type: "azurerm_key_vault", name: "keys_vault", count: 1, has: { location: { present: true } } },
        { type: "azurerm_key_vault_key", name: "keys_*", count: purposes.length },
      ],
    },
    {
      promise: `keys are rotated every ${rotationDays} days`,
      aws: [
        {
          type: "aws_kms_key",
          name: "keys_*",
          has: { enable_key_rotation: true, rotation_period_in_days: rotationDays },
        },
      ],
      gcp: [{ type: "google_kms_crypto_key", name: "keys_*", has: { rotation_period: seconds(rotationDays) } }],
      azure: [
        {
          type: "azurerm_key_vault_key",
          name: "keys_*",
          has: { "rotation_policy.automatic.time_after_creation": `P${rotationDays}D` },
        },
      ],
    },
    {
      promise: "a deleted key can be brought back for 30 days at least",
      aws: [{ type: "aws_kms_key", name: "keys_*", has: { deletion_window_in_days: deletionDelayDays } }],
      gcp: [
        {
          type: "google_kms_crypto_key",
          name: "keys_*",
          has: { destroy_scheduled_duration: seconds(deletionDelayDays) },
        },
      ],
      azure: [
        {
          type: "azurerm_key_vault",
          name: "keys_vault",
          has: { purge_protection_enabled: true, soft_delete_retention_days: 90 },
        },
      ],
    },
    {
      promise: "Terraform refuses to destroy a key",
      aws: [{ type: "aws_kms_key", name: "keys_*", has: { "lifecycle.prevent_destroy": true } }],
      gcp: [{ type: "google_kms_crypto_key", name: "keys_*", has: { "lifecycle.prevent_destroy": true } }],
      azure: [
        { type: "azurerm_key_vault", name: "keys_vault", has: { "lifecycle.prevent_destroy": true } },
        { type: "azurerm_key_vault_key", name: "keys_*", has: { "lifecycle.prevent_destroy": true } },
      ],
    },
    {
      promise: "key material stays in hardware",
      aws: [{ type: "aws_kms_key", name: "keys_*", has: { custom_key_store_id: { absent: true } } }],
      gcp: [{ type: "google_kms_crypto_key", name: "keys_*", has: { "version_template.protection_level": "HSM" } }],
      azure: [
        { type: "azurerm_key_vault", name: "keys_vault", has: { sku_name: "premium" } },
        { type: "azurerm_key_vault_key", name: "keys_*", has: { key_type: "RSA-HSM" } },
      ],
    },
    {
      promise: "the keys' service is reached privately",
      aws: [{ type: "aws_vpc_endpoint", name: "network_endpoint-kms", has: { private_dns_enabled: true } }],
      gcp: [{ type: "google_compute_subnetwork", has: { private_ip_google_access: true } }],
      azure: [
        {
          type: "azurerm_key_vault",
          name: "keys_vault",
          has: { "network_acls.default_action": "Deny" },
        },
        {
          type: "azurerm_private_endpoint",
          name: "keys_vault-endpoint",
          count: 1,
          has: { "private_service_connection.subresource_names": { contains: "vault" } },
        },
      ],
    },
  ],
};
