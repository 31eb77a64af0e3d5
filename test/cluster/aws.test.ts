import { describe, expect, test } from "@jest/globals";
import { upgradeWindow } from "../../modules/cluster/contract";
import { clusterStack, keyOn, siteOn, valuesOf } from "./support";

const { resource } = clusterStack(siteOn("aws"), { nodes: { min: 4, max: 12 } });
const values = (type: string, path: string) => valuesOf(resource, type, path);

describe("on AWS", () => {
  test("the group that holds the minimum is never the autoscaler's: its numbers are one", () => {
    const body = resource?.["aws_eks_node_group"]?.["cluster_nodes-base"];
    expect(body).toMatchObject({ scaling_config: { min_size: 4, desired_size: 4, max_size: 4 } });
    expect(body).not.toHaveProperty("lifecycle");
  });

  test("the autoscaler's groups, one a zone, may be empty and keep the number that it chose", () => {
    for (const zone of ["a", "b", "c"])
      expect(resource?.["aws_eks_node_group"]?.[`cluster_nodes-zone-${zone}`]).toMatchObject({
        subnet_ids: [`\${aws_subnet.network_nodes-${zone}.id}`],
        scaling_config: { min_size: 0 },
        lifecycle: { ignore_changes: ["scaling_config[0].desired_size"] },
      });
  });

  test("each disk of a node is encrypted with the cluster's key", () => {
    const disks = values("aws_launch_template", "block_device_mappings");
    expect(disks).toEqual([
      [
        { device_name: "/dev/xvda", ebs: expect.objectContaining({ encrypted: "true", kms_key_id: keyOn("aws").id }) },
        { device_name: "/dev/xvdb", ebs: expect.objectContaining({ encrypted: "true", kms_key_id: keyOn("aws").id }) },
      ],
    ]);
  });

  test("no two groups are upgraded at the same hour, and all within the window", () => {
    const { startHour, hours } = upgradeWindow;
    const begins = values("aws_scheduler_schedule", "schedule_expression").map((cron) =>
      Number(String(cron).split(" ")[1]),
    );
    expect(begins).toEqual([3, 5, 7, 9]);
    expect(Math.max(...begins)).toBeLessThan(startHour + hours);
  });

  test("what a schedule upgrades is a group of this cluster", () => {
    const groups = values("aws_eks_node_group", "node_group_name").map((name) =>
      JSON.stringify({ ClusterName: "shop-aws-paris", NodegroupName: name }),
    );
    expect(values("aws_scheduler_schedule", "target.input")).toEqual(groups);
  });

  test("the nodes' role may pull images and join; what add-ons do is allowed to their own roles", () => {
    const attached = Object.values(resource?.["aws_iam_role_policy_attachment"] ?? {}).map((body) =>
      JSON.stringify(body),
    );
    const ofNodes = attached.filter((body) => body.includes("cluster_nodes-role"));
    expect(ofNodes.length).toBe(2);
    expect(ofNodes.filter((body) => /CNI|CSI|SSM/.test(body))).toEqual([]);
  });
});
