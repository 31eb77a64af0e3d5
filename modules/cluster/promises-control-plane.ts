import { versions } from "../core/cloud";
import type { CapabilityPromise } from "../core/promise";
import { auditLogDays, upgradeWindow } from "./contract";

const { day, startHour, hours } = upgradeWindow;
const ours = { matches: "keys_cluster" };

/** What a cluster's control plane promises. */
export const controlPlanePromises: readonly CapabilityPromise[] = [
  {
    promise: "the control plane is reached from inside the site, and from outside by named addresses only",
    aws: [
      {
        type: "aws_eks_cluster",
        count: 1,
        has: { "vpc_config.endpoint_private_access": true, "vpc_config.endpoint_public_access": { present: true } },
      },
      {
        type: "aws_vpc_security_group_ingress_rule",
        name: "cluster_site-in",
        count: 1,
        has: { cidr_ipv4: { present: true }, from_port: 443, to_port: 443 },
      },
    ],
    gcp: [
      {
        type: "google_container_cluster",
        count: 1,
        has: {
          "private_cluster_config.enable_private_endpoint": { present: true },
          "master_authorized_networks_config.cidr_blocks": { lacks: { cidr_block: "0.0.0.0/0" } },
          "master_authorized_networks_config.gcp_public_cidrs_access_enabled": false,
          "master_authorized_networks_config.private_endpoint_enforcement_enabled": true,
          "control_plane_endpoints_config.dns_endpoint_config.allow_external_traffic": false,
        },
      },
    ],
    azure: [
      {
        type: "azurerm_kubernetes_cluster",
        count: 1,
        has: {
          private_cluster_enabled: { present: true },
          private_cluster_public_fqdn_enabled: false,
          run_command_enabled: false,
          "api_server_access_profile.virtual_network_integration_enabled": true,
        },
      },
      { type: "azurerm_subnet", name: "cluster_subnet", count: 1 },
    ],
    gaps: {
      azure: "naming the first address, or taking the last away, would replace the cluster; Terraform refuses it",
    },
  },
  {
    promise: "Kubernetes secrets are encrypted with a key of the site's own",
    aws: [
      {
        type: "aws_eks_cluster",
        has: { "encryption_config.resources": { contains: "secrets" }, "encryption_config.provider.key_arn": ours },
      },
    ],
    gcp: [
      {
        type: "google_container_cluster",
        has: { "database_encryption.state": "ENCRYPTED", "database_encryption.key_name": ours },
      },
      {
        type: "google_kms_crypto_key_iam_member",
        name: "cluster_key-secrets",
        count: 1,
        has: { member: { matches: "container-engine-robot" }, crypto_key_id: ours },
      },
    ],
    azure: [
      {
        type: "azurerm_kubernetes_cluster",
        has: {
          "key_management_service.key_vault_key_id": { matches: "azurerm_key_vault_key.cluster_key" },
          "key_management_service.key_vault_network_access": "Private",
        },
      },
      {
        type: "azurerm_role_assignment",
        name: "cluster_identity-key",
        has: { role_definition_name: "Key Vault Crypto User", scope: ours },
      },
    ],
    gaps: { azure: "AKS stays at one version of the key; after a rotation a person moves it on (README)" },
  },
  {
    promise: `the control plane's audit logs are kept for ${auditLogDays} days`,
    aws: [
      { type: "aws_eks_cluster", has: { enabled_cluster_log_types: { contains: "audit" } } },
      {
        type: "aws_cloudwatch_log_group",
        name: "cluster_audit-logs",
        count: 1,
        has: {
          name: { matches: "^/aws/eks/.+/cluster$" },
          retention_in_days: auditLogDays,
          kms_key_id: { matches: "keys_logs" },
          deletion_protection_enabled: true,
          "lifecycle.prevent_destroy": true,
        },
      },
    ],
    gcp: [
      { type: "google_container_cluster", has: { "logging_config.enable_components": { contains: "APISERVER" } } },
      {
        type: "google_logging_project_bucket_config",
        name: "cluster_audit-logs",
        count: 1,
        has: {
          retention_days: auditLogDays,
          "cmek_settings.kms_key_name": { matches: "keys_logs" },
          "lifecycle.prevent_destroy": true,
        },
      },
      {
        type: "google_logging_project_sink",
        name: "cluster_audit-log",
        count: 1,
        has: { destination: { matches: "cluster_audit-logs" }, filter: { matches: "k8s_cluster" } },
      },
    ],
    azure: [
      {
        type: "azurerm_monitor_diagnostic_setting",
        name: "cluster_audit-log",
        count: 1,
        has: {
          target_resource_id: { matches: "cluster_control-plane" },
          log_analytics_workspace_id: { matches: "cluster_audit-logs" },
          enabled_log: { contains: { category: "kube-audit-admin" } },
        },
      },
      {
        type: "azurerm_log_analytics_workspace",
        name: "cluster_audit-logs",
        count: 1,
        has: { retention_in_days: auditLogDays, "lifecycle.prevent_destroy": true },
      },
    ],
    gaps: {
      gcp: "reads are logged only where the project's Data Access logs are on, which is one setting for all clusters of it",
      azure:
        "reads are left out, and Log Analytics encrypts with Microsoft's key: one of ours needs a cluster of 100 GB a day",
    },
  },
  {
    promise: `patches and node images come by themselves, on ${day}s from ${startHour}:00 UTC for ${hours} hours`,
    aws: [
      {
        type: "aws_scheduler_schedule",
        name: "cluster_upgrades-*",
        count: 4,
        has: {
          schedule_expression: { matches: `^cron[(]0 \\d+ [?] [*] ${day.slice(0, 3).toUpperCase()} [*][)]$` },
          schedule_expression_timezone: "UTC",
          "target.arn": { matches: "eks:updateNodegroupVersion$" },
        },
      },
      { type: "aws_eks_cluster", has: { version: versions.kubernetes, "upgrade_policy.support_type": "STANDARD" } },
    ],
    gcp: [
      {
        type: "google_container_cluster",
        has: {
          "release_channel.channel": "REGULAR",
          "maintenance_policy.recurring_window.recurrence": `FREQ=WEEKLY;BYDAY=${day.slice(0, 2).toUpperCase()}`,
          "maintenance_policy.recurring_window.start_time": { matches: `T0${startHour}:00:00Z$` },
        },
      },
      { type: "google_container_node_pool", has: { "management.auto_upgrade": true } },
    ],
    azure: [
      {
        type: "azurerm_kubernetes_cluster",
        has: {
          automatic_upgrade_channel: "patch",
          node_os_upgrade_channel: "NodeImage",
          "maintenance_window_auto_upgrade.frequency": "Weekly",
          "maintenance_window_auto_upgrade.day_of_week": day,
          "maintenance_window_auto_upgrade.duration": hours,
          "maintenance_window_node_os.day_of_week": day,
          "maintenance_window_node_os.duration": hours,
        },
      },
    ],
    gaps: {
      aws: "EKS patches its control plane when it chooses, and add-ons stay at the version they were installed with",
    },
  },
  {
    promise: "the cluster has no accounts of its own: the cloud's identities administer it",
    aws: [
      {
        type: "aws_eks_cluster",
        has: {
          "access_config.authentication_mode": "API",
          "access_config.bootstrap_cluster_creator_admin_permissions": false,
        },
      },
      { type: "aws_eks_access_policy_association", count: 1, has: { principal_arn: { present: true } } },
    ],
    gcp: [
      {
        type: "google_container_cluster",
        has: {
          "master_auth.client_certificate_config.issue_client_certificate": false,
          enable_legacy_abac: false,
          "anonymous_authentication_config.mode": "LIMITED",
        },
      },
    ],
    azure: [
      {
        type: "azurerm_kubernetes_cluster",
        has: {
          local_account_disabled: true,
          "azure_active_directory_role_based_access_control.azure_rbac_enabled": true,
        },
      },
    ],
  },
  {
    promise: "neither Terraform nor the cloud deletes a cluster by mistake",
    aws: [{ type: "aws_eks_cluster", has: { deletion_protection: true, "lifecycle.prevent_destroy": true } }],
    gcp: [{ type: "google_container_cluster", has: { deletion_protection: true, "lifecycle.prevent_destroy": true } }],
    azure: [
      { type: "azurerm_kubernetes_cluster", has: { "lifecycle.prevent_destroy": true } },
      {
        type: "azurerm_management_lock",
        name: "cluster_lock",
        count: 1,
        has: { lock_level: "CanNotDelete", scope: { matches: "cluster_control-plane" } },
      },
    ],
  },
];
