import type { DatabaseServers } from "../../postgres/contract";
import { type Fields, isList } from "../../protocol/values";
import type { Behaviour, Consequence, Context, DatabaseWork, Service } from "../behaviour";
import { blockOf, differs } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { named } from "./named";
import { benchmarkAddress, projectNumber, projectOf } from "./names";
import { deletedType, failed, nameRestMilliseconds, sqlRefuses, taken } from "./sql-refusals";
import { instanceOf, instanceType, isReplica, replication, withoutBackups } from "./sql-roles";

const api = "https://sqladmin.googleapis.com/sql/v1beta4/";

const listOf = (fields: Fields, name: string) => {
  const value = fields[name] ?? null;
  return isList(value) ? value.filter((one) => typeof one === "string") : [];
};

function gives(asked: Fields, context: Context): Fields {
  const name = textOf(asked, "name");
  const project = projectOf(asked, context);
  const region = textOf(asked, "region") || (context.place.region ?? "");
  const master = textOf(asked, "master_instance_name");
  const ip = blockOf(asked, "settings", "ip_configuration");
  const address = benchmarkAddress(context.digits, project, name);
  const isPublic = ip["ipv4_enabled"] !== false;
  const settings = {
    activation_policy: "ALWAYS",
    connector_enforcement: "NOT_REQUIRED",
    disk_autoresize_limit: 0,
    disk_size: 10,
    edition: "ENTERPRISE",
    effective_availability_type: textOf(blockOf(asked, "settings"), "availability_type") || "ZONAL",
    enable_google_ml_integration: false,
    enable_dataplex_integration: false,
    pricing_plan: "PER_USE",
    user_labels: {},
    version: 1,
    location_preference: [],
    backup_configuration: [
      { backup_retention_settings: [], transaction_log_retention_days: 7, start_time: "", location: "" },
    ],
    ip_configuration: [{ server_ca_mode: "GOOGLE_MANAGED_INTERNAL_CA", ssl_mode: "ALLOW_UNENCRYPTED_AND_ENCRYPTED" }],
  };
  return {
    id: name,
    project,
    region,
    connection_name: `${project}:${region}:${name}`,
    dns_name: "",
    dns_names: [],
    encryption_key_name: "",
    first_ip_address: address,
    private_ip_address: isPublic ? "" : address,
    public_ip_address: isPublic ? address : "",
    ip_address: [{ ip_address: address, time_to_retire: "", type: isPublic ? "PRIMARY" : "PRIVATE" }],
    maintenance_version: `${textOf(asked, "database_version")}.R20250112.01_00`,
    available_maintenance_versions: [],
    node_count: 0,
    psc_service_attachment_link: "",
    self_link: `${api}projects/${project}/instances/${name}`,
    server_ca_cert: [],
    service_account_email_address: `p${projectNumber(project, context)}-${context.digits(6, "sql", name)}@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
    settings: [settings],
    ...replication(master === "" ? { replicas: [], designated: "" } : { follows: master }),
    ...(master !== "" && {
      replication_cluster: [{ dr_replica: false, failover_dr_replica_name: "", psa_write_endpoint: "" }],
    }),
  };
}

/** What the provider and then Cloud SQL itself say to a deletion. */
function keeps(there: Fields): string | undefined {
  if (there["deletion_protection"] === true)
    return "Error, failed to delete instance because deletion_protection is set to true. Set it to false to proceed with instance deletion";
  if (blockOf(there, "settings")["deletion_protection_enabled"] === true)
    return googleError(
      400,
      "The instance is protected. Please disable the deletion protection and try again. To disable deletion protection, update the instance settings with deletionProtectionEnabled set to false.",
      "invalidRequest",
    );
  const replicas = listOf(there, "replica_names");
  return replicas.length === 0
    ? undefined
    : googleError(
        400,
        `Invalid request: Instance ${textOf(there, "name")} has replicas (${replicas.join(", ")}); delete them first.`,
        "invalid",
      );
}

/**
 * What the provider does when an instance that follows shall be a primary: Switchover if its new replicas hold the old
 * primary, PromoteReplica without `failover` otherwise, which breaks the pair (provider 6.50.0, resource_sql_database_instance.go).
 */
function turn(after: Fields, before: Fields): "switchover" | "promote" | undefined {
  if (!isReplica(before)) return undefined;
  const dropped = differs(after, before, "replica_configuration") && listLength(after, "replica_configuration") === 0;
  if (textOf(after, "instance_type") !== "CLOUD_SQL_INSTANCE" && !dropped) return undefined;
  return listOf(after, "replica_names").includes(textOf(before, "master_instance_name")) ? "switchover" : "promote";
}

function listLength(fields: Fields, name: string): number {
  const value = fields[name] ?? null;
  return isList(value) ? value.length : 0;
}

function becomes(asked: Fields, _: Context, before: Fields): Fields {
  switch (turn(asked, before)) {
    case "switchover":
      return { ...asked, ...replication({ replicas: [textOf(before, "master_instance_name")], designated: "" }) };
    case "promote":
      return { ...asked, ...replication({ replicas: [], designated: "" }) };
    case undefined:
      return asked;
  }
}

/** A primary knows its replicas. */
function consequences(after: Fields | undefined, context: Context, before: Fields | undefined): readonly Consequence[] {
  const [was, is] = [before, after].map((one) => textOf(one ?? {}, "master_instance_name"));
  const name = textOf(after ?? before ?? {}, "name");
  if (was === is) return [];
  const left = instanceOf(context, was ?? "");
  const joined = instanceOf(context, is ?? "");
  const isSwitch = after !== undefined && listOf(after, "replica_names").includes(was ?? "");
  return [
    ...(left === undefined
      ? []
      : [
          {
            type: instanceType,
            id: left.id,
            attributes: isSwitch
              ? { ...replication({ follows: name }), ...withoutBackups(left.attributes) }
              : { replica_names: listOf(left.attributes, "replica_names").filter((one) => one !== name) },
          },
        ]),
    ...(joined === undefined
      ? []
      : [
          {
            type: instanceType,
            id: joined.id,
            attributes: { replica_names: [...listOf(joined.attributes, "replica_names"), name] },
          },
        ]),
  ];
}

async function make(servers: DatabaseServers, name: string, master: string): Promise<void> {
  if ((await servers.status(name)) !== undefined) return;
  await (master === "" ? servers.createPrimary(name) : servers.createReplica(name, master));
}

function databases(after: Fields | undefined, _: Context, before: Fields | undefined): DatabaseWork | undefined {
  const name = textOf(after ?? before ?? {}, "name");
  const master = textOf(before ?? after ?? {}, "master_instance_name");
  if (after === undefined) return (servers) => servers.remove(name);
  if (before === undefined) return (servers) => make(servers, name, master);
  switch (textOf(after, "master_instance_name") === master ? undefined : turn(after, before)) {
    case "switchover":
      return (servers) => servers.switchover(master, name);
    case "promote":
      return (servers) => servers.promote(name);
    case undefined:
      return undefined;
  }
}

const instance: Behaviour = {
  gives,
  refuses: sqlRefuses,
  keeps,
  becomes,
  consequences,
  databases,
  leaves: (there) => ({
    type: deletedType,
    id: textOf(there, "name"),
    attributes: { until: Date.now() + nameRestMilliseconds },
  }),
};

/** Cloud SQL instances. */
export const sql: Service = {
  [instanceType]: named({ id: "{name}", taken: (_, asked) => failed(asked, taken) }, instance),
};
