import { randomBytes } from "node:crypto";
import type { Fields } from "../../modules/sandbox/protocol/values";
import type { StackJson } from "./synthesis";

/** The bodies of a stack by type and name. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Fields>>>>;

/** A small stack of AWS resources in a region. @param ignored - what lifecycle says, by address */
export function awsStack(
  region: string,
  resources: Resources,
  ignored: Readonly<Record<string, readonly string[]>> = {},
): StackJson {
  const resource = Object.fromEntries(
    Object.entries(resources).map(([type, bodies]) => [
      type,
      Object.fromEntries(
        Object.entries(bodies).map(([name, body]) => {
          const paths = ignored[`${type}.${name}`];
          return [name, paths === undefined ? body : { ...body, lifecycle: { ignore_changes: paths } }];
        }),
      ),
    ]),
  );
  const provider = { aws: { region, allowed_account_ids: ["111122223333"] } };
  return { terraform: { backend: { local: {} } }, provider, resource };
}

/** What AWS reports otherwise after a switch, or may: the list of every Aurora cluster in this project. */
export const auroraIgnored = [
  "replication_source_identifier",
  "global_cluster_identifier",
  "source_region",
  "engine_version",
  "availability_zones",
  "master_username",
  "master_password",
  "database_name",
] as const;

const common = {
  engine: "aurora-postgresql",
  engine_version: "16.6",
  skip_final_snapshot: true,
} as const;

/** The ARN of a cluster in the tests' account. */
const clusterArn = (region: string, name: string) => `arn:aws:rds:${region}:111122223333:cluster:${name}`;

/** A pair of Aurora clusters: the origin's with the global database, and the standby's. */
export function auroraPair(name: string): {
  readonly origin: Resources;
  readonly standby: Resources;
  readonly arns: { readonly origin: string; readonly standby: string };
} {
  const global = { global_cluster_identifier: name, engine: common.engine, engine_version: "16.6" };
  const origin = {
    ...common,
    cluster_identifier: `${name}-a`,
    database_name: "app",
    global_cluster_identifier: "${aws_rds_global_cluster.db.id}",
    master_username: "app",
    master_password_wo: randomBytes(12).toString("hex"),
    master_password_wo_version: 1,
  };
  return {
    origin: { aws_rds_global_cluster: { db: global }, aws_rds_cluster: { db: origin } },
    standby: {
      aws_rds_cluster: { db: { ...common, cluster_identifier: `${name}-b`, global_cluster_identifier: name } },
    },
    arns: { origin: clusterArn("us-east-1", `${name}-a`), standby: clusterArn("us-west-2", `${name}-b`) },
  };
}
