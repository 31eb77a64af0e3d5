import type { Fields } from "../../protocol/values";
import type { Behaviour, Context } from "../behaviour";
import { differs, mentions, refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { asMember, change, creating, existing } from "./aurora-rules";
import { membership, whoever, work } from "./aurora-servers";
import { errorsOf } from "./errors";
import { globalOf, membersOf, sourceOf, takesWrites, writerFor } from "./members";
import { arn, empty, regionOf, uuid } from "./names";
import { actualVersion } from "./versions";

/** Twelve characters that stand in every endpoint of an account's databases in a region. */
export function endpointNumber(asked: Fields, context: Context): string {
  return `c${context.digits(11, arn("rds", "endpoints", asked, context))}`;
}

/** Aurora keeps data in three zones, whatever was asked (Aurora user guide, storage). */
function zonesOf(asked: Fields, context: Context): readonly string[] {
  const region = regionOf(asked, context);
  const all = ["a", "b", "c"].map((letter) => `${region}${letter}`);
  return [...new Set([...textsAt(asked, ["availability_zones"]), ...all])].slice(0, 3).toSorted();
}

function given(asked: Fields, context: Context): Fields {
  const name = textOf(asked, "cluster_identifier");
  const [region, number] = [regionOf(asked, context), endpointNumber(asked, context)];
  const source = writerFor(context, asked);
  return {
    ...empty("ca_certificate_identifier", "ca_certificate_valid_till", "cluster_identifier_prefix"),
    ...empty("cluster_scalability_type", "db_system_id", "master_user_secret_kms_key_id", "monitoring_role_arn"),
    ...empty("performance_insights_kms_key_id", "storage_type", "upgrade_rollout_order"),
    id: name,
    arn: arn("rds", `cluster:${name}`, asked, context),
    allocated_storage: 1,
    availability_zones: zonesOf(asked, context),
    backup_retention_period: 1,
    cluster_members: [],
    cluster_resource_id: `cluster-${context.digits(26, uuid({})).toUpperCase()}`,
    database_insights_mode: "standard",
    database_name: textOf(source ?? {}, "database_name"),
    db_cluster_parameter_group_name: `default.aurora-postgresql${actualVersion(textOf(asked, "engine_version")).split(".")[0] ?? ""}`,
    db_subnet_group_name: "default",
    endpoint: `${name}.cluster-${number}.${region}.rds.amazonaws.com`,
    engine_lifecycle_support: "open-source-rds-extended-support",
    engine_version: actualVersion(""),
    engine_version_actual: actualVersion(textOf(asked, "engine_version")),
    hosted_zone_id: "Z2R2ITUGPM61AM",
    kms_key_id: "",
    master_user_secret: [],
    master_username: textOf(source ?? {}, "master_username") || whoever,
    monitoring_interval: 0,
    network_type: "IPV4",
    performance_insights_retention_period: 0,
    port: 5432,
    preferred_backup_window: "07:00-07:30",
    preferred_maintenance_window: "sun:09:00-sun:09:30",
    reader_endpoint: `${name}.cluster-ro-${number}.${region}.rds.amazonaws.com`,
    storage_encrypted: true,
    vpc_security_group_ids: [],
  };
}

/** What a change of its links leaves of them: what Terraform does not change is as it is. */
function links(asked: Fields, context: Context, state: Fields): Fields {
  const own = textOf(asked, "arn");
  const names = {
    global_cluster_identifier: globalOf(context, own)?.id ?? "",
    replication_source_identifier: sourceOf(context, own),
  };
  return Object.fromEntries(
    Object.entries(names).map(([name, now]) => [
      name,
      textOf(asked, name) === textOf(state, name) ? now : textOf(asked, name),
    ]),
  );
}

/** A version of one number stays as it was written (provider: rdsClusterSetResourceDataEngineVersionFromCluster). */
function versionRead(there: Fields, state: Fields): string {
  const [actual, written] = [textOf(there, "engine_version_actual"), textOf(state, "engine_version")];
  return written !== "" && actual.startsWith(`${written}.`) ? written : actual;
}

/** A cluster of Aurora, alone or as a member of a global database. */
export const cluster: Behaviour = {
  gives: given,
  unique: (asked, context) => {
    const key = `${regionOf(asked, context)} ${textOf(asked, "cluster_identifier")}`;
    return { key, taken: creating(asked)("DBClusterAlreadyExistsFault", "DB Cluster already exists") };
  },
  refuses: (asked, context, before, state) =>
    refusal(
      existing(asked, context),
      ...(before === undefined || state === undefined ? asMember(asked, context) : change(asked, before, state)),
    ),
  becomes: (asked, context, before, state) => ({
    ...asked,
    ...links(asked, context, state),
    engine_version_actual: differs(asked, state, "engine_version")
      ? actualVersion(textOf(asked, "engine_version"))
      : textOf(before, "engine_version_actual"),
  }),
  keeps: (there, context) => {
    const name = textOf(there, "cluster_identifier");
    const error = errorsOf(`deleting RDS Cluster (${name})`, "RDS: DeleteDBCluster");
    const global = globalOf(context, textOf(there, "arn"));
    if (there["deletion_protection"] === true)
      return error(
        "InvalidParameterCombination",
        "Cannot delete protected Cluster, please disable deletion protection and try again.",
      );
    if (there["skip_final_snapshot"] !== true && textOf(there, "final_snapshot_identifier") === "")
      return "RDS Cluster final_snapshot_identifier is required when skip_final_snapshot is false";
    if (mentions(context, [name], [["aws_rds_cluster_instance", "cluster_identifier"]]).length > 0)
      return error(
        "InvalidDBClusterStateFault",
        "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
      );
    return global !== undefined && takesWrites(context, textOf(there, "arn")) && membersOf(context, global).length > 1
      ? error(
          "InvalidGlobalClusterStateFault",
          "Unable to delete cluster that is a primary member of global cluster while there are other global cluster members",
        )
      : undefined;
  },
  reads: (there, state, context) => ({
    ...there,
    availability_zones: zonesOf(there, context),
    cluster_members: mentions(
      context,
      [textOf(there, "cluster_identifier")],
      [["aws_rds_cluster_instance", "cluster_identifier"]],
    ).map(({ id }) => id),
    database_name: textOf(there, "database_name") || (state["database_name"] ?? null),
    engine_version: versionRead(there, state),
    global_cluster_identifier: globalOf(context, textOf(there, "arn"))?.id ?? null,
    replication_source_identifier: sourceOf(context, textOf(there, "arn")) || null,
    source_region: state["source_region"] ?? null,
  }),
  consequences: membership,
  databases: work,
};
