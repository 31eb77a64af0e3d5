import { unknown, type Value } from "../../protocol/values";
import { elements, valueAt } from "../views";
import { isSet, text } from "./compare";
import type { Draft, RuleTable } from "./contract";

/** `project:instance` is the instance. */
const bare = (value: Value) => text(value).split(":").at(-1);

/** google sql, isReplicaPromoteRequested. */
const isPromoting = ({ prior, planned }: Draft) =>
  prior["instance_type"] === "READ_REPLICA_INSTANCE" && planned["instance_type"] === "CLOUD_SQL_INSTANCE";

/** google sql, replicaPromoteCustomizeDiff: a promoted replica leaves its primary. */
const leaves = (draft: Draft) =>
  isPromoting(draft)
    ? [
        { path: ["master_instance_name"], value: unknown, replaces: false },
        { path: ["replica_configuration"], value: [] },
      ]
    : [];

/** google sql, checkPromoteConfigurations. */
function promotion(draft: Draft): string | undefined {
  if (!isPromoting(draft)) return undefined;
  const left = ["master_instance_name", "replica_configuration"].filter((name) => {
    const value = draft.config[name] ?? null;
    return name === "master_instance_name" ? isSet(value) : elements(value).length > 0;
  });
  return left.length === 0
    ? undefined
    : `replica promote configuration check failed: remove ${left.join(", ")} and try again`;
}

/** google sql, pitrSupportDbCustomizeDiff; a version that is not known yet supports nothing. */
function recovery({ planned }: Draft): string | undefined {
  const isWanted = valueAt(planned, "settings.backup_configuration.point_in_time_recovery_enabled") === true;
  return isWanted && !/^(?:POSTGRES|SQLSERVER)/.test(text(planned["database_version"] ?? null))
    ? "point_in_time_recovery_enabled needs a database_version of POSTGRES or SQLSERVER that is known when planned"
    : undefined;
}

/** Cloud SQL. */
export const googleDatabaseRules: RuleTable = {
  google_sql_database_instance: {
    same: {
      // google sql, ReplicaInstanceNameDiffSuppress; conformance "no change".
      "replication_cluster.failover_dr_replica_name": (before, after) => isSet(after) && bare(before) === bare(after),
    },
    decide: [leaves],
    refuse: [promotion, recovery],
  },
};
