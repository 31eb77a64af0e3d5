import { perZone } from "../../cluster/contract";
import { groupId } from "../../core/naming";
import type { Target } from "../contract";
import { type CloudWords, command, idOf, type VendorWords } from "./call";

/** The pools of a site, one a zone (modules/cluster/azure-nodes.ts). */
const pools = ["zone1", "zone2", "zone3"] as const;

/** The first stable version of Azure's API whose servers can switch roles. */
const apiVersion = "2024-08-01";

const subscription = ({ account }: Target) => `--subscription ${account}`;

const server = (target: Target) => `${subscription(target)} --resource-group ${idOf(target)} --name ${target.database}`;

const serverId = (target: Target) =>
  `/subscriptions/${target.account}/resourceGroups/${idOf(target)}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${target.database}`;

const endpoint = (target: Target) =>
  `${subscription(target)} --resource-group ${groupId(target)}-traffic --profile-name ${groupId(target)} --type externalEndpoints --name ${target.site}`;

const setEndpoint = (target: Target, status: "Enabled" | "Disabled") =>
  command(`az network traffic-manager endpoint update --endpoint-status ${status}`, endpoint(target));

const showEndpoint = (target: Target) =>
  command("az network traffic-manager endpoint show --output tsv --query endpointStatus", endpoint(target));

const show = (target: Target, query: string) =>
  command(`az postgres flexible-server show ${server(target)}`, `--output tsv --query "${query}"`);

function capacity(site: Target, nodes: number): VendorWords {
  const cluster = `${subscription(site)} --resource-group ${idOf(site)} --cluster-name ${idOf(site)}`;
  const minimums = perZone(nodes);
  return {
    call: "containerservice:agentPools.createOrUpdate",
    region: site.region,
    // The az command asks for both limits; the upper one stays what it is.
    byHand: pools
      .map((pool, index) =>
        command(
          `az aks nodepool update ${cluster} --name ${pool} --update-cluster-autoscaler`,
          `--min-count ${minimums[index] ?? 0} --max-count "$(az aks nodepool show ${cluster} --name ${pool} --output tsv --query maxCount)"`,
        ),
      )
      .join("\n"),
    doneWhen: `the pools have Succeeded with minimums of ${minimums.join(", ")}:\n${command(
      `az aks nodepool list ${cluster}`,
      '--output tsv --query "[].[name, provisioningState, minCount]"',
    )}`,
  };
}

function takeOver(option: "planned" | "forced", to: Target): VendorWords {
  const body = `{"properties":{"replica":{"role":"Primary","promoteMode":"switchover","promoteOption":"${option}"}}}`;
  return {
    call: `postgres:servers.update promoteOption=${option}`,
    region: to.region,
    // Not `az postgres flexible-server replica promote`: version 2.88.0 of it is broken (Azure/azure-cli#33776).
    byHand: command(
      `az rest --method patch --body '${body}'`,
      `--url "https://management.azure.com${serverId(to)}?api-version=${apiVersion}"`,
    ),
    doneWhen: `${to.database} is Ready and Primary:\n${show(to, "[state, replicationRole]")}`,
  };
}

/** Flexible Server behind its virtual endpoint, endpoints of Traffic Manager, and agent pools of AKS. */
export const azure: CloudWords = {
  vendor: (action) => {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity":
        return capacity(action.site, action.minimumNodes);
      case "close-gate":
        return {
          call: "trafficmanager:endpoints.update",
          region: null,
          byHand: [setEndpoint(action.keepOpen, "Enabled"), setEndpoint(action.site, "Disabled")].join("\n"),
          doneWhen: `the answer is Disabled:\n${showEndpoint(action.site)}`,
        };
      case "open-gate":
        return {
          call: "trafficmanager:endpoints.update",
          region: null,
          byHand: setEndpoint(action.site, "Enabled"),
          doneWhen: `the answer is Enabled:\n${showEndpoint(action.site)}`,
        };
      case "switch-database":
        return takeOver("planned", action.to);
      case "promote-database":
        return takeOver("forced", action.to);
      case "rejoin-database":
        return {
          call: null,
          region: null,
          byHand: `# Nothing to call: ${action.site.database} comes back as a replica by itself once its region answers.`,
          doneWhen: `${action.site.database} is Ready and AsyncReplica:\n${show(action.site, "[state, replicationRole]")}`,
        };
      case "rebuild-database":
        return {
          call: null,
          region: null,
          byHand: "# Nothing to call: the new server has a new name, and the retired one stays as it is.",
          doneWhen: `${action.source.database} is Ready and Primary:\n${show(action.source, "[state, replicationRole]")}`,
        };
      case "designate-replica": {
        const names = `${subscription(action.source)} --resource-group ${idOf(action.source)} --server-name ${action.source.database}`;
        return {
          call: "postgres:virtualEndpoints.update",
          region: action.source.region,
          byHand: command(
            `az postgres flexible-server virtual-endpoint update ${names}`,
            `--name ${groupId(action.source)} --endpoint-type ReadWrite --members ${action.site.database}`,
          ),
          doneWhen: `${action.source.database} and ${action.site.database} are its members:\n${command(
            `az postgres flexible-server virtual-endpoint list ${names}`,
            '--output tsv --query "[].members[]"',
          )}`,
        };
      }
    }
  },
  healthy: ({ database }) => `${database} is Ready`,
  ready: (_, to) =>
    [
      show(to, "[state, replicationRole, replica.replicationState]"),
      command(
        `az monitor metrics list --resource ${serverId(to)}`,
        "--metric physical_replication_delay_in_seconds --aggregation Maximum --interval PT1M --offset 5m",
        '--output tsv --query "value[0].timeseries[0].data[-1].maximum"  # seconds',
      ),
    ].join("\n"),
};
