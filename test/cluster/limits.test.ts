import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { limitsOf, type NodeLimits, perZone, standbyNodes } from "../../modules/cluster/contract";
import { type Cloud, clouds } from "../../modules/core/cloud";
import type { StackJson } from "../support/synthesis";
import { clusterStack, siteOn, valuesOf } from "./support";

const numbers = (values: readonly unknown[]) => values.filter((value) => typeof value === "number");
const sum = (values: readonly unknown[]) => numbers(values).reduce((total, value) => total + value, 0);

/** The limits of the whole site, as Terraform gives them to the cloud. */
function limitsIn({ resource }: StackJson, cloud: Cloud): NodeLimits {
  const total = (type: string, path: string) => sum(valuesOf(resource, type, path));
  switch (cloud) {
    case "aws":
      return {
        min: total("aws_eks_node_group", "scaling_config.min_size"),
        max: total("aws_eks_node_group", "scaling_config.max_size"),
      };
    case "gcp":
      return {
        min: total("google_container_node_pool", "autoscaling.total_min_node_count"),
        max: total("google_container_node_pool", "autoscaling.total_max_node_count"),
      };
    case "azure": {
      const both = (limit: string) =>
        total("azurerm_kubernetes_cluster", `default_node_pool.${limit}`) +
        total("azurerm_kubernetes_cluster_node_pool", limit);
      return { min: both("min_count"), max: both("max_count") };
    }
  }
}

const limits = fc
  .record({ min: fc.integer({ min: 1, max: 60 }), room: fc.integer({ min: 3, max: 60 }) })
  .map(({ min, room }) => ({ min, max: min + room }));

describe("the parts of three zones", () => {
  test("add up to the whole and differ by one node at most", () => {
    fc.assert(
      fc.property(fc.nat(3000), (nodes) => {
        const parts = perZone(nodes);
        expect(sum(parts)).toBe(nodes);
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("of a minimum never exceed those of its maximum", () => {
    fc.assert(
      fc.property(limits, ({ min, max }) => {
        const maximums = perZone(max);
        perZone(min).forEach((part, zone) => expect(part).toBeLessThanOrEqual(maximums[zone] ?? -1));
      }),
    );
  });
});

describe.each(clouds)("on %s", (cloud) => {
  test("a site runs between exactly the limits that it was given, active or not", () => {
    fc.assert(
      fc.property(limits, fc.boolean(), (nodes, active) => {
        const site = siteOn(cloud, active);
        expect(limitsIn(clusterStack(site, { nodes }), cloud)).toEqual(limitsOf(site, nodes));
      }),
      { numRuns: 5 },
    );
  });

  test("a standby keeps one node a zone and the same maximum", () => {
    const json = clusterStack(siteOn(cloud, false), { nodes: { min: 10, max: 30 } });
    expect(limitsIn(json, cloud)).toEqual({ min: standbyNodes, max: 30 });
  });

  test("limits without a node to add in each zone are refused", () => {
    expect(() => clusterStack(siteOn(cloud), { nodes: { min: 3, max: 5 } })).toThrow(
      `shop-${cloud}-paris: cluster.nodes is 3 to 5, which leaves no node to add in each of three zones; raise max to 6 or more`,
    );
  });
});
