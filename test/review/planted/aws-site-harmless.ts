import { allow, move, replaceText, set } from "./edit";
import { type Harmless, harmless } from "./stage";

const cluster = "aws_rds_cluster.database_cluster";
const instance = "aws_rds_cluster_instance.database_instance";
const control = "aws_eks_cluster.cluster_control-plane";
const lag = "aws_cloudwatch_metric_alarm.database_lag";
const upgrades = "aws_iam_role_policy.cluster_upgrades-policy";

const rule = (name: string) => `aws_vpc_security_group_ingress_rule.${name}`;

/** In the stack of a site on AWS. */
export const siteHarmless: readonly Harmless[] = [
  harmless("the database's servers grow", set(`${instance}-1`, "instance_class", "db.r6g.xlarge")),
  harmless("backups are kept for longer", set(cluster, "backup_retention_period", 14)),
  harmless(
    "a secret is rotated",
    set("aws_secretsmanager_secret_version.secrets_database-value", "secret_string_wo_version", 2),
  ),
  harmless("the control plane lets fewer in", set(control, "vpc_config.public_access_cidrs", ["198.51.100.0/25"])),
  harmless("the control plane's endpoint is private alone", set(control, "vpc_config.endpoint_public_access", false)),
  harmless("more nodes may come", set("aws_eks_node_group.cluster_nodes-zone-a", "scaling_config.max_size", 6)),
  harmless("nodes grow", set("aws_launch_template.cluster_nodes", "instance_type", "m6i.xlarge")),
  harmless("an alarm says something else", set(lag, "alarm_description", "behind")),
  harmless("the lag alarm wakes somebody sooner", set(lag, "threshold", 30_000)),
  harmless("logs are kept for longer", set("aws_cloudwatch_log_group.network_flow-logs", "retention_in_days", 365)),
  harmless("logs are kept for ever", set("aws_cloudwatch_log_group.cluster_audit-logs", "retention_in_days", 0)),
  harmless("a network is tagged", set("aws_vpc.network_vpc", "tags", { ticket: "1" })),
  harmless("fewer addresses reach the database", set(rule("database_access-in"), "cidr_ipv4", "10.8.0.0/17")),
  harmless(
    "a role may do less",
    replaceText(upgrades, "policy", "ec2:DescribeLaunchTemplateVersions", "ec2:DescribeImages"),
  ),
  harmless(
    "a role may do one more thing to one thing",
    allow("aws_iam_role_policy.cluster_administrators-find", "policy", {
      Effect: "Allow",
      Action: "eks:ListNodegroups",
      Resource: "arn:aws:eks:us-east-1:222233334444:cluster/x",
    }),
  ),
  harmless(
    "a route gets another address in the state",
    move("aws_route.network_public-out", "aws_route.network_out"),
    "aws_route.network_out",
  ),
  harmless(
    "a key's alias gets another address in the state",
    move("aws_kms_alias.keys_logs-alias", "aws_kms_alias.keys_log"),
    "aws_kms_alias.keys_log",
  ),
  harmless("addons are updated", set("aws_eks_addon.cluster_coredns", "tags", { ticket: "1" })),
  harmless(
    "nodes are renewed at another hour",
    set("aws_scheduler_schedule.cluster_upgrades-base", "schedule_expression", "cron(0 4 ? * SUN *)"),
  ),
];
