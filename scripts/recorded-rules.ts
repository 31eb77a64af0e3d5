/**
 * Rules that the semantics files lack, because a probe with a text cannot find the range of a number: read from the
 * error messages of the conformance cases ("window bad", "name too long", …), the path replaced by x.
 */
export const recordedRules: Readonly<Record<string, string>> = {
  "aws_eks_node_group.scaling_config.max_size": "expected x to be at least (1), got ~probe~",
  "aws_elasticache_global_replication_group.primary_replication_group_id":
    "invalid value for x (cannot contain two consecutive hyphens)",
  "aws_elasticache_replication_group.replication_group_id":
    "expected length of x to be in the range (1 - 40), got ~probe~",
  "aws_iam_role.name": "expected length of x to be in the range (1 - 64), got ~probe~",
  "aws_kms_key.deletion_window_in_days": "expected x to be in the range (7 - 30), got ~probe~",
  "aws_kms_key.rotation_period_in_days": "expected x to be in the range (90 - 2560), got ~probe~",
  "aws_lb.name": '"x" cannot begin with "internal-": "~probe~"',
  "aws_rds_cluster.backup_retention_period": "expected x to be at most (35), got ~probe~",
  "aws_route53_health_check.failure_threshold": "expected x to be in the range (1 - 10), got ~probe~",
  "aws_route53_health_check.request_interval": "expected x to be one of [10 30], got ~probe~",
  "aws_secretsmanager_secret.recovery_window_in_days": "expected x to be in the range (7 - 30), got ~probe~; or 0",
  "aws_security_group.name": "invalid value for x (cannot begin with sg-)",
  "aws_vpc.cidr_block": 'expected "x" to contain a network Value with between 16 and 28 significant bits, got: ~probe~',
  "azurerm_key_vault.soft_delete_retention_days": "expected x to be in the range (7 - 90), got ~probe~",
  "azurerm_postgresql_flexible_server.backup_retention_days": "expected x to be in the range (7 - 35), got ~probe~",
  "azurerm_postgresql_flexible_server.storage_mb":
    "expected x to be one of [32768 65536 131072 262144 524288 1048576 2097152 4193280 4194304 8388608 16777216 33553408], got ~probe~",
  "azurerm_traffic_manager_azure_endpoint.weight": "expected x to be in the range (1 - 1000), got ~probe~",
  "azurerm_traffic_manager_profile.monitor_config.interval_in_seconds": "expected x to be one of [10 30], got ~probe~",
  "azurerm_traffic_manager_profile.monitor_config.timeout_in_seconds":
    "expected x to be in the range (5 - 10), got ~probe~",
  "google_service_account.account_id": '"x" ("~probe~") must be between 6 and 30 characters long',
};

/**
 * Rules in place of recorded lists of allowed values that say too little. The probe saw the text `None`, yet
 * kubernetes 2.38.0 also takes an address; "readwrite" was accepted (case "type in lower case"); a role's scope is the id
 * of a subscription or a management group, or of something in one (azurerm 4.55, azurerm_role_definition).
 */
export const insteadOfLists: Readonly<Record<string, string>> = {
  "azurerm_postgresql_flexible_server_virtual_endpoint.type": 'expected x to be one of ["ReadWrite"] in any case',
  "azurerm_role_definition.scope": "expected x to begin with /subscriptions/ or with a management group",
  "kubernetes_service_v1.spec.cluster_ip": 'expected x to contain a valid IP, got: ~probe~; or "None"',
  "kubernetes_service_v1.spec.cluster_ips": 'expected x to contain a valid IP, got: ~probe~; or "None"',
};
