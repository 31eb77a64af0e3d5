/**
 * What a refresh brings into the state after a switch of regions, per server: recorded from the real providers against
 * the vendors' API shapes (aws 6.34.0, google 6.50.0, azurerm 4.55.0). `undone` is what the next plan may change, in
 * place; undefined values are attributes that the vendor no longer reports.
 */
export interface Swap {
  readonly story: string;
  readonly server: "old primary" | "new primary";
  readonly state: Readonly<Record<string, unknown>>;
  readonly undone?: readonly string[];
}

const aws: readonly Swap[] = [
  {
    story: "it reports its new source",
    server: "old primary",
    state: { replication_source_identifier: "arn:aws:rds:us-west-2:1:cluster:x" },
  },
  { story: "it left the global database", server: "old primary", state: { global_cluster_identifier: "" } },
  { story: "AWS moved its minor version", server: "old primary", state: { engine_version: "17.6" } },
  { story: "it reports no master user", server: "old primary", state: { master_username: "", database_name: "" } },
  {
    story: "it reports all its zones",
    server: "old primary",
    state: { availability_zones: ["us-east-1a", "us-east-1b", "us-east-1c"] },
  },
  { story: "it has no source any more", server: "new primary", state: { replication_source_identifier: "" } },
  { story: "AWS moved its minor version", server: "new primary", state: { engine_version: "17.6" } },
];

const demoted = {
  instance_type: "READ_REPLICA_INSTANCE",
  master_instance_name: "x",
  replica_configuration: [{ failover_target: false }],
  replica_names: [],
};
const promoted = {
  instance_type: "CLOUD_SQL_INSTANCE",
  master_instance_name: "",
  replica_names: ["x"],
  replication_cluster: [{ failover_dr_replica_name: "p:x" }],
};

const gcp: readonly Swap[] = [
  { story: "it is a replica now", server: "old primary", state: demoted },
  {
    story: "its backups are off",
    server: "old primary",
    state: { ...demoted, "settings.backup_configuration": [{ enabled: false }] },
  },
  { story: "its disk has grown", server: "old primary", state: { ...demoted, "settings.disk_size": 1500 } },
  {
    story: "it stands in one zone",
    server: "old primary",
    state: { ...demoted, "settings.availability_type": "ZONAL" },
    undone: ["settings.0.availability_type"],
  },
  { story: "it is the primary now", server: "new primary", state: promoted },
  {
    story: "it has no backups yet",
    server: "new primary",
    state: { ...promoted, "settings.backup_configuration": undefined },
    undone: ["settings.0.backup_configuration"],
  },
  { story: "its disk has grown", server: "new primary", state: { ...promoted, "settings.disk_size": 1500 } },
];

const source = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/x";

const azure: readonly Swap[] = [
  { story: "it reports its source", server: "old primary", state: { source_server_id: source } },
  {
    story: "it lost its zone redundancy",
    server: "old primary",
    state: { source_server_id: source, high_availability: undefined },
  },
  {
    story: "it kept its zone redundancy",
    server: "old primary",
    state: { source_server_id: source, high_availability: [{ mode: "ZoneRedundant" }] },
  },
  { story: "it reports no administrator", server: "old primary", state: { administrator_login: "" } },
  { story: "its storage has grown", server: "old primary", state: { storage_mb: 2097152, storage_tier: "P50" } },
  { story: "its zones were exchanged", server: "old primary", state: { zone: "2" } },
  { story: "it reports no source", server: "new primary", state: { source_server_id: "" }, undone: [] },
  {
    story: "it is not zone-redundant yet",
    server: "new primary",
    state: { high_availability: undefined },
    undone: ["high_availability"],
  },
  {
    story: "its zones were exchanged",
    server: "new primary",
    state: { zone: "2", "high_availability.standby_availability_zone": "1" },
  },
  { story: "its storage has grown", server: "new primary", state: { storage_mb: 2097152, storage_tier: "P50" } },
];

/** Both servers of a pair by cloud: where each stands, and what a switch can leave in its state. */
export const servers = {
  aws: {
    type: "aws_rds_cluster",
    name: "database_cluster",
    "old primary": "aws-virginia",
    "new primary": "aws-oregon",
    swaps: aws,
  },
  gcp: {
    type: "google_sql_database_instance",
    name: "database_server",
    "old primary": "gcp-iowa",
    "new primary": "gcp-carolina",
    swaps: gcp,
  },
  azure: {
    type: "azurerm_postgresql_flexible_server",
    name: "database_server",
    "old primary": "azure-virginia",
    "new primary": "azure-arizona",
    swaps: azure,
  },
} as const;
