import { unknown, type Value } from "../../protocol/values";
import { differs, isSet, text } from "./compare";
import type { Draft, RuleTable } from "./contract";

/** aws elasticache suppressDiffIfBelongsToGlobalReplicationGroup; conformance "change engine_version" (no change). */
const followsGlobalGroup = (_before: Value, _after: Value, { planned, isNew }: Draft) =>
  isSet(planned["global_replication_group_id"] ?? null) && !isNew;

/** aws elasticache replication_group.go: Redis' port is not planned away where none is given. */
const usualPort = (before: Value, after: Value, { isNew }: Draft) => !isNew && before === 6379 && !isSet(after);

const counts = ["num_cache_clusters", "num_node_groups", "replicas_per_node_group"] as const;

/** aws elasticache, customdiff.ComputedIf: other numbers of nodes are other members. */
const members = ({ prior, planned, isNew }: Draft) =>
  !isNew && counts.some((name) => differs(prior[name] ?? null, planned[name] ?? null))
    ? [{ path: ["member_clusters"], value: unknown }]
    : [];

/** aws elasticache customizeDiffValidateReplicationGroupAutomaticFailover; an unknown value is read as not set. */
function failover({ planned, config }: Draft): string | undefined {
  const isAutomatic = planned["automatic_failover_enabled"] === true;
  if (planned["multi_az_enabled"] === true && !isAutomatic)
    return "automatic_failover_enabled must be true if multi_az_enabled is true";
  const nodes = config["num_cache_clusters"];
  return isAutomatic && typeof nodes === "number" && nodes < 2
    ? `num_cache_clusters is ${nodes}, but must be at least 2 if automatic_failover_enabled is true`
    : undefined;
}

const parts = (version: string) => version.split(".").map((part) => (part === "x" ? Infinity : Number(part)));

/** aws elasticache customizeDiffGlobalReplicationGroupEngineVersionErrorOnDowngrade. */
function downgrade({ planned, prior, isNew }: Draft): string | undefined {
  const [before, after] = [prior["engine_version"] ?? null, planned["engine_version"] ?? null];
  if (isNew || !differs(before, after)) return undefined;
  if (after === unknown) return "engine_version is not known yet, and must be to be compared with that of the members";
  const [[oldMajor = 0, oldMinor = 0], [major = 0, minor = 0]] = [parts(text(before)), parts(text(after))];
  return major < oldMajor || (major === oldMajor && minor < oldMinor)
    ? `engine_version ${text(after)} is older than ${text(before)}: all members must be replaced, use -replace`
    : undefined;
}

/** aws elasticache paramGroupNameRequiresMajorVersionUpgrade. */
function parameters({ planned, prior, isNew }: Draft): string | undefined {
  const after = planned["parameter_group_name"] ?? null;
  if (isNew || !isSet(after) || !differs(prior["parameter_group_name"] ?? null, after)) return undefined;
  const [[before = 0], [now = 0]] = [
    parts(text(prior["engine_version"] ?? null)),
    parts(text(planned["engine_version"] ?? null)),
  ];
  return now > before ? undefined : "parameter_group_name cannot change without a newer major version of the engine";
}

/** Redis and Valkey on AWS. */
export const awsCacheRules: RuleTable = {
  aws_elasticache_replication_group: {
    same: { engine: followsGlobalGroup, engine_version: followsGlobalGroup, port: usualPort },
    decide: [members],
    refuse: [failover],
  },
  aws_elasticache_global_replication_group: { refuse: [downgrade, parameters] },
};
