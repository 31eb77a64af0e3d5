import { z } from "zod";
import { groupId, siteId } from "../../core/naming";
import type { Operator, PairStatus, Target, VendorAction } from "../contract";
import { read, text, type Transport } from "./transport";

/** The node group that always runs the site's minimum (modules/cluster/aws-nodes.ts). */
const nodegroupName = "base";

const globalClusters = z.object({
  GlobalClusters: z.array(
    z.object({
      Status: text,
      FailoverState: z.object({ Status: text }).nullish(),
      GlobalClusterMembers: z.array(
        z.object({ DBClusterArn: z.string(), IsWriter: z.boolean(), SynchronizationStatus: text }),
      ),
    }),
  ),
});

const nodegroup = z.object({
  nodegroup: z.object({ status: z.string(), scalingConfig: z.object({ minSize: z.number() }) }),
});

const routingControls = z.object({
  RoutingControls: z.array(
    z.object({
      RoutingControlName: z.string(),
      RoutingControlArn: z.string(),
      RoutingControlState: z.enum(["On", "Off"]),
    }),
  ),
});

const datapoints = z.object({ MetricDataResults: z.array(z.object({ Values: z.array(z.number()).default([]) })) });

const idOf = ({ environment, group, site }: Target) => siteId({ environment, group, name: site });

const arnOf = ({ region, account, database }: Target) => `arn:aws:rds:${region}:${account}:cluster:${database}`;

const milliseconds = 1000;
const minute = 60 * milliseconds;

/** Aurora global databases, routing controls of Application Recovery Controller, and EKS node groups. */
export class AwsOperator implements Operator {
  constructor(private readonly transport: Transport) {}

  async perform(action: VendorAction, signal: AbortSignal): Promise<void> {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity": {
        const size = action.minimumNodes;
        return this.send("eks:UpdateNodegroupConfig", action.site.region, signal, {
          clusterName: idOf(action.site),
          nodegroupName,
          scalingConfig: { minSize: size, desiredSize: size, maxSize: size },
        });
      }
      case "close-gate":
        // Both at once: the safety rule refuses a moment in which no gate is open.
        return this.setGates({ [idOf(action.site)]: "Off", [idOf(action.keepOpen)]: "On" }, signal);
      case "open-gate":
        return this.setGates({ [idOf(action.site)]: "On" }, signal);
      case "switch-database":
        return this.send("rds:SwitchoverGlobalCluster", action.to.region, signal, {
          GlobalClusterIdentifier: groupId(action.to),
          TargetDbClusterIdentifier: arnOf(action.to),
        });
      case "promote-database":
        return this.send("rds:FailoverGlobalCluster", action.to.region, signal, {
          GlobalClusterIdentifier: groupId(action.to),
          TargetDbClusterIdentifier: arnOf(action.to),
          AllowDataLoss: true,
        });
      case "rebuild-database":
        return this.send("rds:RemoveFromGlobalCluster", action.source.region, signal, {
          GlobalClusterIdentifier: groupId(action.source),
          DbClusterIdentifier: arnOf(action.site),
        });
      case "rejoin-database":
      case "designate-replica":
        // Aurora takes a lost primary back by itself, and every secondary of a global database can take over.
        return;
    }
  }

  async isDone(action: VendorAction, signal: AbortSignal): Promise<boolean> {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity": {
        const { nodegroup: group } = read(
          nodegroup,
          await this.ask("eks:DescribeNodegroup", action.site.region, signal, {
            clusterName: idOf(action.site),
            nodegroupName,
          }),
          "eks:DescribeNodegroup",
        );
        return group.status === "ACTIVE" && group.scalingConfig.minSize === action.minimumNodes;
      }
      case "close-gate": {
        const gates = await this.gates(signal);
        return gates.get(idOf(action.site))?.state === "Off" && gates.get(idOf(action.keepOpen))?.state === "On";
      }
      case "open-gate":
        return (await this.gates(signal)).get(idOf(action.site))?.state === "On";
      case "switch-database":
      case "promote-database": {
        const cluster = await this.globalCluster(action.to, signal);
        const settled = cluster.FailoverState?.Status === undefined;
        return (
          settled && cluster.GlobalClusterMembers.some((one) => one.IsWriter && one.DBClusterArn === arnOf(action.to))
        );
      }
      case "rejoin-database": {
        const { GlobalClusterMembers: members } = await this.globalCluster(action.source, signal);
        const member = members.find((one) => one.DBClusterArn === arnOf(action.site));
        return member !== undefined && !member.IsWriter && member.SynchronizationStatus === "connected";
      }
      case "rebuild-database": {
        const { GlobalClusterMembers: members } = await this.globalCluster(action.source, signal);
        return members.every((one) => one.DBClusterArn !== arnOf(action.site));
      }
      case "designate-replica":
        return true;
    }
  }

  async look(from: Target, to: Target, signal: AbortSignal): Promise<PairStatus> {
    const { GlobalClusterMembers: members, FailoverState: state } = await this.globalCluster(to, signal);
    const writer = members.find(({ IsWriter }) => IsWriter)?.DBClusterArn;
    const standby = members.find(({ DBClusterArn }) => DBClusterArn === arnOf(to));
    const problems = [
      ...(standby === undefined ? [`${to.database} is no member of the global database ${groupId(to)}`] : []),
      ...(state?.Status === undefined ? [] : [`the global database is ${state.Status}`]),
    ];
    return {
      writer: [from, to].find((target) => arnOf(target) === writer)?.site ?? null,
      armed: standby !== undefined,
      lagSeconds: await this.lag(to, signal),
      problems,
    };
  }

  /** The newest of the last minutes, from the region that lags (CloudWatch, AuroraGlobalDBReplicationLag, milliseconds). */
  private async lag(to: Target, signal: AbortSignal): Promise<number | null> {
    const method = "monitoring:GetMetricData";
    const now = Date.now();
    const answer = await this.ask(method, to.region, signal, {
      StartTime: new Date(now - 5 * minute),
      EndTime: new Date(now),
      ScanBy: "TimestampDescending",
      MetricDataQueries: [
        {
          Id: "lag",
          MetricStat: {
            Metric: {
              Namespace: "AWS/RDS",
              MetricName: "AuroraGlobalDBReplicationLag",
              Dimensions: [{ Name: "DBClusterIdentifier", Value: to.database }],
            },
            Period: 60,
            Stat: "Maximum",
          },
        },
      ],
    });
    const [newest] = read(datapoints, answer, method).MetricDataResults.flatMap(({ Values }) => Values);
    return newest === undefined ? null : newest / milliseconds;
  }

  private async globalCluster(target: Target, signal: AbortSignal) {
    const method = "rds:DescribeGlobalClusters";
    const input = { GlobalClusterIdentifier: groupId(target) };
    const [cluster] = read(globalClusters, await this.ask(method, target.region, signal, input), method).GlobalClusters;
    if (cluster === undefined)
      throw new Error(
        `${method}: there is no global database ${groupId(target)} in ${target.region}; deploy the group first`,
      );
    return cluster;
  }

  private async gates(signal: AbortSignal) {
    const method = "route53-recovery-cluster:ListRoutingControls";
    const { RoutingControls: controls } = read(routingControls, await this.ask(method, null, signal, {}), method);
    return new Map(
      controls.map((one) => [one.RoutingControlName, { arn: one.RoutingControlArn, state: one.RoutingControlState }]),
    );
  }

  private async setGates(states: Readonly<Record<string, "On" | "Off">>, signal: AbortSignal): Promise<void> {
    const gates = await this.gates(signal);
    const entries = Object.entries(states).map(([name, RoutingControlState]) => {
      const gate = gates.get(name);
      if (gate === undefined)
        throw new Error(`there is no routing control ${name}; deploy the group's traffic stack first`);
      return { RoutingControlArn: gate.arn, RoutingControlState };
    });
    const input = { UpdateRoutingControlStateEntries: entries };
    await this.ask("route53-recovery-cluster:UpdateRoutingControlStates", null, signal, input);
  }

  private ask(method: string, region: string | null, signal: AbortSignal, input: Readonly<Record<string, unknown>>) {
    return this.transport.send({ method, region, input }, signal);
  }

  private async send(...call: Parameters<AwsOperator["ask"]>): Promise<void> {
    await this.ask(...call);
  }
}
