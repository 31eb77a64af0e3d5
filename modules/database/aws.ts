import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import { RdsGlobalCluster } from "@cdktf/provider-aws/lib/rds-global-cluster";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Size } from "../core/cloud";
import { databaseName as serverName, groupId } from "../core/naming";
import type { AwsSite } from "../core/site";
import { keep } from "../core/lifecycle";
import { administrator, type Database, databaseName, type DatabaseProps, defaultRetentionDays, port } from "./contract";
import { accessGroup, monitoringRole, parameterGroup } from "./aws-surroundings";
import { lagAlarm } from "./aws-lag";
import { forgetEarlier, generationId } from "./generation";

/** 2, 4 and 8 vCPU at 8 GiB each. No burstable class: Aurora global databases refuse them. */
const instanceClass = {
  small: "db.r6g.large",
  medium: "db.r6g.xlarge",
  large: "db.r6g.2xlarge",
} as const satisfies Record<Size, string>;

/** Members of a global database must agree to the minor version. */
const engine = { engine: "aurora-postgresql", engineVersion: "17.5" } as const;

/** Writer and reader in different zones: Aurora promotes the reader when a zone is lost. */
const instances = [1, 2] as const;

/**
 * What a switch of regions changes behind Terraform's back, and what Terraform must therefore never put right. The
 * first alone would promote the demoted cluster out of the global database (dr-findings 1 to 8, aws 6.34.0).
 */
const movedBySwitch = [
  "replication_source_identifier",
  "global_cluster_identifier",
  "source_region",
  "engine_version",
  "availability_zones",
  "master_username",
  "master_password",
  "database_name",
];

/** A member of an Aurora global database. The origin's stack owns the global cluster; every member names it. */
export class AwsDatabase extends Construct implements Database {
  readonly name: string;
  readonly host: string;
  readonly port = port;
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: DatabaseProps<AwsSite>) {
    super(scope, id);
    const { site, size, key } = props;
    const { generation } = site.lineage;
    this.name = serverName(site.id, generation);
    const cluster = this.cluster(props);
    const monitoringRoleArn = monitoringRole(this, site);
    const members = instances.map(
      (number) =>
        new RdsClusterInstance(this, generationId(`instance-${number}`, generation), {
          ...engine,
          identifier: `${this.name}-${number}`,
          clusterIdentifier: cluster.id,
          instanceClass: instanceClass[size],
          promotionTier: number - 1,
          publiclyAccessible: false,
          autoMinorVersionUpgrade: false,
          performanceInsightsEnabled: true,
          performanceInsightsKmsKeyId: key.id,
          monitoringInterval: 60,
          monitoringRoleArn,
          copyTagsToSnapshot: true,
          // Minor versions move with the global cluster.
          lifecycle: { ignoreChanges: ["engine_version"] },
        }),
    );
    lagAlarm(this, props, this.name);
    forgetEarlier(this, generation, {
      aws_rds_cluster: ["cluster"],
      aws_rds_cluster_instance: instances.map((number) => `instance-${number}`),
    });
    this.host = cluster.endpoint;
    this.ready = [cluster, ...members];
  }

  private cluster({
    site,
    network,
    key,
    password,
    retentionDays = defaultRetentionDays,
  }: DatabaseProps<AwsSite>): RdsCluster {
    const { generation } = site.lineage;
    const globalId = groupId(site);
    return new RdsCluster(this, generationId("cluster", generation), {
      ...engine,
      clusterIdentifier: this.name,
      globalClusterIdentifier: globalId,
      dbSubnetGroupName: new DbSubnetGroup(this, "subnets", { name: site.id, subnetIds: [...network.data] }).name,
      vpcSecurityGroupIds: [accessGroup(this, site, network.id)],
      dbClusterParameterGroupName: parameterGroup(this, site),
      storageEncrypted: true,
      kmsKeyId: key.id,
      backupRetentionPeriod: retentionDays,
      copyTagsToSnapshot: true,
      deletionProtection: true,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: `${this.name}-final`,
      iamDatabaseAuthenticationEnabled: true,
      enabledCloudwatchLogsExports: ["postgresql"],
      ...(password && {
        databaseName,
        masterUsername: administrator,
        masterPasswordWo: password.value,
        masterPasswordWoVersion: password.version,
      }),
      dependsOn: site.origin ? [this.globalCluster(globalId)] : [],
      lifecycle: { ...keep, ignoreChanges: movedBySwitch },
    });
  }

  /** Empty at birth: members join by name, so that no member is its source and none can be orphaned by its loss. */
  private globalCluster(globalClusterIdentifier: string): RdsGlobalCluster {
    return new RdsGlobalCluster(this, "global", {
      ...engine,
      globalClusterIdentifier,
      storageEncrypted: true,
      deletionProtection: true,
      lifecycle: { ...keep, ignoreChanges: ["source_db_cluster_identifier", "database_name"] },
    });
  }
}
