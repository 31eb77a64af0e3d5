import { z } from "zod";
import { groupId, siteId } from "../../core/naming";
import type { Operator, PairStatus, Target, VendorAction } from "../contract";
import { read, text, type Transport } from "./transport";

/** The node pool of a site (modules/cluster/gcp-nodes.ts). */
const nodePool = "nodes";

const instance = z.object({
  state: text,
  instanceType: text,
  masterInstanceName: text,
  replicationCluster: z.object({ drReplica: z.boolean().optional(), failoverDrReplicaName: text }).optional(),
});

const pool = z.object({
  status: text,
  autoscaling: z.looseObject({ totalMinNodeCount: z.number().optional(), totalMaxNodeCount: z.number().optional() }),
});

const records = z.object({
  rrsets: z.array(
    z.looseObject({
      name: z.string(),
      type: z.string(),
      routingPolicy: z
        .looseObject({ primaryBackup: z.looseObject({ trickleTraffic: z.number().optional() }).optional() })
        .optional(),
    }),
  ),
});

/** Cloud Monitoring's REST API writes 64-bit numbers as text. */
const points = z.object({
  timeSeries: z
    .array(
      z.object({
        points: z.array(
          z.object({
            value: z.object({ doubleValue: z.number().optional(), int64Value: z.coerce.number().optional() }),
          }),
        ),
      }),
    )
    .default([]),
});

const idOf = ({ environment, group, site }: Target) => siteId({ environment, group, name: site });

const minute = 60_000;

const instanceName = ({ account, database }: Target) => ({ project: account, instance: database });

const poolName = (target: Target) => ({
  project: target.account,
  location: target.region,
  cluster: idOf(target),
  nodePool,
});

const recordName = (target: Target) => ({ project: target.account, managedZone: groupId(target), name: target.name });

const designated = ({ account, database }: Target) => `${account}:${database}`;

/** Nothing trickles past an origin that is active; everything does past one that is not. */
const trickleTo = ({ origin }: Target) => (origin ? 0 : 1);

/** Cloud SQL advanced disaster recovery, a routing policy of Cloud DNS, and node pools of GKE. */
export class GcpOperator implements Operator {
  constructor(private readonly transport: Transport) {}

  async perform(action: VendorAction, signal: AbortSignal): Promise<void> {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity": {
        const { autoscaling } = await this.pool(action.site, signal);
        return this.send("container:nodePools.setAutoscaling", action.site.region, signal, {
          ...poolName(action.site),
          autoscaling: { ...autoscaling, enabled: true, totalMinNodeCount: action.minimumNodes },
        });
      }
      case "close-gate":
        return this.leadTo(action.keepOpen, signal);
      case "open-gate":
        return this.leadTo(action.site, signal);
      case "switch-database":
        return this.send("sqladmin:instances.switchover", action.to.region, signal, instanceName(action.to));
      case "promote-database":
        return this.send("sqladmin:instances.promoteReplica", action.to.region, signal, {
          ...instanceName(action.to),
          failover: true,
        });
      case "designate-replica":
        return this.send("sqladmin:instances.patch", action.source.region, signal, {
          ...instanceName(action.source),
          replicationCluster: { failoverDrReplicaName: designated(action.site) },
        });
      case "rejoin-database":
      case "rebuild-database":
        // Cloud SQL takes a lost primary back by itself; a rebuilt one has a new name and is Terraform's to make.
        return;
    }
  }

  async isDone(action: VendorAction, signal: AbortSignal): Promise<boolean> {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity": {
        const { status, autoscaling } = await this.pool(action.site, signal);
        return status === "RUNNING" && autoscaling.totalMinNodeCount === action.minimumNodes;
      }
      case "close-gate":
        return this.leadsTo(action.keepOpen, signal);
      case "open-gate":
        return this.leadsTo(action.site, signal);
      case "switch-database":
      case "promote-database": {
        const { state, instanceType } = await this.instance(action.to, signal);
        return state === "RUNNABLE" && instanceType === "CLOUD_SQL_INSTANCE";
      }
      case "designate-replica": {
        const { replicationCluster } = await this.instance(action.source, signal);
        return replicationCluster?.failoverDrReplicaName === designated(action.site);
      }
      case "rejoin-database": {
        const { state, masterInstanceName } = await this.instance(action.site, signal);
        // With the project in front or without: the API has answered both.
        return state === "RUNNABLE" && masterInstanceName?.split(":").at(-1) === action.source.database;
      }
      case "rebuild-database":
        return true;
    }
  }

  async look(from: Target, to: Target, signal: AbortSignal): Promise<PairStatus> {
    const { state, instanceType, replicationCluster } = await this.instance(to, signal);
    const isWriter = instanceType === "CLOUD_SQL_INSTANCE";
    return {
      writer: isWriter ? to.site : from.site,
      armed: isWriter || replicationCluster?.drReplica === true,
      lagSeconds: await this.lag(to, signal),
      problems: state === "RUNNABLE" ? [] : [`${to.database} is ${state ?? "in no state"}`],
    };
  }

  /** The newest of the last minutes (Cloud Monitoring, database/replication/replica_lag, seconds). */
  private async lag(target: Target, signal: AbortSignal): Promise<number | null> {
    const method = "monitoring:timeSeries.list";
    const now = Date.now();
    const answer = await this.ask(method, target.region, signal, {
      ...instanceName(target),
      metric: "cloudsql.googleapis.com/database/replication/replica_lag",
      startTime: new Date(now - 5 * minute).toISOString(),
      endTime: new Date(now).toISOString(),
    });
    const [newest] = read(points, answer, method).timeSeries.flatMap((series) => series.points);
    return newest?.value.doubleValue ?? newest?.value.int64Value ?? null;
  }

  private async instance(target: Target, signal: AbortSignal) {
    const method = "sqladmin:instances.get";
    return read(instance, await this.ask(method, target.region, signal, instanceName(target)), method);
  }

  private async pool(target: Target, signal: AbortSignal) {
    const method = "container:nodePools.get";
    return read(pool, await this.ask(method, target.region, signal, poolName(target)), method);
  }

  private async record(target: Target, signal: AbortSignal) {
    const method = "dns:resourceRecordSets.list";
    const { rrsets } = read(records, await this.ask(method, null, signal, recordName(target)), method);
    const record = rrsets.find(({ routingPolicy }) => routingPolicy?.primaryBackup !== undefined);
    if (record === undefined)
      throw new Error(
        `no record of zone ${groupId(target)} has a primary and a backup; deploy the group's traffic stack first`,
      );
    return record;
  }

  private async leadsTo(target: Target, signal: AbortSignal): Promise<boolean> {
    const { routingPolicy } = await this.record(target, signal);
    return (routingPolicy?.primaryBackup?.trickleTraffic ?? 0) === trickleTo(target);
  }

  /** The two gates are one number: what trickles past the origin even while it answers. */
  private async leadTo(target: Target, signal: AbortSignal): Promise<void> {
    const record = await this.record(target, signal);
    const primaryBackup = { ...record.routingPolicy?.primaryBackup, trickleTraffic: trickleTo(target) };
    return this.send("dns:resourceRecordSets.patch", null, signal, {
      ...recordName(target),
      record: { ...record, routingPolicy: { ...record.routingPolicy, primaryBackup } },
    });
  }

  private ask(method: string, region: string | null, signal: AbortSignal, input: Readonly<Record<string, unknown>>) {
    return this.transport.send({ method, region, input }, signal);
  }

  private async send(...call: Parameters<GcpOperator["ask"]>): Promise<void> {
    await this.ask(...call);
  }
}
