import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import { SqlDatabase } from "@cdktf/provider-google/lib/sql-database";
import {
  SqlDatabaseInstance,
  type SqlDatabaseInstanceSettings,
} from "@cdktf/provider-google/lib/sql-database-instance";
import { SqlUser } from "@cdktf/provider-google/lib/sql-user";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Size } from "../core/cloud";
import { projectNumber } from "../core/gcp";
import { keep } from "../core/lifecycle";
import { databaseName as serverName, siteId } from "../core/naming";
import type { GcpSite } from "../core/site";
import {
  administrator,
  type Database,
  databaseName,
  type DatabaseProps,
  defaultRetentionDays,
  maintenance,
  port,
} from "./contract";
import { lagAlarm } from "./gcp-lag";
import { forgetEarlier, generationId } from "./generation";

/** 2, 4 and 8 vCPU at 8 GiB each, Enterprise Plus: the edition whose replicas can switch back and forth. */
const tier = {
  small: "db-perf-optimized-N-2",
  medium: "db-perf-optimized-N-4",
  large: "db-perf-optimized-N-8",
} as const satisfies Record<Size, string>;

/** The disk a server is born with, GB. It grows by itself and must never be shrunk: that would replace the server. */
const diskSize = { small: 50, medium: 250, large: 1000 } as const satisfies Record<Size, number>;

const flags = {
  "cloudsql.iam_authentication": "on",
  log_min_duration_statement: "1000",
  log_connections: "on",
} as const;

/** Cloud SQL counts days from Monday. */
const weekday = { Sunday: 7 } as const satisfies Record<typeof maintenance.day, number>;

/**
 * What a switch of regions changes behind Terraform's back. All or nothing: part of the list is a plan error or a
 * replacement, and an update without it promotes the demoted server (dr-findings 14 to 18, google 6.50.0).
 */
const movedBySwitch = [
  "instance_type",
  "master_instance_name",
  "replica_names",
  "replica_configuration",
  "replication_cluster",
  "settings[0].disk_size",
];

/** Backups are the active server's; Cloud SQL turns them off on a replica, and there Terraform leaves them alone. */
const movedOnStandby = ["settings[0].backup_configuration"];

/** A Cloud SQL Enterprise Plus server. Which one is the other's DR replica is told to Cloud SQL by `understudy arm`. */
export class GcpDatabase extends Construct implements Database {
  readonly name: string;
  readonly host: string;
  readonly port = port;
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: DatabaseProps<GcpSite>) {
    super(scope, id);
    const { site, key, password } = props;
    const { generation, source } = site.lineage;
    this.name = serverName(site.id, generation);
    const grant = new KmsCryptoKeyIamMember(this, "key-use", {
      cryptoKeyId: key.scope,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: `serviceAccount:service-${projectNumber(this, site)}@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
    });
    const server = new SqlDatabaseInstance(this, generationId("server", generation), {
      name: this.name,
      region: site.region,
      databaseVersion: "POSTGRES_17",
      encryptionKeyName: key.id,
      deletionProtection: true,
      instanceType: source === null ? "CLOUD_SQL_INSTANCE" : "READ_REPLICA_INSTANCE",
      ...(source && {
        masterInstanceName: serverName(siteId({ ...site, name: source.site }), source.generation),
      }),
      settings: this.settings(props),
      dependsOn: [grant, ...props.network.ready],
      lifecycle: { ...keep, ignoreChanges: [...movedBySwitch, ...(site.active ? [] : movedOnStandby)] },
    });
    const contents = password === undefined ? [] : this.contents(server, password);
    lagAlarm(this, props, this.name);
    forgetEarlier(this, generation, {
      google_sql_database_instance: ["server"],
      // Only a first generation ever had them: the group's first primary.
      ...(site.origin && { google_sql_user: ["administrator"], google_sql_database: ["app"] }),
    });
    this.host = server.privateIpAddress;
    this.ready = [server, ...contents];
  }

  /** One builder for primary and replica: they may differ in nothing but backups, or a switch would change more. */
  private settings({
    site,
    size,
    network,
    retentionDays = defaultRetentionDays,
  }: DatabaseProps<GcpSite>): SqlDatabaseInstanceSettings {
    return {
      tier: tier[size],
      edition: "ENTERPRISE_PLUS",
      availabilityType: "REGIONAL",
      diskType: "PD_SSD",
      diskSize: diskSize[size],
      diskAutoresize: true,
      dataCacheConfig: { dataCacheEnabled: true },
      deletionProtectionEnabled: true,
      retainBackupsOnDelete: true,
      ipConfiguration: {
        ipv4Enabled: false,
        privateNetwork: network.id,
        sslMode: "ENCRYPTED_ONLY",
        enablePrivatePathForGoogleCloudServices: true,
      },
      ...(site.active && {
        backupConfiguration: {
          enabled: true,
          pointInTimeRecoveryEnabled: true,
          transactionLogRetentionDays: retentionDays,
          backupRetentionSettings: { retainedBackups: retentionDays, retentionUnit: "COUNT" },
        },
      }),
      insightsConfig: { queryInsightsEnabled: true, queryPlansPerMinute: 5, queryStringLength: 1024 },
      maintenanceWindow: { day: weekday[maintenance.day], hour: maintenance.startHour, updateTrack: "stable" },
      databaseFlags: Object.entries(flags).map(([name, value]) => ({ name, value })),
      userLabels: { ...site.tags },
    };
  }

  /** What a replica receives by replication and so never declares. Neither is ever dropped with its resource. */
  private contents(
    server: SqlDatabaseInstance,
    password: NonNullable<DatabaseProps["password"]>,
  ): ITerraformDependable[] {
    const app = new SqlDatabase(this, "app", {
      name: databaseName,
      instance: server.name,
      deletionPolicy: "ABANDON",
      lifecycle: keep,
    });
    const user = new SqlUser(this, "administrator", {
      name: administrator,
      instance: server.name,
      passwordWo: password.value,
      passwordWoVersion: password.version,
      deletionPolicy: "ABANDON",
    });
    return [app, user];
  }
}
