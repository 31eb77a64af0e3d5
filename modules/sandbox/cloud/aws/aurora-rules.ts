import type { Fields } from "../../protocol/values";
import type { Context } from "../behaviour";
import { differs } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each, groupExists, keyServes, roleExists } from "./lookups";
import { globalType, writerFor } from "./members";
import { regionOf } from "./names";
import { actualVersion, precedes } from "./versions";

/** The errors of making one cluster. */
export const creating = (asked: Fields) =>
  errorsOf(`creating RDS Cluster (${textOf(asked, "cluster_identifier")})`, "RDS: CreateDBCluster");
const modifying = (asked: Fields) =>
  errorsOf(`updating RDS Cluster (${textOf(asked, "cluster_identifier")})`, "RDS: ModifyDBCluster");

/** What a secondary may not say, as its writer has said it (CreateDBCluster). */
const writersOwn = [
  ["master_password", "password"],
  ["master_password_wo_version", "password"],
  ["master_username", "user name"],
  ["database_name", "database name"],
] as const;

/** What is wrong with what a new cluster says of its place in a global database. */
export function asMember(asked: Fields, context: Context): readonly (string | undefined)[] {
  const error = creating(asked);
  const name = textOf(asked, "global_cluster_identifier");
  const global = context.find(globalType, name);
  if (name !== "" && global === undefined)
    return [error("GlobalClusterNotFoundFault", `Global cluster ${name} not found`)];
  const version = actualVersion(textOf(asked, "engine_version"));
  const own = global && textOf(global.attributes, "engine_version_actual");
  const said = [
    own !== undefined && own !== version
      ? error(
          "InvalidParameterValue",
          `The engine version that you requested for your DB cluster, ${version}, does not match the engine version of your global cluster, ${own}.`,
        )
      : undefined,
  ];
  if (writerFor(context, asked) === undefined) {
    const hasPassword = [
      "master_password",
      "master_password_wo_version",
      "manage_master_user_password",
      "snapshot_identifier",
    ];
    const isOpen = hasPassword.every((argument) => (asked[argument] ?? null) === null);
    return [
      ...said,
      isOpen
        ? error("InvalidParameterValue", "The parameter MasterUserPassword must be provided and must not be blank.")
        : undefined,
    ];
  }
  const words = writersOwn.filter(([argument]) => (asked[argument] ?? null) !== null).map(([, word]) => word);
  const encrypted =
    asked["storage_encrypted"] === true && textOf(asked, "kms_key_id") === "" && textOf(asked, "source_region") === "";
  return [
    ...said,
    ...[...new Set(words)].map((word) =>
      error("InvalidParameterCombination", `Cannot specify ${word} for cross region replication cluster`),
    ),
    encrypted
      ? error(
          "InvalidParameterCombination",
          "For encrypted cross-region replica, kmsKeyId should be explicitly specified",
        )
      : undefined,
  ];
}

const isThere = (context: Context, type: string, name: string, region: string) =>
  context.find(type, name)?.region === region;

/** What a cluster names and is not there. */
export function existing(asked: Fields, context: Context): readonly string[] {
  const error = creating(asked);
  const region = regionOf(asked, context);
  return [
    ...each(
      asked,
      "db_subnet_group_name",
      (name) => name === "default" || isThere(context, "aws_db_subnet_group", name, region),
      (name) => error("DBSubnetGroupNotFoundFault", `DB subnet group '${name}' does not exist.`),
    ),
    ...each(
      asked,
      "db_cluster_parameter_group_name",
      (name) => name.startsWith("default.") || isThere(context, "aws_rds_cluster_parameter_group", name, region),
      (name) => error("DBClusterParameterGroupNotFound", `DBClusterParameterGroup not found: ${name}`),
    ),
    ...each(
      asked,
      "kms_key_id",
      (key) => keyServes(context, key, region),
      (key) =>
        error(
          "KMSKeyNotAccessibleFault",
          `The specified KMS key [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
        ),
    ),
    ...each(
      asked,
      "vpc_security_group_ids",
      (id) => groupExists(context, id),
      (id) => error("InvalidParameterValue", `Invalid security group, groupId= ${id}, groupName=.`),
    ),
    ...each(
      asked,
      "monitoring_role_arn",
      (role) => roleExists(context, role),
      () =>
        error(
          "InvalidParameterValue",
          "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
        ),
    ),
  ];
}

/** What the provider itself, or ModifyDBCluster, refuses of a change. */
export function change(asked: Fields, before: Fields, state: Fields): readonly (string | undefined)[] {
  const [global, wasGlobal] = [asked, state].map((fields) => textOf(fields, "global_cluster_identifier"));
  const source = textOf(asked, "replication_source_identifier");
  const [from, to] = [textOf(before, "engine_version_actual"), actualVersion(textOf(asked, "engine_version"))];
  return [
    global !== wasGlobal && global !== ""
      ? wasGlobal === ""
        ? "existing RDS Clusters cannot be added to an existing RDS Global Cluster"
        : "existing RDS Clusters cannot be migrated between existing RDS Global Clusters"
      : undefined,
    differs(asked, state, "replication_source_identifier") && source !== ""
      ? `promoting to standalone is not supported for RDS Cluster (${textOf(asked, "cluster_identifier")})`
      : undefined,
    differs(asked, state, "engine_version") && precedes(to, from)
      ? modifying(asked)(
          "InvalidParameterCombination",
          `Cannot upgrade ${textOf(asked, "engine")} from ${from} to ${to}`,
        )
      : undefined,
  ];
}
