import type { Fields, Value } from "../../protocol/values";
import type { Context, Thing } from "../behaviour";
import { blockOf } from "../lookups";
import { textOf } from "../values";

/** The type of a Cloud SQL instance; its id is its name. */
export const instanceType = "google_sql_database_instance";

/** In the cloud alone: the primary that an instance shall follow once its region is back. */
export const returnsTo = "returns_to";

/** An instance by its name. */
export function instanceOf(context: Pick<Context, "find">, name: string): Thing | undefined {
  return context.find(instanceType, name);
}

/** Whether an instance follows another. */
export function isReplica(instance: Fields): boolean {
  return (
    textOf(instance, "instance_type") === "READ_REPLICA_INSTANCE" || textOf(instance, "master_instance_name") !== ""
  );
}

/** The replica that a primary is told to fail over to, by its name alone. */
export function designated(instance: Fields): string {
  return textOf(blockOf(instance, "replication_cluster"), "failover_dr_replica_name").split(":").at(-1) ?? "";
}

/** What a block of a single body looks like in a state. */
const block = (body: Fields): Value => [body];

/** How the API describes a replica of PostgreSQL, whose replica configuration has nothing in it. */
const replicaConfiguration: Fields = {
  ca_certificate: "",
  cascadable_replica: false,
  client_certificate: "",
  client_key: "",
  connect_retry_interval: 0,
  dump_file_path: "",
  failover_target: false,
  master_heartbeat_period: 0,
  password: "",
  ssl_cipher: "",
  username: "",
  verify_server_certificate: false,
};

/** What ties an instance to others; a name of a designated replica is `project:name`. */
export function replication(
  role: { readonly follows: string } | { readonly replicas: readonly string[]; readonly designated: string },
): Fields {
  if ("follows" in role)
    return {
      instance_type: "READ_REPLICA_INSTANCE",
      master_instance_name: role.follows,
      replica_configuration: block(replicaConfiguration),
      replica_names: [],
      replication_cluster: block({ dr_replica: true, failover_dr_replica_name: "", psa_write_endpoint: "" }),
    };
  return {
    instance_type: "CLOUD_SQL_INSTANCE",
    master_instance_name: "",
    replica_configuration: [],
    replica_names: role.replicas,
    replication_cluster: block({
      dr_replica: false,
      failover_dr_replica_name: role.designated,
      psa_write_endpoint: "",
    }),
  };
}

const changed = (instance: Fields, backup: Fields): Value => {
  const settings = blockOf(instance, "settings");
  return block({ ...settings, backup_configuration: block(backup) });
};

/** A replica keeps no backups: its settings then are the API's own (recorded with provider 6.50.0). */
export function withoutBackups(instance: Fields): Fields {
  const backup = blockOf(instance, "settings", "backup_configuration");
  const retention = blockOf(backup, "backup_retention_settings");
  const off = {
    ...backup,
    enabled: false,
    location: "",
    point_in_time_recovery_enabled: false,
    backup_retention_settings: block({ ...retention, retained_backups: 7, retention_unit: "COUNT" }),
  };
  return { settings: changed(instance, off) };
}

/** Whoever becomes the primary has the backups that its predecessor had: recovery in time is a condition of the pair. */
export function withBackupsOf(instance: Fields, predecessor: Fields): Fields {
  return { settings: changed(instance, blockOf(predecessor, "settings", "backup_configuration")) };
}

/** Whether backups and recovery in time are on. */
export function hasRecovery(instance: Fields): boolean {
  const backup = blockOf(instance, "settings", "backup_configuration");
  return backup["enabled"] === true && backup["point_in_time_recovery_enabled"] === true;
}
