import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Cloud } from "../../modules/core/cloud";
import { CloudWorkspace } from "../support/cloud";
import { group, project, providers, resources, subscription } from "../support/drifting";
import { compared, type Expected, stackWith } from "../support/rows";
import type { Change } from "../support/workspace";

const cloud = new CloudWorkspace();
afterAll(() => {
  cloud.close();
});

type Given = Readonly<Record<string, string>>;

const call = (of: Cloud, name: string, given: Given) => cloud.clouds.operate(of, name, given);

const azureNames = { subscription, resourceGroup: group } as const;

async function runbook(): Promise<void> {
  const dns = (name: string, given: Given) =>
    call("gcp", "dns:changes.create", {
      project,
      managedZone: "zone",
      type: "A",
      name: `${name}.acme.example.com.`,
      ...given,
    });
  for (const end of ["", "-ignored"]) {
    await dns(`policy${end}`, { trickleRatio: "1" });
    await dns(`weights${end}`, { weights: "0,1" });
    await dns(`plain${end}`, { rrdatas: "198.18.0.2" });
    await call("gcp", "container:nodePools.update", {
      project,
      location: "us-central1",
      cluster: "acme",
      nodePool: `pool${end}`,
      minNodeCount: "3",
    });
    const born = `projects/${project}/locations/us-central1/clusters/acme/nodePools/pool-born${end}`;
    await cloud.drift("google_container_node_pool", born, { initial_node_count: 3, node_count: 5 });
    for (const name of ["acmezonal", "acmesingle", "acmemoved"])
      await call("azure", "storage:accounts.failover", {
        ...azureNames,
        account: `${name}${end.replace("-", "")}`,
        failoverType: "Unplanned",
      });
    const moved = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/acmemoved${end.replace("-", "")}`;
    await cloud.drift("azurerm_storage_account", moved, { location: "centralus" });
    await call("azure", "trafficmanager:endpoints.update", {
      ...azureNames,
      profile: "acme",
      endpoint: `endpoint${end}`,
      properties: JSON.stringify({ endpointStatus: "Disabled", priority: end === "" ? 300 : 400 }),
    });
  }
  await call("azure", "trafficmanager:endpoints.update", {
    ...azureNames,
    profile: "acme",
    endpoint: "endpoint-free",
    properties: '{"priority":500}',
  });
  await call("azure", "storage:accounts.failover", { ...azureNames, account: "acmeplanned", failoverType: "Planned" });
  for (const agentPool of ["agents", "ignored", "first"])
    await call("azure", "containerservice:agentPools.createOrUpdate", {
      ...azureNames,
      cluster: "acme",
      agentPool,
      properties: '{"minCount":4}',
    });
}

const none = { actions: "no-op" } as const;
const updates = (...changed: readonly string[]) => ({ actions: "update", changed }) as const;
const replaces = (...paths: readonly string[]) => ({ actions: "delete,create", replaces: paths }) as const;

const recorded: readonly Expected[] = [
  {
    row: 30,
    story: "RA-GZRS is LRS after a failover",
    address: "azurerm_storage_account.zonal",
    ...replaces("account_replication_type"),
  },
  { row: 30, story: "GZRS is LRS, ignored", address: "azurerm_storage_account.zonal_ignored", ...none },
  {
    row: 31,
    story: "RA-GRS is LRS after a failover",
    address: "azurerm_storage_account.single",
    ...updates("account_replication_type"),
  },
  { row: 31, story: "GRS is LRS, ignored", address: "azurerm_storage_account.single_ignored", ...none },
  {
    row: 32,
    story: "the regions are exchanged by a planned failover",
    address: "azurerm_storage_account.planned",
    ...none,
  },
  {
    row: 32,
    story: "the location is read as the new one",
    address: "azurerm_storage_account.moved",
    ...replaces("location", "account_replication_type"),
  },
  {
    row: 32,
    story: "the location is read as the new one, ignored",
    address: "azurerm_storage_account.moved_ignored",
    ...none,
  },
  {
    row: 36,
    story: "all traffic trickles to the backup",
    address: "google_dns_record_set.policy",
    ...updates("routing_policy"),
  },
  { row: 36, story: "the trickle is ignored by its path", address: "google_dns_record_set.policy_ignored", ...none },
  { row: 36, story: "weights are exchanged", address: "google_dns_record_set.weights", ...updates("routing_policy") },
  { row: 36, story: "weights are ignored", address: "google_dns_record_set.weights_ignored", ...none },
  { row: 36, story: "a record leads elsewhere", address: "google_dns_record_set.plain", ...updates("rrdatas") },
  { row: 36, story: "a record leads elsewhere, ignored", address: "google_dns_record_set.plain_ignored", ...none },
  {
    row: 37,
    story: "an endpoint is out, with another priority",
    address: "azurerm_traffic_manager_external_endpoint.endpoint",
    ...updates("enabled", "priority"),
  },
  {
    row: 37,
    story: "an endpoint is out, ignored",
    address: "azurerm_traffic_manager_external_endpoint.endpoint_ignored",
    ...none,
  },
  {
    row: 37,
    story: "a priority that no configuration gives",
    address: "azurerm_traffic_manager_external_endpoint.endpoint_free",
    ...none,
  },
  { row: 39, story: "a node pool is larger", address: "google_container_node_pool.pool", ...updates("autoscaling") },
  { row: 39, story: "a node pool is larger, ignored", address: "google_container_node_pool.pool_ignored", ...none },
  {
    row: 39,
    story: "a node pool was born with more",
    address: "google_container_node_pool.pool_born",
    ...replaces("initial_node_count"),
  },
  {
    row: 39,
    story: "a node pool was born with more, ignored",
    address: "google_container_node_pool.pool_born_ignored",
    ...none,
  },
  {
    row: 40,
    story: "a node pool is larger",
    address: "azurerm_kubernetes_cluster_node_pool.agents",
    ...updates("min_count"),
  },
  {
    row: 40,
    story: "a node pool is larger, ignored",
    address: "azurerm_kubernetes_cluster_node_pool.agents_ignored",
    ...none,
  },
  {
    row: 40,
    story: "the first node pool is larger",
    address: "azurerm_kubernetes_cluster.cluster",
    ...updates("default_node_pool"),
  },
];

describe("what a runbook did past Terraform", () => {
  let changes: readonly Change[] = [];

  beforeAll(async () => {
    await cloud.open();
    await cloud.write("stack", stackWith(providers, resources));
    await cloud.apply("stack");
    expect((await cloud.plan("stack")).filter(({ actions }) => actions !== "no-op")).toEqual([]);
    await runbook();
    changes = await cloud.plan("stack");
  }, 120_000);

  test.each(recorded)("is planned as recorded: row $row, $story", (row) => {
    const { planned, recorded: expected } = compared(changes, row);
    expect(planned).toEqual(expected);
  });

  test("keeps its second region where the failover was planned, and loses it otherwise", () => {
    const regions = (name: string) => {
      const found = cloud.things("azurerm_storage_account").find(({ attributes }) => attributes["name"] === name);
      return ["primary_location", "secondary_location", "account_replication_type"].map(
        (one) => found?.attributes[one],
      );
    };
    expect(regions("acmeplanned")).toEqual(["centralus", "eastus2", "RAGZRS"]);
    expect(regions("acmezonal")).toEqual(["centralus", "", "LRS"]);
  });
});
