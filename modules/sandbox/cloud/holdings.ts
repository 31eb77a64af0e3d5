import type { Cloud } from "../../core/cloud";
import type { View } from "../store/contract";
import { thingsOf } from "./things";
import { textOf } from "./values";

interface Holding {
  readonly type: string;
  /** The attribute that names it. */
  readonly by: string;
}

/** What holds states. */
const buckets = {
  aws: { type: "aws_s3_bucket", by: "bucket" },
  gcp: { type: "google_storage_bucket", by: "name" },
  azure: { type: "azurerm_storage_account", by: "name" },
} as const satisfies Record<Cloud, Holding>;

/** What a real database server stands for. */
const servers = {
  aws: { type: "aws_rds_cluster", by: "cluster_identifier" },
  gcp: { type: "google_sql_database_instance", by: "name" },
  azure: { type: "azurerm_postgresql_flexible_server", by: "name" },
} as const satisfies Record<Cloud, Holding>;

/** Whether a cloud has a bucket or storage account of this name, whichever region keeps it. */
export function bucketExists(view: View, cloud: Cloud, name: string): boolean {
  const { type, by } = buckets[cloud];
  return thingsOf(view, type).some(({ attributes }) => textOf(attributes, by) === name);
}

/** The names of the database servers in a region. */
export function serversIn(view: View, cloud: Cloud, region: string): readonly string[] {
  const { type, by } = servers[cloud];
  return thingsOf(view, type)
    .filter((thing) => thing.region === region)
    .map(({ attributes }) => textOf(attributes, by));
}
