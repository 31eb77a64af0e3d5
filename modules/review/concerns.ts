import { dataHolders } from "../core/data-holders";
import type { Concern } from "./contract";

// A type in one of these lists that is not in modules/core/data-holders.ts holds nothing which another apply could not make
// again: rule 4 takes it so. A type in neither fails rule 4; somebody has to say which of the two it is.

/** What requests, replication and probes go through, and the names by which they find their way. */
const traffic: readonly string[] = [
  "aws_db_subnet_group",
  "aws_default_security_group",
  "aws_eip",
  "aws_internet_gateway",
  "aws_nat_gateway",
  "aws_route",
  "aws_route53_health_check",
  "aws_route53_record",
  "aws_route53_zone",
  "aws_route53recoverycontrolconfig_cluster",
  "aws_route53recoverycontrolconfig_control_panel",
  "aws_route53recoverycontrolconfig_routing_control",
  "aws_route53recoverycontrolconfig_safety_rule",
  "aws_route_table",
  "aws_route_table_association",
  "aws_security_group",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_endpoint",
  "aws_vpc_security_group_ingress_rule",
  "azurerm_dns_cname_record",
  "azurerm_dns_zone",
  "azurerm_nat_gateway",
  "azurerm_nat_gateway_public_ip_association",
  "azurerm_network_security_group",
  "azurerm_postgresql_flexible_server_virtual_endpoint",
  "azurerm_private_dns_zone",
  "azurerm_private_dns_zone_virtual_network_link",
  "azurerm_private_endpoint",
  "azurerm_public_ip",
  "azurerm_subnet",
  "azurerm_subnet_nat_gateway_association",
  "azurerm_subnet_network_security_group_association",
  "azurerm_traffic_manager_external_endpoint",
  "azurerm_traffic_manager_profile",
  "azurerm_virtual_network",
  "google_compute_firewall",
  "google_compute_global_address",
  "google_compute_health_check",
  "google_compute_network",
  "google_compute_router",
  "google_compute_router_nat",
  "google_compute_subnetwork",
  "google_dns_managed_zone",
  "google_dns_record_set",
  "google_service_networking_connection",
];

/** Who somebody is, and what they may do. */
const identity: readonly string[] = [
  "aws_eks_access_entry",
  "aws_eks_access_policy_association",
  "aws_eks_pod_identity_association",
  "aws_iam_openid_connect_provider",
  "aws_iam_policy",
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_sns_topic_policy",
  "azurerm_federated_identity_credential",
  "azurerm_policy_definition",
  "azurerm_resource_group_policy_assignment",
  "azurerm_role_assignment",
  "azurerm_role_definition",
  "azurerm_user_assigned_identity",
  "google_iam_deny_policy",
  "google_iam_workload_identity_pool",
  "google_iam_workload_identity_pool_provider",
  "google_kms_crypto_key_iam_member",
  "google_project_iam_custom_role",
  "google_project_iam_member",
  "google_service_account",
  "google_service_account_iam_member",
  "google_sql_user",
  "google_storage_bucket_iam_member",
];

/** What another apply makes again, and nobody is let in, found or kept out by. */
const neither: readonly string[] = [
  "aws_cloudwatch_metric_alarm",
  "aws_eks_addon",
  "aws_eks_node_group",
  "aws_flow_log",
  "aws_kms_alias",
  "aws_launch_template",
  "aws_rds_cluster_instance",
  "aws_rds_cluster_parameter_group",
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_logging",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
  "aws_scheduler_schedule",
  "aws_secretsmanager_secret_version",
  "aws_sns_topic",
  "aws_sns_topic_subscription",
  "azurerm_disk_encryption_set",
  "azurerm_kubernetes_cluster_node_pool",
  "azurerm_management_lock",
  "azurerm_monitor_action_group",
  "azurerm_monitor_diagnostic_setting",
  "azurerm_monitor_metric_alert",
  "azurerm_network_watcher_flow_log",
  "azurerm_postgresql_flexible_server_configuration",
  "azurerm_storage_management_policy",
  "google_container_node_pool",
  "google_logging_project_sink",
  "google_monitoring_alert_policy",
  "google_monitoring_notification_channel",
  "google_secret_manager_secret_version",
  "terraform_data",
];

const tables = [
  { concern: "data", types: new Set(Object.keys(dataHolders)) },
  { concern: "traffic", types: new Set(traffic) },
  { concern: "identity", types: new Set(identity) },
] as const satisfies readonly { readonly concern: Concern; readonly types: ReadonlySet<string> }[];

const unconcerned: ReadonlySet<string> = new Set(neither);

/** What depends on resources of a type. Of a type that nobody has classified: nothing, see {@link isClassified}. */
export function concernsOf(type: string): readonly Concern[] {
  return tables.filter(({ types }) => types.has(type)).map(({ concern }) => concern);
}

/** Whether somebody has said what depends on resources of a type. What nobody has said may hold data. */
export function isClassified(type: string): boolean {
  return unconcerned.has(type) !== concernsOf(type).length > 0;
}
