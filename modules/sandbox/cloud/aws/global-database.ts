import type { Fields } from "../../protocol/values";
import type { Behaviour, Context } from "../behaviour";
import { differs, refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { clusterOf, membersOf } from "./members";
import { accountOf, empty, partitionOf, regionOf, uuid } from "./names";
import { actualVersion, precedes } from "./versions";

const creating = (asked: Fields) =>
  errorsOf(`creating RDS Global Cluster (${textOf(asked, "global_cluster_identifier")})`, "RDS: CreateGlobalCluster");
const deleting = (there: Fields) =>
  errorsOf(`deleting RDS Global Cluster (${textOf(there, "id")})`, "RDS: DeleteGlobalCluster");
const modifying = (asked: Fields) =>
  errorsOf(`updating RDS Global Cluster (${textOf(asked, "id")})`, "RDS: ModifyGlobalCluster");

function given(asked: Fields, context: Context): Fields {
  const name = textOf(asked, "global_cluster_identifier");
  const partition = partitionOf(regionOf(asked, context));
  const source = clusterOf(context, textOf(asked, "source_db_cluster_identifier"))?.attributes ?? {};
  const version = textOf(asked, "engine_version") || textOf(source, "engine_version_actual");
  return {
    ...empty("source_db_cluster_identifier"),
    id: name,
    arn: `arn:${partition}:rds::${accountOf(context)}:global-cluster:${name}`,
    database_name: textOf(source, "database_name"),
    endpoint: `${name}.global-${context.digits(12, accountOf(context), name)}.global.rds.amazonaws.com`,
    engine: textOf(source, "engine"),
    engine_lifecycle_support: "open-source-rds-extended-support",
    engine_version: actualVersion(version),
    engine_version_actual: actualVersion(version),
    global_cluster_members:
      Object.keys(source).length === 0 ? [] : [{ db_cluster_arn: textOf(source, "arn"), is_writer: true }],
    global_cluster_resource_id: `cluster-${context.digits(16, uuid({}))}`,
    storage_encrypted: source["storage_encrypted"] === true,
  };
}

/** A global database: a name and its members. It is made in one region, and known in each of its members' regions. */
export const globalCluster: Behaviour = {
  gives: given,
  unique: (asked) => {
    const name = textOf(asked, "global_cluster_identifier");
    const taken = creating(asked)("GlobalClusterAlreadyExistsFault", `Global cluster ${name} already exists`);
    return { key: name.toLowerCase(), taken };
  },
  refers: {
    source_db_cluster_identifier: {
      type: "aws_rds_cluster",
      by: "arn",
      missing: (arn) =>
        errorsOf("creating RDS Global Cluster", "RDS: CreateGlobalCluster")(
          "DBClusterNotFoundFault",
          `DBCluster ${arn} not found.`,
        ),
    },
  },
  refuses: (asked, _, before, state) => {
    if (before === undefined || state === undefined || !differs(asked, state, "engine_version")) return undefined;
    const [from, to] = [textOf(before, "engine_version_actual"), actualVersion(textOf(asked, "engine_version"))];
    const says = `Cannot upgrade ${textOf(asked, "engine")} from ${from} to ${to}`;
    return refusal(precedes(to, from) ? modifying(asked)("InvalidParameterCombination", says) : undefined);
  },
  becomes: (asked, _, before, state) => ({
    ...asked,
    engine_version_actual: differs(asked, state, "engine_version")
      ? actualVersion(textOf(asked, "engine_version"))
      : textOf(before, "engine_version_actual"),
  }),
  // An upgrade is the members' too (provider: globalClusterUpgradeMinorEngineVersion).
  consequences: (after, context, before) => {
    if (after === undefined || before === undefined) return [];
    const version = textOf(after, "engine_version_actual");
    if (version === textOf(before, "engine_version_actual")) return [];
    const global = context.find("aws_rds_global_cluster", textOf(before, "id"));
    return (global === undefined ? [] : membersOf(context, global)).flatMap(({ arn }) => {
      const cluster = clusterOf(context, arn);
      return cluster === undefined
        ? []
        : [
            {
              type: cluster.type,
              id: cluster.id,
              scope: cluster.scope,
              attributes: { engine_version_actual: version },
            },
          ];
    });
  },
  keeps: (there, context) => {
    const global = context.find("aws_rds_global_cluster", textOf(there, "id"));
    if (there["deletion_protection"] === true)
      return deleting(there)(
        "InvalidParameterCombination",
        "Cannot delete protected Global Cluster, please disable deletion protection and try again.",
      );
    return there["force_destroy"] !== true && global !== undefined && membersOf(context, global).length > 0
      ? deleting(there)("InvalidGlobalClusterStateFault", `Global Cluster ${textOf(there, "id")} is not empty`)
      : undefined;
  },
  reads: (there, state, context) => {
    const global = context.find("aws_rds_global_cluster", textOf(there, "id"));
    const members = global === undefined ? [] : membersOf(context, global);
    const [actual, written] = [textOf(there, "engine_version_actual"), textOf(state, "engine_version")];
    return {
      ...there,
      engine_version: written !== "" && actual.startsWith(`${written}.`) ? written : actual,
      global_cluster_members: members.map(({ arn, isWriter }) => ({ db_cluster_arn: arn, is_writer: isWriter })),
      source_db_cluster_identifier: state["source_db_cluster_identifier"] ?? null,
    };
  },
};
