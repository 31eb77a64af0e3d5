import type { CapabilityPromise } from "../core/promise";

/** What a database promises every day. */
export const serverPromises: readonly CapabilityPromise[] = [
  {
    promise: "it runs the same major version of PostgreSQL on every cloud",
    aws: [{ type: "aws_rds_cluster", has: { engine: "aurora-postgresql", engine_version: { matches: "^17\\." } } }],
    gcp: [{ type: "google_sql_database_instance", has: { database_version: "POSTGRES_17" } }],
    azure: [{ type: "azurerm_postgresql_flexible_server", has: { version: "17" } }],
  },
  {
    promise: "it is private",
    aws: [
      { type: "aws_rds_cluster_instance", has: { publicly_accessible: false } },
      {
        type: "aws_vpc_security_group_ingress_rule",
        name: "database_access-in",
        count: 1,
        has: { cidr_ipv4: { matches: "^10\\." } },
      },
    ],
    gcp: [
      {
        type: "google_sql_database_instance",
        has: {
          "settings.ip_configuration.ipv4_enabled": false,
          "settings.ip_configuration.private_network": { present: true },
        },
      },
    ],
    azure: [
      { type: "azurerm_postgresql_flexible_server", has: { public_network_access_enabled: false } },
      { type: "azurerm_private_endpoint", name: "database_endpoint", count: 1 },
    ],
  },
  {
    promise: "it is encrypted with a key of ours",
    aws: [
      {
        type: "aws_rds_cluster",
        has: { storage_encrypted: true, kms_key_id: { matches: "aws_kms_key.keys_database" } },
      },
      {
        type: "aws_rds_cluster_instance",
        has: { performance_insights_kms_key_id: { matches: "aws_kms_key.keys_database" } },
      },
    ],
    gcp: [
      {
        type: "google_sql_database_instance",
        has: { encryption_key_name: { matches: "google_kms_crypto_key.keys_database" } },
      },
    ],
    azure: [
      {
        type: "azurerm_postgresql_flexible_server",
        has: { "customer_managed_key.key_vault_key_id": { matches: "azurerm_key_vault_key.keys_database" } },
      },
    ],
  },
  {
    promise: "it refuses connections without TLS",
    aws: [
      {
        type: "aws_rds_cluster_parameter_group",
        has: { parameter: { contains: { name: "rds.force_ssl", value: "1" } } },
      },
    ],
    gcp: [{ type: "google_sql_database_instance", has: { "settings.ip_configuration.ssl_mode": "ENCRYPTED_ONLY" } }],
    azure: [
      {
        type: "azurerm_postgresql_flexible_server_configuration",
        name: "database_set-require-secure-transport",
        has: { name: "require_secure_transport", value: "on" },
      },
      {
        type: "azurerm_postgresql_flexible_server_configuration",
        name: "database_set-ssl-min-protocol-version",
        has: { value: "TLSv1.2" },
      },
    ],
  },
  {
    promise: "queries are measured",
    aws: [{ type: "aws_rds_cluster_instance", has: { performance_insights_enabled: true, monitoring_interval: 60 } }],
    gcp: [{ type: "google_sql_database_instance", has: { "settings.insights_config.query_insights_enabled": true } }],
    azure: [
      {
        type: "azurerm_postgresql_flexible_server_configuration",
        name: "database_set-pg-qs-query-capture-mode",
        has: { value: "top" },
      },
    ],
  },
  {
    promise: "its password is never in state",
    aws: [
      {
        type: "aws_rds_cluster",
        at: "origin",
        has: {
          master_password_wo: { matches: "^\\$\\{ephemeral\\.random_password\\.database\\.result\\}$" },
          master_password_wo_version: { atLeast: 1 },
          master_password: { absent: true },
        },
      },
    ],
    gcp: [
      {
        type: "google_sql_user",
        at: "origin",
        has: {
          password_wo: { matches: "^\\$\\{ephemeral\\.random_password\\.database\\.result\\}$" },
          password_wo_version: { atLeast: 1 },
          password: { absent: true },
        },
      },
    ],
    azure: [
      {
        type: "azurerm_postgresql_flexible_server",
        at: "origin",
        has: {
          administrator_password_wo: { matches: "^\\$\\{ephemeral\\.random_password\\.database\\.result\\}$" },
          administrator_password_wo_version: { atLeast: 1 },
          administrator_password: { absent: true },
        },
      },
    ],
  },
];
