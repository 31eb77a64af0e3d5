import { z } from "zod";
import type { Fields, Value } from "../../protocol/values";
import { type Context, type Operation, type OperationContext, Refusal, type Thing } from "../behaviour";
import { textOf } from "../values";
import { apiError } from "./errors";
import { clusterOf, globalType, leftBehindOf, type Member, membersOf, withMembers } from "./members";
import { lastOfArn } from "./names";

type Given = Readonly<Record<string, string>>;

/** The calls of this file, as errors name them. */
function refuse(method: string, code: string, says: string): Refusal {
  return new Refusal(apiError({ doing: "", call: `RDS: ${method}`, code, says }));
}

const takes = {
  region: "whose endpoint is called: one in which the global database has a member",
  GlobalClusterIdentifier: "the global database",
} as const;

const target = { ...takes, TargetDbClusterIdentifier: "the ARN of the member that is to take writes" } as const;
const member = { ...takes, DbClusterIdentifier: "the ARN of the member" } as const;

const regionGiven = ({ region = "" }: Given) => region;

function globalOf(given: Given, context: Context, method: string): Thing {
  const name = given["GlobalClusterIdentifier"] ?? "";
  const global = context.find(globalType, name);
  if (global === undefined) throw refuse(method, "GlobalClusterNotFoundFault", `Global cluster ${name} not found`);
  return global;
}

/** A global database with the member that a call is about. */
function about(given: Given, argument: string, context: Context, method: string) {
  const global = globalOf(given, context, method);
  const arn = given[argument] ?? "";
  const members = membersOf(context, global);
  const cluster = clusterOf(context, arn);
  if (cluster === undefined) throw refuse(method, "DBClusterNotFoundFault", `DBCluster ${lastOfArn(arn)} not found.`);
  return { global, arn, members, name: lastOfArn(arn), isMember: members.some((one) => one.arn === arn) };
}

const notMember = (method: string, name: string, global: Thing) =>
  refuse(method, "InvalidParameterValue", `Cluster ${name} is not found in global cluster ${global.id}`);

const writerAmong = (members: readonly Member[]) => members.find(({ isWriter }) => isWriter)?.arn ?? "";

const led = (members: readonly Member[], writer: string) =>
  members.map(({ arn }) => ({ arn, isWriter: arn === writer }));

const isAvailable = async (context: OperationContext, name: string) =>
  (await context.databases.status(name))?.running === true;

/** Exchanges the roles of a pair that is well: nothing is lost. */
const switchover: Operation = {
  takes: target,
  region: regionGiven,
  run: async (given, context) => {
    const method = "SwitchoverGlobalCluster";
    const { global, arn, members, name, isMember } = about(given, "TargetDbClusterIdentifier", context, method);
    if (!isMember) throw notMember(method, name, global);
    const writer = writerAmong(members);
    if (writer === arn)
      throw refuse(method, "InvalidDBClusterStateFault", `${name} is already the primary cluster of ${global.id}`);
    const status = await context.databases.status(name);
    // A switch that was cut off after the servers had changed places is only written down.
    if (status?.role !== "primary") {
      for (const one of [lastOfArn(writer), name])
        if (!(await isAvailable(context, one)))
          throw refuse(method, "InvalidDBClusterStateFault", `DB cluster ${one} is not in the available state.`);
      await context.databases.switchover(lastOfArn(writer), name);
    }
    await context.change([withMembers(global, led(members, arn))]);
    return described(global, context);
  },
};

/** Makes a secondary the writer, whatever it has not got yet; the old writer is left behind until it answers again. */
const failover: Operation = {
  takes: { ...target, AllowDataLoss: "true: the call is refused without" },
  region: regionGiven,
  run: async (given, context) => {
    const method = "FailoverGlobalCluster";
    const { global, arn, members, name, isMember } = about(given, "TargetDbClusterIdentifier", context, method);
    if (!isMember) throw notMember(method, name, global);
    const writer = writerAmong(members);
    if (writer === arn)
      throw refuse(method, "InvalidDBClusterStateFault", `${name} is already the primary cluster of ${global.id}`);
    if (given["AllowDataLoss"] !== "true")
      throw refuse(
        method,
        "InvalidParameterCombination",
        "AllowDataLoss must be true; to lose nothing, call SwitchoverGlobalCluster",
      );
    if (!(await isAvailable(context, name)))
      throw refuse(method, "InvalidDBClusterStateFault", `DB cluster ${name} is not in the available state.`);
    if ((await context.databases.status(name))?.role === "replica") await context.databases.promote(name);
    const left = members.filter((one) => one.arn !== writer);
    await context.change([withMembers(global, led(left, arn), [...leftBehindOf(global), writer])]);
    return described(global, context);
  },
};

/** Ends a cluster's membership: from then on it stands alone, and takes writes. */
const removal: Operation = {
  takes: member,
  region: regionGiven,
  run: async (given, context) => {
    const method = "RemoveFromGlobalCluster";
    const { global, arn, members, name, isMember } = about(given, "DbClusterIdentifier", context, method);
    const behind = leftBehindOf(global);
    if (!isMember && !behind.includes(arn)) throw notMember(method, name, global);
    if (writerAmong(members) === arn && members.length > 1)
      throw refuse(
        method,
        "InvalidGlobalClusterStateFault",
        `${name} is the primary cluster of ${global.id}, which has secondary clusters`,
      );
    if (isMember && (await context.databases.status(name))?.role === "replica") await context.databases.promote(name);
    const left = members.filter((one) => one.arn !== arn);
    await context.change([
      withMembers(
        global,
        left,
        behind.filter((one) => one !== arn),
      ),
    ]);
    return described(global, context);
  },
};

/**
 * What Aurora does by itself once a cluster that a failover left behind answers again: it becomes a secondary of the new
 * writer, and what it alone had is lost.
 */
const reattachment: Operation = {
  takes: member,
  region: regionGiven,
  run: async (given, context) => {
    const method = "ReattachGlobalClusterMember";
    const { global, arn, members, name } = about(given, "DbClusterIdentifier", context, method);
    if (!leftBehindOf(global).includes(arn)) throw notMember(method, name, global);
    const source = lastOfArn(writerAmong(members));
    const status = await context.databases.status(name);
    if (status?.role !== "replica" || status.source !== source) await context.databases.rejoin(name, source);
    const behind = leftBehindOf(global).filter((one) => one !== arn);
    await context.change([withMembers(global, [...members, { arn, isWriter: false }], behind)]);
    return described(global, context);
  },
};

/** Secondaries are connected while both ends run (API: GlobalClusterMemberSynchronizationStatus). */
async function synchronization(context: OperationContext, { arn, isWriter }: Member, writer: string) {
  if (isWriter) return "connected";
  const status = await context.databases.status(lastOfArn(arn));
  const isFed = await isAvailable(context, lastOfArn(writer));
  return status?.running === true && status.source === lastOfArn(writer) && isFed ? "connected" : "pending-resync";
}

async function described({ id }: Pick<Thing, "id">, context: OperationContext): Promise<Value> {
  const global = context.find(globalType, id);
  if (global === undefined) return { GlobalCluster: null };
  return { GlobalCluster: await shown(global, context) };
}

async function shown(global: Thing, context: OperationContext): Promise<Fields> {
  const members = membersOf(context, global);
  const writer = writerAmong(members);
  const listed = await Promise.all(
    members.map(async (one) => ({
      DBClusterArn: one.arn,
      IsWriter: one.isWriter,
      Readers: one.isWriter ? members.filter(({ isWriter }) => !isWriter).map(({ arn }) => arn) : [],
      SynchronizationStatus: await synchronization(context, one, writer),
    })),
  );
  return {
    GlobalClusterIdentifier: global.id,
    GlobalClusterArn: textOf(global.attributes, "arn"),
    Status: "available",
    Engine: textOf(global.attributes, "engine"),
    EngineVersion: textOf(global.attributes, "engine_version_actual"),
    Endpoint: textOf(global.attributes, "endpoint"),
    DeletionProtection: global.attributes["deletion_protection"] === true,
    GlobalClusterMembers: listed,
  };
}

const describe: Operation = {
  takes,
  looks: true,
  region: regionGiven,
  run: async (given, context) => ({
    GlobalClusters: [await shown(globalOf(given, context, "DescribeGlobalClusters"), context)],
  }),
};

const queriesShape = z.array(
  z.object({
    Id: z.string(),
    MetricStat: z.object({
      Metric: z.object({
        MetricName: z.literal("AuroraGlobalDBReplicationLag"),
        Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
      }),
    }),
  }),
);

/** How far secondaries are behind, milliseconds: a replica that does not run, and a primary, have no data points. */
const lag: Operation = {
  takes: {
    region: "whose endpoint is called: the one that lags",
    MetricDataQueries: "JSON: queries of AuroraGlobalDBReplicationLag, each with the dimension DBClusterIdentifier",
  },
  looks: true,
  region: regionGiven,
  run: async (given, context) => {
    const queries = queriesShape.parse(JSON.parse(given["MetricDataQueries"] ?? "[]"));
    const results = queries.map(async ({ Id, MetricStat: { Metric } }) => {
      const name = Metric.Dimensions.find((dimension) => dimension.Name === "DBClusterIdentifier")?.Value ?? "";
      const seconds = (await context.databases.status(name))?.lag?.seconds;
      return { Id, Label: Metric.MetricName, Values: seconds === undefined ? [] : [seconds * 1000] };
    });
    return { MetricDataResults: await Promise.all(results) };
  },
};

/** What a global database can be told, and asked. */
export const auroraOperations: Readonly<Record<string, Operation>> = {
  "rds:SwitchoverGlobalCluster": switchover,
  "rds:FailoverGlobalCluster": failover,
  "rds:RemoveFromGlobalCluster": removal,
  "sandbox:ReattachGlobalClusterMember": reattachment,
  "rds:DescribeGlobalClusters": describe,
  "monitoring:GetMetricData": lag,
};
