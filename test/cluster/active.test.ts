import { describe, expect, test } from "@jest/globals";
import type { Cloud } from "../../modules/core/cloud";
import { differences } from "../support/difference";
import { clusterStack, siteOn } from "./support";

const nodes = { min: 12, max: 30 };

/** Every attribute that follows `active`. Nothing else of a cluster may. */
const followers = {
  aws: [
    "aws_eks_node_group.cluster_nodes-base scaling_config.desired_size",
    "aws_eks_node_group.cluster_nodes-base scaling_config.max_size",
    "aws_eks_node_group.cluster_nodes-base scaling_config.min_size",
    "aws_eks_node_group.cluster_nodes-zone-a scaling_config.max_size",
    "aws_eks_node_group.cluster_nodes-zone-b scaling_config.max_size",
    "aws_eks_node_group.cluster_nodes-zone-c scaling_config.max_size",
  ],
  gcp: ["google_container_node_pool.cluster_nodes autoscaling.total_min_node_count"],
  azure: [
    "azurerm_kubernetes_cluster.cluster_control-plane default_node_pool.min_count",
    "azurerm_kubernetes_cluster_node_pool.cluster_nodes-zone2 min_count",
    "azurerm_kubernetes_cluster_node_pool.cluster_nodes-zone3 min_count",
  ],
} as const satisfies Record<Cloud, readonly string[]>;

const cases: readonly (readonly [Cloud, readonly string[]])[] = [
  ["aws", followers.aws],
  ["gcp", followers.gcp],
  ["azure", followers.azure],
];

describe("a switch of regions", () => {
  test.each(cases)("changes a cluster's node limits in place and nothing else on %s", (cloud, expected) => {
    const changed = differences(
      clusterStack(siteOn(cloud, false), { nodes }),
      clusterStack(siteOn(cloud, true), { nodes }),
    );
    expect(changed.map(({ address, path }) => `${address} ${path.replaceAll(/[.]\d+[.]/g, ".")}`).sort()).toEqual(
      expected,
    );
    expect(changed.filter(({ effect }) => effect !== "in-place")).toEqual([]);
  });
});
