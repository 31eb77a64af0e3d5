import { unknown, type Value } from "../../protocol/values";
import { valueAt } from "../views";
import { differs, isSet, sortedJson, text } from "./compare";
import type { Draft, RuleTable, Same } from "./contract";

/** aws verify.FQDNNamesAreEqual and route53 normalizeDomainName; conformance "name in capitals with the dot". */
const domainName = (value: Value): Value =>
  typeof value === "string" ? value.toLowerCase().replace(/\.$/, "") : value;

/** aws elbv2 suppressIfLBType and suppressIfLBTypeNot. */
const unlessType =
  (...types: readonly string[]): Same =>
  (_before, _after, { planned }) =>
    !types.includes(text(planned["load_balancer_type"] ?? "application"));
const [application, network] = [unlessType("application"), unlessType("network")];

/** aws elbv2 customizeDiffLoadBalancerALB and NLB: other subnets are other mappings. */
const mappings = ({ prior, planned, isNew }: Draft) =>
  !isNew && differs(prior["subnets"] ?? null, planned["subnets"] ?? null)
    ? [{ path: ["subnet_mapping"], value: unknown }]
    : [];

/** aws cloudwatch validMetricAlarm; an unknown value is read as not set. */
function statistic({ planned }: Draft): string | undefined {
  if (!isSet(planned["metric_name"] ?? null)) return undefined;
  const given = ["statistic", "extended_statistic"].filter((name) => isSet(planned[name] ?? null));
  return given.length === 1
    ? undefined
    : "give statistic or extended_statistic, one of the two and known when planned, to an alarm on a metric";
}

/** aws s3 resourceBucketVersioning CustomizeDiff. */
function versioning({ planned, prior }: Draft): string | undefined {
  const [before, after] = [prior, planned].map((body) => text(valueAt(body, "versioning_configuration.status")));
  return ["Enabled", "Suspended"].includes(before ?? "") && after === "Disabled"
    ? `versioning_configuration.status cannot go from ${before ?? ""} to Disabled`
    : undefined;
}

/** What the AWS provider does by hand for single types. */
export const awsServiceRules: RuleTable = {
  aws_cloudwatch_metric_alarm: { refuse: [statistic] },
  aws_iam_role: { kept: { assume_role_policy: sortedJson } },
  aws_lb: {
    same: {
      client_keep_alive: application,
      desync_mitigation_mode: application,
      dns_record_client_routing_policy: network,
      drop_invalid_header_fields: application,
      enable_cross_zone_load_balancing: unlessType("network", "gateway"),
      enable_http2: application,
      enable_tls_version_and_cipher_suite_headers: application,
      enable_waf_fail_open: application,
      enable_xff_client_port: application,
      idle_timeout: application,
      preserve_host_header: application,
      xff_header_processing_mode: application,
    },
    decide: [mappings],
  },
  aws_route53_record: {
    same: { name: (before, after) => domainName(before) === domainName(after) },
    kept: { name: domainName },
  },
  aws_s3_bucket_versioning: { refuse: [versioning] },
};
