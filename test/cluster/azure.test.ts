import { describe, expect, test } from "@jest/globals";
import { contains, parseCidr } from "../../modules/core/cidr";
import { tiers } from "../../modules/network/contract";
import { clusterStack, keyOn, siteOn, valuesOf } from "./support";

const { resource, data } = clusterStack(siteOn("azure"));

const range = (cidr: string) => {
  const parsed = parseCidr(cidr);
  if (parsed === undefined) throw new Error(`${cidr} is no range`);
  return parsed;
};

describe("on Azure", () => {
  test.each(["10.40.0.0/16", "10.40.0.0/20"])(
    "the control plane's part of %s is a /28 or larger, as AKS wants",
    (cidr) => {
      expect(range(tiers(cidr).controlPlane).prefix).toBeLessThanOrEqual(28);
    },
  );

  test("addresses inside the cluster belong to no site", () => {
    const inside = ["pod_cidr", "service_cidr"].flatMap((path) =>
      valuesOf(resource, "azurerm_kubernetes_cluster", `network_profile.${path}`),
    );
    const shared = range("100.64.0.0/10");
    expect(inside.length).toBe(2);
    for (const cidr of inside) expect(contains(shared, range(String(cidr)))).toBe(true);
  });

  test("each zone has one pool, in the zone's own subnet", () => {
    const pools = [
      ...valuesOf(resource, "azurerm_kubernetes_cluster", "default_node_pool"),
      ...Object.values(resource?.["azurerm_kubernetes_cluster_node_pool"] ?? {}),
    ];
    expect(pools).toEqual(
      [1, 2, 3].map((zone) =>
        expect.objectContaining({
          name: `zone${zone}`,
          zones: [String(zone)],
          vnet_subnet_id: `\${azurerm_subnet.network_nodes-${zone}.id}`,
        }),
      ),
    );
  });

  test("the system's pods may run in every zone, unless a zone may be empty", () => {
    const modes = (min: number) =>
      valuesOf(
        clusterStack(siteOn("azure"), { nodes: { min, max: 9 } }).resource,
        "azurerm_kubernetes_cluster_node_pool",
        "mode",
      );
    expect(modes(3)).toEqual(["System", "System"]);
    expect(modes(1)).toEqual(["User", "User"]);
  });

  test("a rotated key does not reach the cluster's secrets unasked", () => {
    const [ignored] = valuesOf(resource, "azurerm_kubernetes_cluster", "lifecycle.ignore_changes");
    expect(ignored).toContain("key_management_service[0].key_vault_key_id");
    expect(data?.["azurerm_key_vault_key"]?.["cluster_key"]).toMatchObject({
      name: `\${basename("${keyOn("azure").scope}")}`,
    });
  });
});
