import type { ITerraformDependable } from "cdktf";
import type { Alerts } from "../alerts/contract";
import type { Size } from "../core/cloud";
import type { GeneratedPassword } from "../core/ephemeral";
import type { Site } from "../core/site";
import type { Key } from "../keys/contract";
import type { Network } from "../network/contract";

/** A private, encrypted PostgreSQL server: the first primary of its group, or a replica that can take over from it. */
export interface Database {
  readonly name: string;
  /** Where the site's own workloads reach it. A switch makes this very server writable: no name moves. */
  readonly host: string;
  readonly port: number;
  /** What must exist before the database takes its password. */
  readonly ready: ITerraformDependable[];
}

/** What a database is a function of. Its role follows from the site: see modules/core/roles.ts. */
export interface DatabaseProps<S extends Site = Site> {
  readonly site: S;
  readonly network: Network;
  /** Encrypts the data, its backups and its query statistics. */
  readonly key: Key;
  readonly alerts: Alerts;
  readonly size: Size;
  /**
   * How many days back a point-in-time recovery of the active site can go.
   * @default 7
   */
  readonly retentionDays?: number;
  /**
   * The administrator's password. Given to a group's first primary alone; every other database has it by replication.
   * @default - none: this database was born from another
   */
  readonly password?: GeneratedPassword;
}

/** How far a replica may fall behind before somebody is woken, in seconds: the RPO. */
export const lagAlarmSeconds = 60;

/** The administrator of every database. */
export const administrator = "understudy";

/** The database that workloads use. */
export const databaseName = "app";

/** The port of PostgreSQL everywhere. */
export const port = 5432;

/** Default of {@link DatabaseProps.retentionDays}. */
export const defaultRetentionDays = 7;

/** The weekly window for the vendor's maintenance, UTC, outside the cluster's own. */
export const maintenance = { day: "Sunday", startHour: 8 } as const;
