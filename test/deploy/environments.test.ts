import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { environments } from "../../environments";
import type { Cloud, Size } from "../../modules/core/cloud";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import { deployStacks, planStacks } from "../../modules/deploy";
import { planOf } from "../../modules/deploy/session";
import { Deployment, type Place, WholeSandbox } from "./deployment";

// Production in full takes half a minute, but a busy machine gives it less than a tenth of its time.
jest.setTimeout(300_000);

/** What a database of another size and more nodes are in every site, by address: these attributes and nothing else. */
const sizes = {
  aws: {
    "aws_eks_node_group.cluster_nodes-zone-a": "scaling_config[0].max_size",
    "aws_eks_node_group.cluster_nodes-zone-b": "scaling_config[0].max_size",
    "aws_eks_node_group.cluster_nodes-zone-c": "scaling_config[0].max_size",
    "aws_rds_cluster_instance.database_instance-1": "instance_class",
    "aws_rds_cluster_instance.database_instance-2": "instance_class",
  },
  gcp: {
    "google_container_node_pool.cluster_nodes": "autoscaling[0].total_max_node_count",
    "google_sql_database_instance.database_server": "settings[0].tier",
  },
  azure: {
    "azurerm_kubernetes_cluster.cluster_control-plane": "default_node_pool[0].max_count",
    "azurerm_kubernetes_cluster_node_pool.cluster_nodes-zone2": "max_count",
    "azurerm_kubernetes_cluster_node_pool.cluster_nodes-zone3": "max_count",
    "azurerm_postgresql_flexible_server.database_server": "sku_name",
  },
} as const satisfies Record<Cloud, Readonly<Record<string, string>>>;

/** What another domain would make anew in every traffic stack. */
const zones = {
  aws: { address: "aws_route53_zone.traffic_zone", attribute: "name" },
  gcp: { address: "google_dns_managed_zone.traffic_zone", attribute: "dns_name" },
  azure: { address: "azurerm_dns_zone.traffic_zone", attribute: "name" },
} as const satisfies Record<Cloud, Place>;

/** What would make a site's database anew. No typed environment can say it, so that it is written into the synthesis. */
const databases = {
  aws: { address: "aws_rds_cluster.database_cluster", attribute: "cluster_identifier", value: "another" },
  gcp: { address: "google_sql_database_instance.database_server", attribute: "region", value: "us-south1" },
  azure: { address: "azurerm_postgresql_flexible_server.database_server", attribute: "location", value: "westus2" },
} as const satisfies Record<Cloud, Place & { readonly value: string }>;

const other = { small: "medium", medium: "large", large: "medium" } as const satisfies Record<Size, Size>;

function resized(definition: EnvironmentDefinition): EnvironmentDefinition {
  const { cluster, database } = definition;
  const nodes = { ...cluster.nodes, max: cluster.nodes.max + 3 };
  return { ...definition, cluster: { ...cluster, nodes }, database: { ...database, size: other[database.size] } };
}

const sandbox = new WholeSandbox();
beforeAll(() => sandbox.start());
afterAll(async () => {
  await sandbox.stop();
  expect(sandbox.faults).toEqual([]);
});

describe.each(environments.map((definition) => ({ name: definition.name, definition })))("$name", ({ definition }) => {
  const deployment = new Deployment(sandbox, definition);
  const { names } = deployment;

  test("is deployed on three clouds, and then there is nothing to do", async () => {
    expect(deployment.write()).toEqual(names);
    expect(new Set(deployment.stacks.map(({ cloud }) => cloud))).toEqual(new Set(["aws", "gcp", "azure"]));
    const deployed = await deployStacks(deployment.options(names));
    expect(deployed.filter(({ outcome }) => outcome !== "applied")).toEqual([]);
    expect(deployed).toHaveLength(names.length);
    const planned = await planStacks(deployment.options(names));
    expect(planned).toHaveLength(names.length);
    for (const result of planned)
      expect(result).toMatchObject({ outcome: "planned", plan: { applies: false, changes: [] } });
  });

  test("has its sizes changed in place, site by site, with nothing to add, replace or destroy", async () => {
    const sites = deployment.of("site");
    // All other stacks are, byte for byte, what the empty plan was of.
    const changed = deployment.write(resized(definition));
    expect(changed.toSorted()).toEqual(sites.map(({ name }) => name).toSorted());
    const planned = await planStacks(deployment.options(changed));
    for (const { name, cloud } of sites) {
      const plan = planOf(planned.find(({ stack }) => stack === name) ?? { outcome: "absent" });
      expect({ name, ...plan }).toMatchObject({ name, add: 0, replace: 0, destroy: 0 });
      const changes = plan?.changes.map(({ address, action, changedAttributes }) => [
        address,
        action,
        changedAttributes,
      ]);
      expect(changes).toEqual(Object.entries(sizes[cloud]).map(([address, path]) => [address, "update", [path]]));
    }
  });

  test("keeps its names and databases when a change would replace them: Terraform refuses, and so does a deploy", async () => {
    const before = sandbox.holdings();
    deployment.write({ ...definition, domain: `other.${definition.domain}` });
    const [sites, traffic] = [deployment.of("site"), deployment.of("traffic")];
    for (const { name, cloud } of sites) deployment.edit(name, databases[cloud], databases[cloud].value);
    const kept = [
      ...sites.map(({ name, cloud }) => ({ name, ...databases[cloud] })),
      ...traffic.map(({ name, cloud }) => ({ name, ...zones[cloud] })),
    ];
    const results = await deployStacks(deployment.options(kept.map(({ name }) => name)));
    for (const { name, address, attribute } of kept) {
      const result = results.find(({ stack }) => stack === name);
      const replacement = { address, action: "replace", replacePaths: [attribute] };
      const message = expect.stringContaining(`holds data and would be replaced, because of ${attribute};`);
      expect(result).toMatchObject({
        outcome: "refused",
        plan: { changes: expect.arrayContaining([expect.objectContaining(replacement)]) },
        losses: expect.arrayContaining([{ path: `${name}/${address}`, message }]),
      });
      expect(deployment.log(name)).toContain(
        `Resource ${address} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed.`,
      );
    }
    expect(sandbox.holdings()).toBe(before);
  });
});
