type Setting = string | number | boolean;

/** How a cloud itself keeps a resource from being deleted; Terraform's `prevent_destroy` comes on top. */
export type Protection =
  | {
      readonly attribute: string;
      readonly is: Setting;
      /** What it is instead where everything is meant to be destroyed: off, or the shortest that the service takes. */
      readonly disposable: Setting;
    }
  /** A CanNotDelete lock on the resource, in the same stack. */
  | { readonly lock: true }
  /** Nothing to set, and why that is enough. */
  | { readonly because: string };

/**
 * Every resource type of ours that holds data, the keys to it, or a name or address that the world outside knows, and
 * what protects it at the cloud's own API. A plan that destroys or replaces one of these loses something that nobody can
 * make again.
 */
export const dataHolders: Readonly<Record<string, Protection>> = {
  aws_rds_cluster: { attribute: "deletion_protection", is: true, disposable: false },
  aws_rds_global_cluster: { attribute: "deletion_protection", is: true, disposable: false },
  aws_eks_cluster: { attribute: "deletion_protection", is: true, disposable: false },
  aws_kms_key: { attribute: "deletion_window_in_days", is: 30, disposable: 7 },
  aws_kms_replica_key: { attribute: "deletion_window_in_days", is: 30, disposable: 7 },
  aws_secretsmanager_secret: { attribute: "recovery_window_in_days", is: 30, disposable: 0 },
  aws_s3_bucket: { attribute: "force_destroy", is: false, disposable: true },
  aws_cloudwatch_log_group: { attribute: "skip_destroy", is: true, disposable: false },
  aws_route53_zone: { attribute: "force_destroy", is: false, disposable: true },
  google_dns_managed_zone: { attribute: "force_destroy", is: false, disposable: true },
  google_compute_global_address: { because: "Compute Engine refuses to delete an address in use" },
  google_sql_database_instance: { attribute: "settings.deletion_protection_enabled", is: true, disposable: false },
  google_sql_database: { attribute: "deletion_policy", is: "ABANDON", disposable: "DELETE" },
  google_container_cluster: { attribute: "deletion_protection", is: true, disposable: false },
  google_kms_key_ring: { because: "Cloud KMS deletes no key ring" },
  google_kms_crypto_key: { attribute: "destroy_scheduled_duration", is: "2592000s", disposable: "86400s" },
  google_secret_manager_secret: { attribute: "deletion_protection", is: true, disposable: false },
  google_storage_bucket: { attribute: "force_destroy", is: false, disposable: true },
  google_logging_project_bucket_config: { because: "Cloud Logging keeps a deleted bucket for seven days" },
  azurerm_resource_group: { because: "the provider refuses to delete a group that holds anything" },
  azurerm_postgresql_flexible_server: { lock: true },
  azurerm_postgresql_flexible_server_database: { because: "the lock on its server covers it" },
  azurerm_kubernetes_cluster: { lock: true },
  azurerm_dns_zone: { lock: true },
  // Disks and servers take no key from a vault without purge protection: all that can be had is its shortest window.
  azurerm_key_vault: { attribute: "purge_protection_enabled", is: true, disposable: true },
  azurerm_key_vault_key: { because: "its vault's purge protection keeps it for 90 days" },
  azurerm_key_vault_secret: { because: "its vault's purge protection keeps it for 90 days" },
  azurerm_storage_account: { attribute: "blob_properties.delete_retention_policy.days", is: 90, disposable: 1 },
  azurerm_storage_container: { because: "its account's retention keeps it for 90 days" },
  azurerm_log_analytics_workspace: { because: "Azure keeps a deleted workspace for 14 days" },
};
