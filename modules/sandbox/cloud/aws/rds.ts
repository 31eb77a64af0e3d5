import type { Fields } from "../../protocol/values";
import type { Context, Service, Thing } from "../behaviour";
import { mentions, refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { cluster, endpointNumber } from "./aurora";
import { globalCluster } from "./global-database";
import { errorsOf } from "./errors";
import { each, keyServes, roleExists } from "./lookups";
import { takesWrites } from "./members";
import { arn, empty, regionOf, uuid } from "./names";
import { subnet } from "./network";
import { actualVersion } from "./versions";

const creating = (asked: Fields) =>
  errorsOf(`creating RDS Cluster Instance (${textOf(asked, "identifier")})`, "RDS: CreateDBInstance");
const grouping = (asked: Fields) =>
  errorsOf(`creating RDS DB Subnet Group (${textOf(asked, "name")})`, "RDS: CreateDBSubnetGroup");
const parametrizing = (asked: Fields) =>
  errorsOf(`creating RDS Cluster Parameter Group (${textOf(asked, "name")})`, "RDS: CreateDBClusterParameterGroup");

const clusterOfInstance = (asked: Fields, context: Context) =>
  context.find("aws_rds_cluster", textOf(asked, "cluster_identifier"))?.attributes ?? {};

const siblingsIn = (name: string, context: Context) =>
  mentions(context, [name], [["aws_rds_cluster_instance", "cluster_identifier"]]);

function instance(asked: Fields, context: Context): Fields {
  const name = textOf(asked, "identifier");
  const [region, number] = [regionOf(asked, context), endpointNumber(asked, context)];
  const there = clusterOfInstance(asked, context);
  const siblings = siblingsIn(textOf(there, "id"), context).length;
  const insights = asked["performance_insights_enabled"] === true;
  return {
    ...empty("identifier_prefix", "monitoring_role_arn", "performance_insights_kms_key_id"),
    id: name,
    arn: arn("rds", `db:${name}`, asked, context),
    availability_zone: `${region}${["a", "b", "c"][siblings % 3] ?? "a"}`,
    ca_cert_identifier: "rds-ca-rsa2048-g1",
    db_parameter_group_name: "default.aurora-postgresql17",
    db_subnet_group_name: textOf(there, "db_subnet_group_name"),
    dbi_resource_id: `db-${context.digits(26, uuid({})).toUpperCase()}`,
    endpoint: `${name}.${number}.${region}.rds.amazonaws.com`,
    engine_version: textOf(there, "engine_version_actual"),
    engine_version_actual: actualVersion(textOf(asked, "engine_version")),
    kms_key_id: textOf(there, "kms_key_id"),
    network_type: "IPV4",
    performance_insights_enabled: false,
    performance_insights_retention_period: insights ? 7 : 0,
    port: there["port"] ?? 5432,
    preferred_backup_window: textOf(there, "preferred_backup_window"),
    preferred_maintenance_window: "sun:09:00-sun:09:30",
    publicly_accessible: false,
    storage_encrypted: there["storage_encrypted"] === true,
    writer: false,
  };
}

const tierOf = ({ attributes }: Thing) => {
  const tier = attributes["promotion_tier"];
  return typeof tier === "number" ? tier : 0;
};

/** Of the instances of a cluster that takes writes, the first of the lowest tier does. */
function writes(there: Fields, context: Context): boolean {
  const own = clusterOfInstance(there, context);
  const siblings = siblingsIn(textOf(own, "id"), context);
  const [first] = siblings.toSorted((one, other) => tierOf(one) - tierOf(other));
  return takesWrites(context, textOf(own, "arn")) && first?.id === textOf(there, "id");
}

function subnetGroup(asked: Fields, context: Context): Fields {
  const [first = ""] = textsAt(asked, ["subnet_ids"]);
  return {
    ...empty("name_prefix"),
    id: textOf(asked, "name"),
    arn: arn("rds", `subgrp:${textOf(asked, "name")}`, asked, context),
    supported_network_types: ["IPV4"],
    vpc_id: textOf(context.find("aws_subnet", first)?.attributes ?? {}, "vpc_id"),
  };
}

function coverage(asked: Fields, context: Context): string | undefined {
  const subnets = textsAt(asked, ["subnet_ids"]).flatMap((id) => context.find("aws_subnet", id) ?? []);
  const zones = [...new Set(subnets.map(({ attributes }) => textOf(attributes, "availability_zone")))];
  const says = `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(", ")}. Add subnets to cover at least 2 AZs.`;
  return subnets.length > 0 && zones.length < 2
    ? grouping(asked)("DBSubnetGroupDoesNotCoverEnoughAZs", says)
    : undefined;
}

/** Names are kept in small letters (RDS user guide): what differs in them alone is the same. */
const placed = (asked: Fields, context: Context, name: string) =>
  `${regionOf(asked, context)} ${textOf(asked, name).toLowerCase()}`;

/** Aurora clusters and their global databases, their instances, and where and how they run. */
export const rds: Service = {
  aws_rds_cluster: cluster,
  aws_rds_global_cluster: globalCluster,
  aws_rds_cluster_instance: {
    gives: instance,
    unique: (asked, context) => ({
      key: placed(asked, context, "identifier"),
      taken: creating(asked)("DBInstanceAlreadyExists", "DB instance already exists"),
    }),
    refers: {
      cluster_identifier: {
        type: "aws_rds_cluster",
        missing: (name) =>
          errorsOf("creating RDS Cluster Instance", "RDS: CreateDBInstance")(
            "DBClusterNotFoundFault",
            `DBCluster ${name} not found.`,
          ),
      },
    },
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "performance_insights_kms_key_id",
          (key) => keyServes(context, key, regionOf(asked, context)),
          (key) =>
            creating(asked)(
              "KMSKeyNotAccessibleFault",
              `The specified KMS key [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
            ),
        ),
        each(
          asked,
          "monitoring_role_arn",
          (role) => roleExists(context, role),
          () =>
            creating(asked)(
              "InvalidParameterValue",
              "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
            ),
        ),
      ),
    reads: (there, _, context) => ({ ...there, writer: writes(there, context) }),
  },
  aws_db_subnet_group: {
    gives: subnetGroup,
    unique: (asked, context) => ({
      key: placed(asked, context, "name"),
      taken: grouping(asked)(
        "DBSubnetGroupAlreadyExists",
        `The DB subnet group '${textOf(asked, "name")}' already exists.`,
      ),
    }),
    refers: { subnet_ids: subnet(errorsOf("creating RDS DB Subnet Group", "RDS: CreateDBSubnetGroup")) },
    refuses: (asked, context) => coverage(asked, context),
    keeps: (there, context) =>
      mentions(context, [textOf(there, "name")], [["aws_rds_cluster", "db_subnet_group_name"]]).length === 0
        ? undefined
        : errorsOf(`deleting RDS DB Subnet Group (${textOf(there, "name")})`, "RDS: DeleteDBSubnetGroup")(
            "InvalidDBSubnetGroupStateFault",
            `Cannot delete the subnet group '${textOf(there, "name")}' because at least one database instance is still using it.`,
          ),
  },
  aws_rds_cluster_parameter_group: {
    gives: (asked, context) => ({
      ...empty("name_prefix"),
      id: textOf(asked, "name"),
      arn: arn("rds", `cluster-pg:${textOf(asked, "name")}`, asked, context),
    }),
    unique: (asked, context) => ({
      key: placed(asked, context, "name"),
      taken: parametrizing(asked)(
        "DBParameterGroupAlreadyExists",
        `Parameter group ${textOf(asked, "name")} already exists`,
      ),
    }),
    keeps: (there, context) =>
      mentions(context, [textOf(there, "name")], [["aws_rds_cluster", "db_cluster_parameter_group_name"]]).length === 0
        ? undefined
        : errorsOf(
            `deleting RDS Cluster Parameter Group (${textOf(there, "name")})`,
            "RDS: DeleteDBClusterParameterGroup",
          )(
            "InvalidDBParameterGroupState",
            "One or more database instances are still members of this parameter group, so the group cannot be deleted",
          ),
  },
};
