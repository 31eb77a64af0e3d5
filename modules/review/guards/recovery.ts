import type { Guard, Guards } from "./guard";

const backups = "there is less to bring back from backups";
const anyMoment = "it can no longer be brought back to any moment";
const zone = "it would be lost with one zone";
const region = "it would be lost with its region";
const late = "nobody would be woken, or later";
const blind = "it watches something else";

const off: Pick<Guard, "worse" | "lost"> = { worse: { isNoMore: true }, lost: late };
const becomesOff: Pick<Guard, "worse" | "lost"> = { worse: { becomes: false }, lost: late };

/** What recovery from a lost zone, region or database depends on. */
export const recoveryGuards: Guards = {
  aws_rds_cluster: [
    { path: "backup_retention_period", worse: "less", lost: backups },
    { path: "global_cluster_identifier", worse: "other", lost: "it replicates to no other region any more" },
  ],
  aws_db_subnet_group: [{ path: "subnet_ids", worse: "fewer", lost: zone }],
  aws_eks_cluster: [{ path: "vpc_config.subnet_ids", worse: "fewer", lost: zone }],
  aws_kms_key: [{ path: "multi_region", worse: { isNoMore: true }, lost: region }],
  aws_secretsmanager_secret: [{ path: "replica.region", worse: "fewer", lost: region }],
  aws_cloudwatch_metric_alarm: [
    { path: "actions_enabled", ...becomesOff },
    { path: "threshold", worse: "more", lost: late },
    { path: "evaluation_periods", worse: "more", lost: late },
    { path: "datapoints_to_alarm", worse: "more", lost: late },
    { path: "period", worse: "more", lost: late },
    { path: "alarm_actions", worse: "fewer", lost: late },
    {
      path: "treat_missing_data",
      worse: { isNoMore: "breaching" },
      lost: "nobody would be woken when it measures nothing",
    },
    { path: "comparison_operator", worse: "other", lost: blind },
    { path: "metric_name", worse: "other", lost: blind },
    { path: "dimensions", worse: "other", lost: blind },
  ],
  google_sql_database_instance: [
    { path: "settings.backup_configuration.enabled", worse: { isNoMore: true }, lost: backups },
    {
      path: "settings.backup_configuration.point_in_time_recovery_enabled",
      worse: { isNoMore: true },
      lost: anyMoment,
    },
    { path: "settings.backup_configuration.transaction_log_retention_days", worse: "less", lost: anyMoment },
    { path: "settings.backup_configuration.backup_retention_settings.retained_backups", worse: "less", lost: backups },
    { path: "settings.availability_type", worse: { isNoMore: "REGIONAL" }, lost: zone },
    { path: "settings.edition", worse: { isNoMore: "ENTERPRISE_PLUS" }, lost: "it can no longer be switched over" },
    { path: "master_instance_name", worse: "other", lost: "it no longer follows the active site's server" },
  ],
  google_container_cluster: [{ path: "node_locations", worse: "fewer", lost: zone }],
  google_secret_manager_secret: [{ path: "replication.user_managed.replicas.location", worse: "fewer", lost: region }],
  google_storage_bucket: [
    { path: "rpo", worse: { isNoMore: "ASYNC_TURBO" }, lost: "more of it would be missing in the other region" },
    { path: "custom_placement_config.data_locations", worse: "fewer", lost: region },
  ],
  google_monitoring_alert_policy: [
    { path: "enabled", ...becomesOff },
    { path: "conditions.condition_threshold.threshold_value", worse: "more", lost: late },
    { path: "conditions.condition_threshold.duration", worse: "more", lost: late },
    { path: "conditions.condition_threshold.comparison", worse: "other", lost: blind },
    { path: "conditions.condition_threshold.filter", worse: "other", lost: blind },
    {
      path: "conditions.condition_threshold.evaluation_missing_data",
      worse: { isNoMore: "EVALUATION_MISSING_DATA_ACTIVE" },
      lost: "nobody would be woken when it measures nothing",
    },
    { path: "notification_channels", worse: "fewer", lost: late },
  ],
  google_monitoring_notification_channel: [{ path: "enabled", ...becomesOff }],
  azurerm_postgresql_flexible_server: [
    { path: "backup_retention_days", worse: "less", lost: backups },
    { path: "geo_redundant_backup_enabled", worse: { isNoMore: true }, lost: region },
    { path: "high_availability.mode", worse: { isNoMore: "ZoneRedundant" }, lost: zone },
    { path: "source_server_id", worse: "other", lost: "it no longer follows the active site's server" },
    { path: "replication_role", worse: "other", lost: "it no longer follows the active site's server" },
  ],
  azurerm_kubernetes_cluster: [{ path: "default_node_pool.zones", worse: "fewer", lost: zone }],
  azurerm_public_ip: [{ path: "zones", worse: "fewer", lost: zone }],
  azurerm_storage_account: [
    {
      path: "account_replication_type",
      worse: {
        losesAbility: {
          LRS: [],
          ZRS: ["zone"],
          GRS: ["region"],
          RAGRS: ["region", "reading"],
          GZRS: ["zone", "region"],
          RAGZRS: ["zone", "region", "reading"],
        },
      },
      lost: "it would be lost with one zone, or with its region",
    },
  ],
  azurerm_monitor_metric_alert: [
    { path: "enabled", ...off },
    { path: "criteria.threshold", worse: "more", lost: late },
    { path: "criteria.operator", worse: "other", lost: blind },
    { path: "criteria.metric_name", worse: "other", lost: blind },
    { path: "action.action_group_id", worse: "fewer", lost: late },
    { path: "scopes", worse: "fewer", lost: blind },
  ],
  azurerm_monitor_action_group: [
    { path: "enabled", ...becomesOff },
    { path: "email_receiver.email_address", worse: "fewer", lost: late },
  ],
};

/** Resources that recovery depends on as a whole, and what is lost with them. */
export const recoveryParts: Readonly<Record<string, string>> = {
  aws_rds_cluster_instance: "a server fewer is left to take over when a zone is lost",
  aws_kms_replica_key: "what it encrypts could not be read when the other region is lost",
  aws_cloudwatch_metric_alarm: late,
  aws_sns_topic: late,
  aws_sns_topic_subscription: late,
  aws_route53_health_check: "traffic would go to a site whether it answers or not",
  aws_route53recoverycontrolconfig_control_panel: "no gate would keep a fenced site out",
  aws_route53recoverycontrolconfig_cluster: "no gate would keep a fenced site out",
  aws_route53recoverycontrolconfig_routing_control: "no gate would keep a fenced site out",
  aws_route53recoverycontrolconfig_safety_rule: "every gate could be closed at once",
  google_monitoring_alert_policy: late,
  google_monitoring_notification_channel: late,
  google_compute_health_check: "traffic would go to a site whether it answers or not",
  azurerm_monitor_metric_alert: late,
  azurerm_monitor_action_group: late,
  azurerm_postgresql_flexible_server_virtual_endpoint: "no name would follow the server that is written to",
  azurerm_traffic_manager_external_endpoint: "no traffic could go to that site",
};
