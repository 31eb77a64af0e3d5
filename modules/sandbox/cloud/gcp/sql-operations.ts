import type { Fields, Value } from "../../protocol/values";
import {
  type Consequence,
  type Context,
  type Operation,
  type OperationContext,
  Refusal,
  type Thing,
} from "../behaviour";
import { blockOf } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import {
  designated,
  hasRecovery,
  instanceOf,
  instanceType,
  isReplica,
  replication,
  returnsTo,
  withBackupsOf,
  withoutBackups,
} from "./sql-roles";

const takes = { project: "the project", instance: "the instance" } as const;

type Given = Readonly<Record<string, string>>;

const region = ({ instance = "" }: Given, context: Context) => instanceOf(context, instance)?.region ?? null;

const invalid = (message: string) => new Refusal(googleError(400, `Invalid request: ${message}`, "invalid"));

function found(context: Context, name: string): Thing {
  const instance = instanceOf(context, name);
  if (instance !== undefined) return instance;
  throw new Refusal(googleError(404, `The Cloud SQL instance does not exist: ${name}.`, "instanceDoesNotExist"));
}

const alter = ({ id }: Thing, attributes: Fields): Consequence => ({ type: instanceType, id, attributes });

/** The pair of which an instance is the replica. @throws Refusal when it is none */
function pairOf(context: Context, name: string): { readonly replica: Thing; readonly primary: Thing } {
  const replica = found(context, name);
  if (!isReplica(replica.attributes)) throw invalid(`The instance ${name} is not a read replica.`);
  return { replica, primary: found(context, textOf(replica.attributes, "master_instance_name")) };
}

function requireDesignated(primary: Thing, replica: Thing): void {
  if (designated(primary.attributes) !== replica.id)
    throw invalid(`${replica.id} is not the designated disaster recovery replica of ${primary.id}.`);
}

const qualified = (instance: Thing) => `${textOf(instance.attributes, "project")}:${instance.id}`;

/** Roles change within the pair, without loss: both must answer. */
const switchover: Operation = {
  takes: { ...takes, instance: "the replica that becomes the primary" },
  region,
  run: async ({ instance: name = "" }, context) => {
    const { replica, primary } = pairOf(context, name);
    requireDesignated(primary, replica);
    const [mine, theirs] = await Promise.all([name, primary.id].map((server) => context.databases.status(server)));
    // A run that was killed after the servers changed places finds them so.
    const isDone = mine?.role === "primary" && theirs?.role === "replica";
    if (!isDone) {
      if (mine?.running !== true || theirs?.running !== true)
        throw invalid(
          `The primary instance ${primary.id} and the replica ${name} must both be running for a switchover.`,
        );
      await context.databases.switchover(primary.id, name);
    }
    await context.change([
      alter(replica, {
        ...replication({ replicas: [primary.id], designated: qualified(primary) }),
        ...withBackupsOf(replica.attributes, primary.attributes),
      }),
      alter(primary, { ...replication({ follows: name }), ...withoutBackups(primary.attributes) }),
    ]);
    return { operationType: "SWITCHOVER", status: "DONE", targetId: name };
  },
};

/** A replica becomes a primary by itself. With `failover=true` the old primary follows it once its region is back. */
const promote: Operation = {
  takes: { ...takes, instance: "the replica that becomes a primary", failover: "true or false" },
  region,
  run: async ({ instance: name = "", failover }, context) => {
    const { replica, primary } = pairOf(context, name);
    if (failover === "true") requireDesignated(primary, replica);
    if ((await context.databases.status(name))?.role === "replica") await context.databases.promote(name);
    await context.change([
      alter(replica, {
        ...replication({ replicas: [], designated: "" }),
        ...withBackupsOf(replica.attributes, primary.attributes),
      }),
      ...(failover === "true" ? [alter(primary, { [returnsTo]: name })] : []),
    ]);
    return { operationType: "PROMOTE_REPLICA", status: "DONE", targetId: name };
  },
};

const patch: Operation = {
  takes: { ...takes, failoverDrReplicaName: "the replica to fail over to; empty for none" },
  region,
  run: async ({ instance: name = "", failoverDrReplicaName: wanted = "" }, context) => {
    const primary = found(context, name);
    const before = instanceOf(context, designated(primary.attributes));
    const replica = wanted === "" ? undefined : found(context, wanted.split(":").at(-1) ?? "");
    if (isReplica(primary.attributes)) throw invalid(`The instance ${name} is a read replica.`);
    if (replica !== undefined) {
      if (textOf(replica.attributes, "master_instance_name") !== name)
        throw invalid(`${replica.id} is not a direct read replica of ${name}.`);
      if (replica.region === primary.region) throw invalid(`${replica.id} must be in another region than ${name}.`);
      const editions = [primary, replica].map(({ attributes }) => textOf(blockOf(attributes, "settings"), "edition"));
      if (editions.some((edition) => edition !== "ENTERPRISE_PLUS"))
        throw invalid("Both instances must be of Cloud SQL Enterprise Plus edition.");
      if (!hasRecovery(primary.attributes)) throw invalid(`Point-in-time recovery must be enabled on ${name}.`);
    }
    const cluster = (isDr: boolean, to: string): Fields => ({
      replication_cluster: [{ dr_replica: isDr, failover_dr_replica_name: to, psa_write_endpoint: "" }],
    });
    await context.change([
      ...(before === undefined ? [] : [alter(before, cluster(false, ""))]),
      ...(replica === undefined ? [] : [alter(replica, cluster(true, ""))]),
      alter(primary, cluster(false, replica === undefined ? "" : qualified(replica))),
    ]);
    return { operationType: "UPDATE", status: "DONE", targetId: name };
  },
};

/** An old primary follows who took over from it; what it alone had is lost. In bytes. */
async function rejoin(old: Thing, context: OperationContext): Promise<number> {
  const source = found(context, textOf(old.attributes, returnsTo));
  const status = await context.databases.status(old.id);
  const lost = status?.role === "replica" ? 0 : await context.databases.rejoin(old.id, source.id);
  await context.change([
    alter(old, { ...replication({ follows: source.id }), ...withoutBackups(old.attributes), [returnsTo]: null }),
    alter(source, replication({ replicas: [old.id], designated: qualified(old) })),
  ]);
  return lost;
}

/** What Cloud SQL does by itself once the region of an old primary is back after a failover. */
export async function sqlReturned(region: string, context: OperationContext): Promise<void> {
  const old = context
    .near(instanceType)
    .filter((instance) => instance.region === region && textOf(instance.attributes, returnsTo) !== "");
  for (const instance of old) await rejoin(instance, context);
}

/** The same, when somebody does not wait for it. */
const reattach: Operation = {
  takes: { ...takes, instance: "the old primary, whose region is back" },
  region,
  run: async ({ instance: name = "" }, context) => {
    const lostBytes = await rejoin(found(context, name), context);
    return { operationType: "RECREATE_REPLICA", status: "DONE", targetId: name, lostBytes };
  },
};

function described(instance: Thing): Value {
  const { attributes } = instance;
  const settings = blockOf(attributes, "settings");
  const backup = blockOf(settings, "backup_configuration");
  return {
    name: instance.id,
    region: instance.region,
    state: "RUNNABLE",
    instanceType: attributes["instance_type"] ?? null,
    databaseVersion: attributes["database_version"] ?? null,
    masterInstanceName: attributes["master_instance_name"] ?? null,
    replicaNames: attributes["replica_names"] ?? [],
    replicationCluster: {
      failoverDrReplicaName: blockOf(attributes, "replication_cluster")["failover_dr_replica_name"] ?? "",
      drReplica: blockOf(attributes, "replication_cluster")["dr_replica"] ?? false,
    },
    settings: {
      edition: settings["edition"] ?? null,
      tier: settings["tier"] ?? null,
      availabilityType: settings["availability_type"] ?? null,
      backupConfiguration: {
        enabled: backup["enabled"] ?? false,
        pointInTimeRecoveryEnabled: backup["point_in_time_recovery_enabled"] ?? false,
      },
    },
  };
}

const get: Operation = {
  takes,
  looks: true,
  region,
  run: ({ instance: name = "" }, context) => Promise.resolve(described(found(context, name))),
};

/** The metric `cloudsql.googleapis.com/database/replication/replica_lag`, seconds; no series while there is none. */
const lag: Operation = {
  takes,
  looks: true,
  region,
  run: async ({ instance: name = "" }, context) => {
    const seconds = (await context.databases.status(found(context, name).id))?.lag?.seconds;
    return { timeSeries: seconds === undefined ? [] : [{ points: [{ value: { doubleValue: seconds } }] }] };
  },
};

/** What the Cloud SQL Admin API does to a pair. */
export const sqlOperations: Readonly<Record<string, Operation>> = {
  "sqladmin:instances.get": get,
  "sqladmin:instances.patch": patch,
  "sqladmin:instances.promoteReplica": promote,
  "sqladmin:instances.switchover": switchover,
  "monitoring:timeSeries.list": lag,
  "sandbox:reattach": reattach,
};
