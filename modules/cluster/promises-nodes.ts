import type { CapabilityPromise } from "../core/promise";
import { standbyNodes } from "./contract";

const ours = { matches: "keys_cluster" };

/** What a cluster's nodes, and what runs on them, are promised. */
export const nodePromises: readonly CapabilityPromise[] = [
  {
    promise: "nodes stand in three zones",
    aws: [
      { type: "aws_eks_node_group", name: "cluster_nodes-base", count: 1, has: { subnet_ids: { present: true } } },
      { type: "aws_eks_node_group", name: "cluster_nodes-zone-*", count: 3, has: { subnet_ids: { present: true } } },
    ],
    gcp: [
      { type: "google_container_cluster", has: { location: { present: true }, node_locations: { present: true } } },
      { type: "google_container_node_pool", count: 1, has: { node_locations: { present: true } } },
    ],
    azure: [
      {
        type: "azurerm_kubernetes_cluster",
        has: {
          "default_node_pool.zones": { contains: "1" },
          "default_node_pool.vnet_subnet_id": { matches: "nodes-1" },
        },
      },
      {
        type: "azurerm_kubernetes_cluster_node_pool",
        name: "cluster_nodes-zone2",
        count: 1,
        has: { zones: { contains: "2" }, vnet_subnet_id: { matches: "nodes-2" } },
      },
      {
        type: "azurerm_kubernetes_cluster_node_pool",
        name: "cluster_nodes-zone3",
        count: 1,
        has: { zones: { contains: "3" }, vnet_subnet_id: { matches: "nodes-3" } },
      },
    ],
  },
  {
    promise: `nodes are added and taken away between two limits; the lower one of a standby is at most ${standbyNodes}`,
    aws: [
      {
        type: "aws_eks_node_group",
        name: "cluster_nodes-base",
        has: { "scaling_config.min_size": { atLeast: 1 }, "scaling_config.max_size": { atLeast: 1 } },
      },
      {
        type: "aws_eks_node_group",
        name: "cluster_nodes-zone-*",
        has: { "scaling_config.min_size": 0, "scaling_config.max_size": { atLeast: 1 } },
      },
      {
        type: "aws_eks_node_group",
        name: "cluster_nodes-base",
        at: "standby",
        has: { "scaling_config.min_size": { atMost: standbyNodes } },
      },
      {
        type: "aws_eks_pod_identity_association",
        name: "cluster_autoscaler",
        count: 1,
        has: { service_account: "cluster-autoscaler" },
      },
    ],
    gcp: [
      {
        type: "google_container_node_pool",
        has: {
          "autoscaling.total_min_node_count": { atLeast: 1 },
          "autoscaling.total_max_node_count": { atLeast: 1 },
          "autoscaling.location_policy": "BALANCED",
        },
      },
      {
        type: "google_container_node_pool",
        at: "standby",
        has: { "autoscaling.total_min_node_count": { atMost: standbyNodes } },
      },
    ],
    azure: [
      {
        type: "azurerm_kubernetes_cluster",
        has: {
          "default_node_pool.auto_scaling_enabled": true,
          "default_node_pool.min_count": { atLeast: 1 },
          "default_node_pool.max_count": { atLeast: 1 },
        },
      },
      {
        type: "azurerm_kubernetes_cluster_node_pool",
        count: 2,
        has: { auto_scaling_enabled: true, min_count: { atLeast: 0 }, max_count: { atLeast: 1 } },
      },
      {
        type: "azurerm_kubernetes_cluster",
        at: "standby",
        has: { "default_node_pool.min_count": { atMost: standbyNodes / 3 } },
      },
      {
        type: "azurerm_kubernetes_cluster_node_pool",
        at: "standby",
        has: { min_count: { atMost: standbyNodes / 3 } },
      },
    ],
    gaps: {
      aws: "the autoscaler itself is no part of EKS: the platform installs it; here are its limits and its role",
    },
  },
  {
    promise: "nodes run a hardened image",
    aws: [
      { type: "aws_eks_node_group", has: { ami_type: "BOTTLEROCKET_x86_64" } },
      { type: "aws_launch_template", has: { "metadata_options.http_tokens": "required" } },
    ],
    gcp: [
      { type: "google_container_cluster", has: { enable_shielded_nodes: true } },
      {
        type: "google_container_node_pool",
        has: {
          "node_config.image_type": "COS_CONTAINERD",
          "node_config.shielded_instance_config.enable_secure_boot": true,
          "node_config.shielded_instance_config.enable_integrity_monitoring": true,
        },
      },
    ],
    azure: [
      { type: "azurerm_kubernetes_cluster", has: { "default_node_pool.os_sku": "AzureLinux" } },
      { type: "azurerm_kubernetes_cluster_node_pool", has: { os_sku: "AzureLinux" } },
    ],
  },
  {
    promise: "node disks are encrypted with a key of the site's own",
    aws: [
      {
        type: "aws_launch_template",
        name: "cluster_nodes",
        count: 1,
        has: {
          "block_device_mappings.ebs.encrypted": "true",
          "block_device_mappings.ebs.kms_key_id": ours,
        },
      },
      { type: "aws_eks_node_group", has: { "launch_template.id": { matches: "cluster_nodes" } } },
    ],
    gcp: [
      {
        type: "google_container_node_pool",
        has: { "node_config.boot_disk_kms_key": ours },
      },
      {
        type: "google_kms_crypto_key_iam_member",
        name: "cluster_key-disks",
        count: 1,
        has: { member: { matches: "compute-system" }, crypto_key_id: ours },
      },
    ],
    azure: [
      {
        type: "azurerm_disk_encryption_set",
        name: "cluster_disks",
        count: 1,
        has: { key_vault_key_id: ours, auto_key_rotation_enabled: true },
      },
      {
        type: "azurerm_kubernetes_cluster",
        has: {
          disk_encryption_set_id: { matches: "cluster_disks" },
          "default_node_pool.os_disk_type": "Managed",
        },
      },
      {
        type: "azurerm_kubernetes_cluster_node_pool",
        has: { os_disk_type: "Managed" },
      },
    ],
  },
  {
    promise: "nodes have no public addresses",
    aws: [{ type: "aws_launch_template", has: { "network_interfaces.associate_public_ip_address": "false" } }],
    gcp: [
      { type: "google_container_cluster", has: { "private_cluster_config.enable_private_nodes": true } },
      { type: "google_container_node_pool", has: { "network_config.enable_private_nodes": true } },
    ],
    azure: [
      {
        type: "azurerm_kubernetes_cluster",
        has: {
          "default_node_pool.node_public_ip_enabled": false,
          "network_profile.outbound_type": "userAssignedNATGateway",
        },
      },
      { type: "azurerm_kubernetes_cluster_node_pool", has: { node_public_ip_enabled: false } },
    ],
  },
  {
    promise: "workloads have identities of their own",
    aws: [
      { type: "aws_eks_addon", name: "cluster_eks-pod-identity-agent", count: 1 },
      { type: "aws_launch_template", has: { "metadata_options.http_put_response_hop_limit": 1 } },
    ],
    gcp: [
      {
        type: "google_container_cluster",
        has: { "workload_identity_config.workload_pool": { matches: "[.]svc[.]id[.]goog$" } },
      },
      {
        type: "google_container_node_pool",
        has: { "node_config.workload_metadata_config.mode": "GKE_METADATA" },
      },
    ],
    azure: [
      { type: "azurerm_kubernetes_cluster", has: { oidc_issuer_enabled: true, workload_identity_enabled: true } },
    ],
  },
  {
    promise: "network policies are enforced",
    aws: [
      {
        type: "aws_eks_addon",
        name: "cluster_vpc-cni",
        count: 1,
        has: { configuration_values: { matches: '"enableNetworkPolicy":"true"' } },
      },
    ],
    gcp: [{ type: "google_container_cluster", has: { datapath_provider: "ADVANCED_DATAPATH" } }],
    azure: [
      {
        type: "azurerm_kubernetes_cluster",
        has: { "network_profile.network_policy": "cilium", "network_profile.network_data_plane": "cilium" },
      },
    ],
  },
];
