import { type Cloud, clouds } from "../../core/cloud";
import type { View } from "../store/contract";
import type { Thing } from "./behaviour";
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

/**
 * Why a database server cannot be kept: real ones are told apart by their names alone. Undefined: it can.
 * (A cloud would keep those of two regions or accounts apart; two with one server would be worse than none.)
 */
export function namesake(view: View, cloud: Cloud, thing: Thing): string | undefined {
  const name = thing.type === servers[cloud].type ? textOf(thing.attributes, servers[cloud].by) : "";
  if (name === "") return undefined;
  for (const other of clouds)
    for (const { type, scope, id, region, attributes } of thingsOf(view, servers[other].type)) {
      const isSame = type === thing.type && scope === thing.scope && id === thing.id;
      if (!isSame && textOf(attributes, servers[other].by) === name)
        return `the sandbox keeps one database server of a name, and "${name}" is one of ${other} in ${region ?? "no region"}; give this one another`;
    }
  return undefined;
}

/** The names of the database servers in a region. */
export function serversIn(view: View, cloud: Cloud, region: string): readonly string[] {
  const { type, by } = servers[cloud];
  return thingsOf(view, type)
    .filter((thing) => thing.region === region)
    .map(({ attributes }) => textOf(attributes, by));
}
