/**
 * Types that cost nothing themselves: descriptions, permissions, connections, and what is paid for with something else.
 * Whatever is neither here nor in the meters has a price that is not known.
 */
export const free: ReadonlySet<string> = new Set([
  ...["aws_db_subnet_group", "aws_default_security_group", "aws_eks_access_entry", "aws_eks_access_policy_association"],
  ...["aws_eks_addon", "aws_eks_pod_identity_association", "aws_iam_openid_connect_provider", "aws_iam_policy"],
  ...["aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_internet_gateway", "aws_kms_alias"],
  ...["aws_launch_template", "aws_rds_cluster_parameter_group", "aws_route", "aws_route_table"],
  ...["aws_route_table_association", "aws_route53_record", "aws_route53recoverycontrolconfig_control_panel"],
  ...["aws_route53recoverycontrolconfig_routing_control", "aws_route53recoverycontrolconfig_safety_rule"],
  ...["aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_logging", "aws_s3_bucket_ownership_controls"],
  ...["aws_s3_bucket_policy", "aws_s3_bucket_public_access_block", "aws_s3_bucket_versioning"],
  ...["aws_s3_bucket_server_side_encryption_configuration", "aws_secretsmanager_secret_version"],
  ...["aws_security_group", "aws_sns_topic_policy", "aws_subnet", "aws_vpc", "aws_vpc_security_group_ingress_rule"],
  ...["azurerm_disk_encryption_set", "azurerm_dns_cname_record", "azurerm_federated_identity_credential"],
  ...["azurerm_management_lock", "azurerm_monitor_diagnostic_setting", "azurerm_nat_gateway_public_ip_association"],
  ...["azurerm_network_security_group", "azurerm_postgresql_flexible_server_configuration"],
  ...["azurerm_postgresql_flexible_server_database", "azurerm_postgresql_flexible_server_virtual_endpoint"],
  ...["azurerm_private_dns_zone_virtual_network_link", "azurerm_resource_group", "azurerm_role_assignment"],
  ...["azurerm_policy_definition", "azurerm_resource_group_policy_assignment", "google_iam_deny_policy"],
  ...["google_iam_workload_identity_pool", "google_iam_workload_identity_pool_provider"],
  ...["azurerm_role_definition", "azurerm_storage_container", "azurerm_storage_management_policy", "azurerm_subnet"],
  ...["azurerm_subnet_nat_gateway_association", "azurerm_subnet_network_security_group_association"],
  ...["azurerm_user_assigned_identity", "azurerm_virtual_network", "google_compute_firewall"],
  ...["google_compute_network", "google_compute_router", "google_compute_subnetwork", "google_dns_record_set"],
  ...["google_kms_crypto_key_iam_member", "google_kms_key_ring", "google_logging_project_sink"],
  ...["google_monitoring_notification_channel", "google_project_iam_custom_role", "google_project_iam_member"],
  ...["google_service_account", "google_service_account_iam_member", "google_service_networking_connection"],
  ...["google_sql_database", "google_sql_user", "google_storage_bucket_iam_member"],
]);
