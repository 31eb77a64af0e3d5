/**
 * Types whose ids are names (provider 6.25.0), and whether AWS keeps those apart by region or by account. All others have
 * ids or ARNs that nothing else ever has, or names that are one in the whole partition, as those of buckets are.
 */
export const scopes = {
  aws_cloudwatch_log_group: "region",
  aws_cloudwatch_metric_alarm: "region",
  aws_db_subnet_group: "region",
  aws_eks_access_entry: "region",
  aws_eks_access_policy_association: "region",
  aws_eks_addon: "region",
  aws_eks_cluster: "region",
  aws_eks_node_group: "region",
  aws_eks_pod_identity_association: "region",
  aws_iam_openid_connect_provider: "account",
  aws_iam_policy: "account",
  aws_iam_role: "account",
  aws_iam_role_policy: "account",
  aws_iam_role_policy_attachment: "account",
  aws_kms_alias: "region",
  aws_kms_replica_key: "region",
  aws_launch_template: "region",
  aws_rds_cluster: "region",
  aws_rds_cluster_instance: "region",
  aws_rds_cluster_parameter_group: "region",
  aws_rds_global_cluster: "account",
  aws_route53recoverycontrolconfig_cluster: "account",
  aws_scheduler_schedule: "region",
} as const satisfies Readonly<Record<string, "region" | "account">>;
