import { expect, test } from "@jest/globals";
import { checkStack } from "../../modules/schema/check";
import type { JsonObject } from "../../modules/schema/json";
import type { ProblemKind } from "../../modules/schema/problem";
import { body, summary } from "./support";

/** What is broken, where the problem must be found, and of which kind it is. */
type Case = readonly [kind: ProblemKind, type: string, path: string, changes: JsonObject];

const rule = { id: "dr", status: "Enabled", destination: { bucket: "arn:aws:s3:::b" } };

const cases: readonly Case[] = [
  ["unknown-attribute", "aws_vpc", "cidr_blok", { cidr_blok: "10.0.0.0/16" }],
  [
    "unknown-attribute",
    "aws_eks_cluster",
    "vpc_config.0.subnets",
    { vpc_config: { subnet_ids: ["a"], subnets: ["a"] } },
  ],
  ["unknown-attribute", "aws_security_group", "ingress.0.port", { ingress: [ingress({ port: 1 })] }],
  ["unknown-attribute", "google_sql_database_instance", "settings.0.teir", { settings: [{ tier: "a", teir: "b" }] }],
  ["unknown-attribute", "azurerm_postgresql_flexible_server", "subnet_id", { subnet_id: "x" }],
  ["unknown-attribute", "helm_release", "set.0.key", { set: [{ name: "a", value: "b", key: "a" }] }],

  ["missing-required", "aws_rds_cluster", "engine", { engine: null }],
  ["missing-required", "aws_eks_cluster", "vpc_config", { vpc_config: [] }],
  ["missing-required", "aws_security_group", "ingress.0.self", { ingress: [ingress({}, "self")] }],
  ["missing-required", "google_sql_database_instance", "settings.0.tier", { settings: { edition: "ENTERPRISE" } }],
  ["missing-required", "azurerm_postgresql_flexible_server", "high_availability.0.mode", { high_availability: {} }],
  ["missing-required", "helm_release", "set.0.name", { set: [{ value: "b" }] }],

  ["wrong-nesting", "aws_eks_cluster", "vpc_config", { vpc_config: "${each.value}" }],
  ["wrong-nesting", "aws_s3_bucket_replication_configuration", "rule.1", { rule: [rule, "x"] }],
  ["wrong-nesting", "aws_security_group", "ingress", { ingress: ingress({}) }],
  ["wrong-nesting", "google_sql_database_instance", "timeouts", { timeouts: [{ create: "1h" }, { create: "2h" }] }],
  ["wrong-nesting", "azurerm_postgresql_flexible_server", "high_availability", { high_availability: true }],

  ["wrong-type", "aws_vpc", "enable_dns_support", { enable_dns_support: "yes" }],
  ["wrong-type", "aws_vpc", "tags", { tags: ["app"] }],
  ["wrong-type", "aws_eks_cluster", "vpc_config.0.subnet_ids", { vpc_config: { subnet_ids: "subnet-1" } }],
  ["wrong-type", "aws_route53_health_check", "port", { port: 80.5 }],
  ["wrong-type", "google_sql_database_instance", "settings.0.disk_size", { settings: { tier: "a", disk_size: "big" } }],
  ["wrong-type", "google_dns_record_set", "rrdatas.0", { rrdatas: [null] }],
  ["wrong-type", "azurerm_storage_account", "tags.app", { tags: { app: ["x"] } }],

  ["value-not-allowed", "aws_vpc", "instance_tenancy", { instance_tenancy: "shared" }],
  ["value-not-allowed", "aws_eks_cluster", "enabled_cluster_log_types.1", { enabled_cluster_log_types: ["api", "x"] }],
  ["value-not-allowed", "aws_rds_cluster", "kms_key_id", { kms_key_id: "alias/orders" }],
  ["value-not-allowed", "aws_subnet", "cidr_block", { cidr_block: "10.10.1.7/24" }],
  ["value-not-allowed", "aws_rds_cluster", "backup_retention_period", { backup_retention_period: 36 }],
  [
    "value-not-allowed",
    "google_sql_database_instance",
    "settings.0.availability_type",
    {
      settings: { tier: "a", availability_type: "MULTI" },
    },
  ],
  ["value-not-allowed", "google_dns_record_set", "name", { name: "api.example.com" }],
  ["value-not-allowed", "azurerm_postgresql_flexible_server", "backup_retention_days", { backup_retention_days: 3 }],
  [
    "value-not-allowed",
    "azurerm_postgresql_flexible_server",
    "delegated_subnet_id",
    { delegated_subnet_id: "subnet-1" },
  ],
  ["value-not-allowed", "azurerm_storage_account", "name", { name: "Acme-Blobs" }],

  ["conflict", "aws_rds_cluster", "cluster_identifier", { cluster_identifier_prefix: "orders" }],
  ["conflict", "aws_rds_cluster", "manage_master_user_password", { manage_master_user_password: true }],
  ["conflict", "google_sql_user", "password", { password_wo: "a", password_wo_version: 1 }],
  [
    "conflict",
    "azurerm_postgresql_flexible_server",
    "administrator_password",
    {
      administrator_password_wo: "a",
      administrator_password_wo_version: 1,
    },
  ],

  ["exactly-one-of", "aws_route53_record", "", { records: null, ttl: null }],
  ["exactly-one-of", "google_compute_health_check", "", { tcp_health_check: { port: 1 } }],
  ["exactly-one-of", "azurerm_kubernetes_cluster", "", { dns_prefix: null }],

  ["at-least-one-of", "google_sql_database_instance", "", { settings: null }],
  [
    "at-least-one-of",
    "google_compute_health_check",
    "grpc_health_check.0",
    {
      http_health_check: null,
      grpc_health_check: [{}],
    },
  ],
  ["at-least-one-of", "azurerm_kubernetes_cluster", "key_vault_secrets_provider.0", { key_vault_secrets_provider: {} }],

  ["required-with", "aws_secretsmanager_secret_version", "secret_string_wo", { secret_string_wo_version: null }],
  ["required-with", "google_sql_user", "password_wo_version", { password_wo_version: 1 }],
  [
    "required-with",
    "azurerm_postgresql_flexible_server",
    "administrator_password_wo_version",
    {
      administrator_password_wo_version: 1,
    },
  ],

  ["computed-only", "aws_vpc", "arn", { arn: "arn:aws:ec2:us-east-1:123456789012:vpc/x" }],
  ["computed-only", "aws_vpc", "id", { id: "vpc-1" }],
  ["computed-only", "google_sql_database_instance", "connection_name", { connection_name: "a:b:c" }],
  ["computed-only", "azurerm_postgresql_flexible_server", "fqdn", { fqdn: "x" }],

  ["block-count", "aws_eks_cluster", "encryption_config", { encryption_config: [encryption(), encryption()] }],
  ["block-count", "aws_route53_health_check", "regions", { regions: ["us-east-1"] }],
  ["block-count", "google_sql_database_instance", "settings", { settings: [{ tier: "a" }, { tier: "b" }] }],
  [
    "block-count",
    "azurerm_postgresql_flexible_server",
    "high_availability",
    {
      high_availability: [{ mode: "SameZone" }, { mode: "SameZone" }],
    },
  ],

  ["bad-ignore-path", "aws_rds_cluster", "lifecycle.ignore_changes.0", { lifecycle: { ignore_changes: ["engin"] } }],
  [
    "bad-ignore-path",
    "google_sql_database_instance",
    "lifecycle.ignore_changes.1",
    {
      lifecycle: { ignore_changes: ["name", "settings.disk_size"] },
    },
  ],
  [
    "bad-ignore-path",
    "azurerm_postgresql_flexible_server",
    "lifecycle.ignore_changes.0",
    {
      lifecycle: { ignore_changes: ["high_availability.0.mode"] },
    },
  ],

  ["dangling-reference", "aws_subnet", "vpc_id", { vpc_id: "${aws_vpc.other.id}" }],
  ["dangling-reference", "google_sql_user", "instance", { instance: "${google_sql_database_instance.db.name}" }],
  ["dangling-reference", "azurerm_storage_account", "location", { location: "${azurerm_resource_group.rg.location}" }],

  [
    "ephemeral-leak",
    "aws_rds_cluster",
    "master_password",
    { master_password: "${ephemeral.random_password.p.result}" },
  ],
  ["ephemeral-leak", "google_sql_user", "password", { password: "${ephemeral.random_password.p.result}" }],
  [
    "ephemeral-leak",
    "azurerm_postgresql_flexible_server",
    "administrator_password",
    {
      administrator_password: "x${ephemeral.random_password.p.result}",
    },
  ],
];

const ephemeral = { random_password: { p: { length: 32 } } };

test.each(cases)("%s is found on %s at %s", (kind, type, path, changes) => {
  const problems = checkStack({ ephemeral, resource: { [type]: { main: body(type, changes) } } });
  expect(summary(problems)).toEqual([path === "" ? `${kind} ${type}.main` : `${kind} ${type}.main ${path}`]);
});

test("every kind of problem is shown on aws, google and azurerm", () => {
  const kinds = [...new Set(cases.map(([kind]) => kind))];
  const missing = kinds.flatMap((kind) =>
    ["aws_", "google_", "azurerm_"]
      .filter((cloud) => !cases.some(([other, type]) => other === kind && type.startsWith(cloud)))
      .map((cloud) => `${kind} ${cloud}`),
  );
  // The real aws types that we use have no at-least-one-of rule.
  expect(missing).toEqual(["at-least-one-of aws_"]);
});

/** A whole rule, without a field if one is named. */
function ingress(changes: JsonObject, without?: string): JsonObject {
  const fields = ["cidr_blocks", "description", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "self"];
  const empty = fields.filter((field) => field !== without).map((field) => [field, null] as const);
  return { ...Object.fromEntries(empty), from_port: 1, to_port: 2, protocol: "tcp", ...changes };
}

function encryption(): JsonObject {
  return { resources: ["secrets"], provider: { key_arn: "arn:aws:kms:us-east-1:123456789012:key/1" } };
}
