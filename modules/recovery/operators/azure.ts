import { z } from "zod";
import { perZone } from "../../cluster/contract";
import { groupId, siteId } from "../../core/naming";
import type { Operator, PairStatus, Target, VendorAction } from "../contract";
import { read, text, type Transport } from "./transport";

/** The pools of a site, one a zone (modules/cluster/azure-nodes.ts). */
const pools = ["zone1", "zone2", "zone3"] as const;

const server = z.object({
  properties: z.object({
    state: text,
    replicationRole: text,
    replica: z.object({ replicationState: text }).nullish(),
  }),
});

const agentPool = z.object({
  properties: z.looseObject({
    provisioningState: text,
    minCount: z.number().nullish(),
    enableAutoScaling: z.boolean(),
  }),
});

const endpoint = z.object({ properties: z.object({ endpointStatus: text }) });

const virtualEndpoints = z.object({
  value: z.array(z.object({ properties: z.object({ members: z.array(z.string()).default([]) }) })),
});

const metrics = z.object({
  value: z.array(
    z.object({
      timeseries: z.array(z.object({ data: z.array(z.object({ maximum: z.number().nullish() })) })),
    }),
  ),
});

const idOf = ({ environment, group, site }: Target) => siteId({ environment, group, name: site });

const minute = 60_000;

const serverName = (target: Target) => ({
  subscription: target.account,
  resourceGroup: idOf(target),
  server: target.database,
});

const poolName = (target: Target, agentPoolName: string) => ({
  subscription: target.account,
  resourceGroup: idOf(target),
  cluster: idOf(target),
  agentPool: agentPoolName,
});

const endpointName = (target: Target) => ({
  subscription: target.account,
  resourceGroup: `${groupId(target)}-traffic`,
  profile: groupId(target),
  endpoint: target.site,
});

/** Flexible Server behind its virtual endpoint, endpoints of Traffic Manager, and agent pools of AKS. */
export class AzureOperator implements Operator {
  constructor(private readonly transport: Transport) {}

  async perform(action: VendorAction, signal: AbortSignal): Promise<void> {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity":
        return this.resize(action.site, action.minimumNodes, signal);
      case "close-gate":
        await this.setEndpoint(action.keepOpen, "Enabled", signal);
        return this.setEndpoint(action.site, "Disabled", signal);
      case "open-gate":
        return this.setEndpoint(action.site, "Enabled", signal);
      case "switch-database":
        return this.promote(action.to, "planned", signal);
      case "promote-database":
        return this.promote(action.to, "forced", signal);
      case "designate-replica":
        return this.send("postgres:virtualEndpoints.update", action.source.region, signal, {
          ...serverName(action.source),
          virtualEndpoint: groupId(action.source),
          properties: { endpointType: "ReadWrite", members: [action.site.database] },
        });
      case "rejoin-database":
      case "rebuild-database":
        // Behind a virtual endpoint a lost primary comes back as a replica by itself; a rebuilt one is Terraform's to make.
        return;
    }
  }

  async isDone(action: VendorAction, signal: AbortSignal): Promise<boolean> {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity": {
        const minimums = perZone(action.minimumNodes);
        const found = await Promise.all(pools.map((name) => this.pool(action.site, name, signal)));
        return found.every(
          ({ properties: { provisioningState, minCount } }, index) =>
            provisioningState === "Succeeded" && (minCount ?? 0) === minimums[index],
        );
      }
      case "close-gate":
        return (
          (await this.endpointStatus(action.site, signal)) === "Disabled" &&
          (await this.endpointStatus(action.keepOpen, signal)) === "Enabled"
        );
      case "open-gate":
        return (await this.endpointStatus(action.site, signal)) === "Enabled";
      case "switch-database":
      case "promote-database": {
        const { state, replicationRole } = await this.server(action.to, signal);
        return state === "Ready" && replicationRole === "Primary";
      }
      case "rejoin-database": {
        const { state, replicationRole } = await this.server(action.site, signal);
        return state === "Ready" && replicationRole === "AsyncReplica";
      }
      case "designate-replica":
        return this.stands([action.source, action.site], action.source, signal);
      case "rebuild-database":
        return true;
    }
  }

  async look(from: Target, to: Target, signal: AbortSignal): Promise<PairStatus> {
    const { state, replicationRole, replica } = await this.server(to, signal);
    const isWriter = replicationRole === "Primary";
    const isActive = isWriter || replica?.replicationState === "Active";
    return {
      writer: isWriter ? to.site : from.site,
      armed: await this.stands([from, to], to, signal),
      lagSeconds: await this.lag(to, signal),
      problems: [
        ...(state === "Ready" ? [] : [`${to.database} is ${state ?? "in no state"}`]),
        ...(isActive ? [] : [`the replication of ${to.database} is ${replica?.replicationState ?? "in no state"}`]),
      ],
    };
  }

  /** The newest of the last minutes (Azure Monitor, physical_replication_delay_in_seconds). */
  private async lag(target: Target, signal: AbortSignal): Promise<number | null> {
    const method = "monitor:metrics.list";
    const now = Date.now();
    const answer = await this.ask(method, target.region, signal, {
      ...serverName(target),
      metric: "physical_replication_delay_in_seconds",
      timespan: `${new Date(now - 5 * minute).toISOString()}/${new Date(now).toISOString()}`,
    });
    const series = read(metrics, answer, method).value.flatMap(({ timeseries }) => timeseries);
    return series.flatMap(({ data }) => data.flatMap(({ maximum }) => maximum ?? [])).at(-1) ?? null;
  }

  /** Whether servers are behind one virtual endpoint, without which none takes over from another. */
  private async stands(servers: readonly Target[], asked: Target, signal: AbortSignal): Promise<boolean> {
    const method = "postgres:virtualEndpoints.list";
    const { value } = read(virtualEndpoints, await this.ask(method, asked.region, signal, serverName(asked)), method);
    return value.some(({ properties: { members } }) => servers.every(({ database }) => members.includes(database)));
  }

  private promote(target: Target, promoteOption: "planned" | "forced", signal: AbortSignal): Promise<void> {
    return this.send("postgres:servers.update", target.region, signal, {
      ...serverName(target),
      properties: { replica: { role: "Primary", promoteMode: "switchover", promoteOption } },
    });
  }

  private async server(target: Target, signal: AbortSignal) {
    const method = "postgres:servers.get";
    return read(server, await this.ask(method, target.region, signal, serverName(target)), method).properties;
  }

  private async pool(target: Target, name: string, signal: AbortSignal) {
    const method = "containerservice:agentPools.get";
    return read(agentPool, await this.ask(method, target.region, signal, poolName(target, name)), method);
  }

  private async resize(target: Target, minimumNodes: number, signal: AbortSignal): Promise<void> {
    const minimums = perZone(minimumNodes);
    for (const [index, name] of pools.entries()) {
      const { properties } = await this.pool(target, name, signal);
      // An earlier try may have come as far as this pool: AKS refuses others while it is at work on one.
      if (properties.minCount === minimums[index]) continue;
      await this.send("containerservice:agentPools.createOrUpdate", target.region, signal, {
        ...poolName(target, name),
        properties: { ...properties, minCount: minimums[index] },
      });
    }
  }

  private async endpointStatus(target: Target, signal: AbortSignal): Promise<string | undefined> {
    const method = "trafficmanager:endpoints.get";
    return read(endpoint, await this.ask(method, null, signal, endpointName(target)), method).properties.endpointStatus;
  }

  private setEndpoint(target: Target, endpointStatus: "Enabled" | "Disabled", signal: AbortSignal): Promise<void> {
    return this.send("trafficmanager:endpoints.update", null, signal, {
      ...endpointName(target),
      properties: { endpointStatus },
    });
  }

  private ask(method: string, region: string | null, signal: AbortSignal, input: Readonly<Record<string, unknown>>) {
    return this.transport.send({ method, region, input }, signal);
  }

  private async send(...call: Parameters<AzureOperator["ask"]>): Promise<void> {
    await this.ask(...call);
  }
}
