import type { CapabilityPromise } from "../core/promise";
import { lagAlarmSeconds } from "./contract";

/** What a database promises for the day on which something is lost: a zone, a region, or by somebody's mistake. */
export const recoveryPromises: readonly CapabilityPromise[] = [
  {
    promise: "the active site's survives the loss of a zone",
    aws: [{ type: "aws_rds_cluster_instance", count: 2 }],
    gcp: [{ type: "google_sql_database_instance", has: { "settings.availability_type": "REGIONAL" } }],
    azure: [
      {
        type: "azurerm_postgresql_flexible_server",
        at: "active",
        has: { "high_availability.mode": "ZoneRedundant" },
      },
    ],
    gaps: { azure: "a replica cannot be zone-redundant; it becomes so with the first apply after it takes over" },
  },
  {
    promise: "the active site's can be brought back to any moment of the retention",
    aws: [{ type: "aws_rds_cluster", has: { backup_retention_period: { atLeast: 7 } } }],
    gcp: [
      {
        type: "google_sql_database_instance",
        at: "active",
        has: {
          "settings.backup_configuration.enabled": true,
          "settings.backup_configuration.point_in_time_recovery_enabled": true,
          "settings.backup_configuration.transaction_log_retention_days": { atLeast: 7 },
        },
      },
    ],
    azure: [{ type: "azurerm_postgresql_flexible_server", has: { backup_retention_days: { atLeast: 7 } } }],
  },
  {
    promise: "every standby holds a replica that can take over",
    aws: [
      { type: "aws_rds_global_cluster", at: "origin", count: 1 },
      {
        type: "aws_rds_cluster",
        has: { global_cluster_identifier: { present: true }, replication_source_identifier: { absent: true } },
      },
    ],
    gcp: [
      {
        type: "google_sql_database_instance",
        at: "standby",
        has: {
          instance_type: "READ_REPLICA_INSTANCE",
          master_instance_name: { present: true },
          "settings.edition": "ENTERPRISE_PLUS",
        },
      },
    ],
    azure: [
      {
        type: "azurerm_postgresql_flexible_server",
        at: "standby",
        has: { create_mode: "Replica", source_server_id: { present: true }, sku_name: { matches: "^MO_" } },
      },
    ],
  },
  {
    promise: "a switch of regions leaves Terraform nothing to undo",
    aws: [
      {
        type: "aws_rds_cluster",
        has: {
          "lifecycle.ignore_changes": { contains: "replication_source_identifier" },
          replication_source_identifier: { absent: true },
        },
      },
    ],
    gcp: [
      {
        type: "google_sql_database_instance",
        has: { "lifecycle.ignore_changes": { contains: "master_instance_name" } },
      },
    ],
    azure: [
      {
        type: "azurerm_postgresql_flexible_server",
        has: { "lifecycle.ignore_changes": { contains: "source_server_id" } },
      },
    ],
  },
  {
    promise: "neither the cloud nor Terraform deletes it by mistake",
    aws: [
      {
        type: "aws_rds_cluster",
        has: { deletion_protection: true, "lifecycle.prevent_destroy": true, skip_final_snapshot: false },
      },
      {
        type: "aws_rds_global_cluster",
        at: "origin",
        has: { deletion_protection: true, "lifecycle.prevent_destroy": true },
      },
    ],
    gcp: [
      {
        type: "google_sql_database_instance",
        has: {
          deletion_protection: true,
          "settings.deletion_protection_enabled": true,
          "lifecycle.prevent_destroy": true,
        },
      },
    ],
    azure: [
      { type: "azurerm_postgresql_flexible_server", has: { "lifecycle.prevent_destroy": true } },
      { type: "azurerm_management_lock", name: "database_lock", has: { lock_level: "CanNotDelete" } },
    ],
  },
  {
    promise: `somebody is woken when a replica is more than ${lagAlarmSeconds} seconds behind`,
    aws: [
      {
        type: "aws_cloudwatch_metric_alarm",
        name: "database_lag",
        count: 1,
        has: {
          metric_name: "AuroraGlobalDBReplicationLag",
          threshold: lagAlarmSeconds * 1000,
          alarm_actions: { contains: "aws_sns_topic." },
        },
      },
    ],
    gcp: [
      {
        type: "google_monitoring_alert_policy",
        name: "database_lag",
        count: 1,
        has: {
          "conditions.condition_threshold.threshold_value": lagAlarmSeconds,
          notification_channels: { contains: "google_monitoring_notification_channel." },
        },
      },
    ],
    azure: [
      {
        type: "azurerm_monitor_metric_alert",
        name: "database_lag",
        count: 1,
        has: {
          "criteria.metric_name": "physical_replication_delay_in_seconds",
          "criteria.threshold": lagAlarmSeconds,
          "action.action_group_id": { matches: "azurerm_monitor_action_group." },
        },
      },
      { type: "azurerm_monitor_metric_alert", name: "database_lag", at: "standby", has: { enabled: true } },
    ],
  },
];
