import type { Promises } from "../core/promise";
import { flowLogDays } from "./contract";

/** What a network promises, and what keeps each promise on each cloud. */
export const networkPromises: Promises = {
  capability: "network",
  stack: "site",
  promises: [
    {
      promise: "nodes stand in three zones",
      aws: [{ type: "aws_subnet", name: "network_nodes-*", count: 3, has: { availability_zone: { present: true } } }],
      gcp: [{ type: "google_compute_subnetwork", name: "network_nodes", count: 1, has: { region: { present: true } } }],
      azure: [{ type: "azurerm_subnet", name: "network_nodes-*", count: 3 }],
    },
    {
      promise: "there are public, node and data tiers",
      aws: [
        { type: "aws_subnet", name: "network_public-*", count: 3 },
        { type: "aws_subnet", name: "network_nodes-*", count: 3 },
        { type: "aws_subnet", name: "network_data-*", count: 3 },
      ],
      gcp: [
        { type: "google_compute_subnetwork", name: "network_nodes", count: 1 },
        { type: "google_compute_subnetwork", name: "network_data", count: 1 },
      ],
      azure: [
        { type: "azurerm_subnet", name: "network_public", count: 1 },
        { type: "azurerm_subnet", name: "network_nodes-*", count: 3 },
        { type: "azurerm_subnet", name: "network_data", count: 1 },
      ],
      gaps: { gcp: "Google's front ends stand outside the VPC, so there is no public subnet to own" },
    },
    {
      promise: "what leaves a node leaves through a NAT gateway",
      aws: [
        { type: "aws_nat_gateway", has: { connectivity_type: "public" } },
        {
          type: "aws_route",
          name: "network_nodes-out-*",
          count: 3,
          has: { nat_gateway_id: { present: true }, gateway_id: { absent: true } },
        },
      ],
      gcp: [
        {
          type: "google_compute_router_nat",
          count: 1,
          has: { source_subnetwork_ip_ranges_to_nat: "LIST_OF_SUBNETWORKS" },
        },
      ],
      azure: [
        { type: "azurerm_subnet_nat_gateway_association", name: "network_nodes-*", count: 3 },
        { type: "azurerm_subnet", name: "network_*", has: { default_outbound_access_enabled: false } },
      ],
    },
    {
      promise: "nothing is public by default",
      aws: [
        { type: "aws_subnet", has: { map_public_ip_on_launch: false } },
        { type: "aws_default_security_group", count: 1, has: { ingress: { empty: true }, egress: { empty: true } } },
      ],
      gcp: [
        {
          type: "google_compute_firewall",
          name: "network_deny-all",
          count: 1,
          has: { direction: "INGRESS", source_ranges: { contains: "0.0.0.0/0" }, "deny.protocol": "all" },
        },
      ],
      azure: [
        {
          type: "azurerm_network_security_group",
          has: {
            security_rule: {
              contains: {
                name: "deny-internet",
                access: "Deny",
                direction: "Inbound",
                source_address_prefix: "Internet",
              },
            },
          },
        },
        { type: "azurerm_subnet_network_security_group_association", name: "network_*", count: 5 },
      ],
    },
    {
      promise: `flow logs are kept for ${flowLogDays} days`,
      aws: [
        { type: "aws_flow_log", count: 1, has: { traffic_type: "ALL" } },
        { type: "aws_cloudwatch_log_group", name: "network_flow-logs", has: { retention_in_days: flowLogDays } },
      ],
      gcp: [
        { type: "google_compute_subnetwork", has: { "log_config.flow_sampling": 1 } },
        {
          type: "google_logging_project_bucket_config",
          name: "network_flow-logs",
          has: { retention_days: flowLogDays },
        },
        { type: "google_logging_project_sink", name: "network_flow-log", count: 1 },
      ],
      azure: [
        {
          type: "azurerm_network_watcher_flow_log",
          count: 1,
          has: { enabled: true, "retention_policy.days": flowLogDays, "retention_policy.enabled": true },
        },
      ],
    },
    {
      promise: "the cloud's own APIs are reached privately",
      aws: [
        { type: "aws_vpc_endpoint", name: "network_endpoint-s3", count: 1, has: { vpc_endpoint_type: "Gateway" } },
        {
          type: "aws_vpc_endpoint",
          name: "network_endpoint-kms",
          has: { vpc_endpoint_type: "Interface", private_dns_enabled: true },
        },
        { type: "aws_vpc_endpoint", name: "network_endpoint-secretsmanager", has: { private_dns_enabled: true } },
      ],
      gcp: [
        { type: "google_compute_subnetwork", has: { private_ip_google_access: true } },
        { type: "google_service_networking_connection", count: 1, at: "origin" },
      ],
      azure: [{ type: "azurerm_private_dns_zone_virtual_network_link", name: "network_zone-*", count: 2 }],
    },
  ],
};
