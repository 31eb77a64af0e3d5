import type { Promises } from "../core/promise";
import { probe, ttlSeconds } from "./contract";

/** What the names of a group promise, and what keeps each promise on each cloud. */
export const trafficPromises: Promises = {
  capability: "traffic",
  stack: "traffic",
  promises: [
    {
      promise: "one name follows the active site, and each site has a name of its own",
      aws: [
        { type: "aws_route53_zone", name: "traffic_zone", count: 1, has: { "lifecycle.prevent_destroy": true } },
        {
          type: "aws_route53_record",
          name: "traffic_origin",
          count: 1,
          has: { name: { matches: "^active\\." }, type: "CNAME", records: { present: true } },
        },
        {
          type: "aws_route53_record",
          name: "traffic_standby",
          count: 1,
          has: { name: { matches: "^active\\." }, type: "CNAME", records: { present: true } },
          at: "paired-origin",
        },
      ],
      gcp: [
        { type: "google_dns_managed_zone", name: "traffic_zone", count: 1, has: { "lifecycle.prevent_destroy": true } },
        { type: "google_dns_record_set", name: "traffic_active", count: 1, has: { name: { matches: "^active\\." } } },
        { type: "google_dns_record_set", name: "traffic_site-*", has: { type: "A", rrdatas: { present: true } } },
        {
          type: "google_compute_global_address",
          name: "traffic_address-*",
          has: { name: { matches: "-ingress$" }, "lifecycle.prevent_destroy": true },
        },
      ],
      azure: [
        { type: "azurerm_dns_zone", name: "traffic_zone", count: 1, has: { "lifecycle.prevent_destroy": true } },
        { type: "azurerm_management_lock", name: "traffic_zone-lock", has: { lock_level: "CanNotDelete" } },
        {
          type: "azurerm_dns_cname_record",
          name: "traffic_active",
          count: 1,
          has: { name: "active", target_resource_id: { contains: "azurerm_traffic_manager_profile" } },
        },
        {
          type: "azurerm_dns_cname_record",
          name: "traffic_site-*",
          has: { record: { matches: "\\.cloudapp\\.azure\\.com$" } },
        },
        {
          type: "azurerm_postgresql_flexible_server_virtual_endpoint",
          name: "traffic_database",
          count: 1,
          has: { type: "ReadWrite" },
          at: "paired-origin",
        },
      ],
      gaps: { aws: "each site's own name is the site's to publish: its load balancer has no name before it stands" },
    },
    {
      promise: "which site is active never decides what is built: roles are by origin",
      aws: [
        { type: "aws_route53_record", name: "traffic_origin", has: { "failover_routing_policy.type": "PRIMARY" } },
        {
          type: "aws_route53_record",
          name: "traffic_standby",
          has: { "failover_routing_policy.type": "SECONDARY" },
          at: "paired-origin",
        },
      ],
      gcp: [
        {
          type: "google_dns_record_set",
          name: "traffic_active",
          has: {
            "routing_policy.primary_backup.primary.external_endpoints": { present: true },
            "routing_policy.primary_backup.backup_geo.health_checked_targets.external_endpoints": { present: true },
          },
          at: "paired-origin",
        },
      ],
      azure: [
        { type: "azurerm_traffic_manager_external_endpoint", name: "traffic_origin", has: { priority: 100 } },
        {
          type: "azurerm_traffic_manager_external_endpoint",
          name: "traffic_standby-*",
          has: { priority: { atLeast: 200 } },
          at: "paired-origin",
        },
        {
          type: "azurerm_postgresql_flexible_server_virtual_endpoint",
          name: "traffic_database",
          has: { "lifecycle.ignore_changes": { contains: "source_server_id" } },
          at: "paired-origin",
        },
      ],
    },
    {
      promise: "a standby takes no traffic before its own database accepts writes: the probes ask it that",
      aws: [
        {
          type: "aws_route53_health_check",
          name: "traffic_origin-answer",
          count: 1,
          has: { type: "HTTPS", resource_path: probe.path, request_interval: 10, failure_threshold: probe.failures },
        },
        {
          type: "aws_route53_health_check",
          name: "traffic_standby-answer",
          count: 1,
          has: { type: "HTTPS", resource_path: probe.path },
          at: "paired-origin",
        },
        { type: "aws_route53_record", has: { health_check_id: { present: true } } },
      ],
      gcp: [
        {
          type: "google_compute_health_check",
          name: "traffic_probe",
          count: 1,
          has: {
            "https_health_check.request_path": probe.path,
            check_interval_sec: 30,
            unhealthy_threshold: probe.failures,
            source_regions: { present: true },
          },
        },
        {
          type: "google_dns_record_set",
          name: "traffic_active",
          has: { "routing_policy.health_check": { contains: "google_compute_health_check.traffic_probe" } },
        },
      ],
      azure: [
        {
          type: "azurerm_traffic_manager_profile",
          name: "traffic_profile",
          count: 1,
          has: {
            traffic_routing_method: "Priority",
            "monitor_config.protocol": "HTTPS",
            "monitor_config.path": probe.path,
            "monitor_config.interval_in_seconds": 10,
            "monitor_config.expected_status_code_ranges": { contains: "200-200" },
          },
        },
        { type: "azurerm_traffic_manager_external_endpoint", has: { always_serve_enabled: false } },
      ],
      gaps: {
        aws: "when no site answers, Route 53 answers with the origin all the same",
        gcp: "when no site answers, Cloud DNS answers as if all did; probes come every 30 s, elsewhere every 10 s",
        azure: "when no site answers, Traffic Manager answers with the first that is not fenced",
      },
    },
    {
      promise: "a fenced site is kept out by a gate of its own, whatever it answers",
      aws: [
        {
          type: "aws_route53_health_check",
          name: "traffic_origin-health",
          has: { type: "CALCULATED", child_health_threshold: 2, child_healthchecks: { present: true } },
          at: "paired-origin",
        },
        {
          type: "aws_route53_health_check",
          name: "traffic_standby-health",
          has: { type: "CALCULATED", child_health_threshold: 2, child_healthchecks: { present: true } },
          at: "paired-origin",
        },
        {
          type: "aws_route53_health_check",
          name: "traffic_standby-gate",
          has: { type: "RECOVERY_CONTROL", routing_control_arn: { present: true } },
          at: "paired-origin",
        },
        { type: "aws_route53recoverycontrolconfig_routing_control", count: 2, at: "paired-origin" },
        {
          type: "aws_route53recoverycontrolconfig_safety_rule",
          count: 1,
          has: { "rule_config.type": "ATLEAST", "rule_config.threshold": 1 },
          at: "paired-origin",
        },
      ],
      gcp: [
        {
          type: "google_dns_record_set",
          name: "traffic_active",
          has: { "routing_policy.primary_backup.trickle_ratio": 0 },
          at: "paired-origin",
        },
      ],
      azure: [{ type: "azurerm_traffic_manager_external_endpoint", has: { enabled: true } }],
      gaps: {
        gcp: "the gate moves all traffic to the standbys, but they still fall back to an origin that answers",
      },
    },
    {
      promise: `nobody remembers an old answer for longer than ${ttlSeconds} seconds`,
      aws: [{ type: "aws_route53_record", has: { ttl: ttlSeconds } }],
      gcp: [{ type: "google_dns_record_set", has: { ttl: ttlSeconds } }],
      azure: [
        { type: "azurerm_traffic_manager_profile", has: { "dns_config.ttl": ttlSeconds } },
        { type: "azurerm_dns_cname_record", has: { ttl: ttlSeconds } },
      ],
      gaps: {
        azure: "two answers are remembered, one after the other: ours and Traffic Manager's",
      },
    },
  ],
};
