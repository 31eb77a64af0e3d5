import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { gateIsOpen } from "../../modules/sandbox/cloud/aws/gates";
import { textOf } from "../../modules/sandbox/cloud/values";
import { CloudWorkspace } from "../support/cloud";
import { born, switched } from "../support/switches";
import type { StackJson } from "../support/synthesis";

const cloud = new CloudWorkspace();
beforeAll(() => cloud.open());
afterAll(() => {
  cloud.close();
});

const ofStaging = (standings: typeof born) => standings.filter(({ environment }) => environment === "staging");
const asBorn = ofStaging(born)[0]?.stacks ?? new Map<string, StackJson>();
const failedOver = ofStaging(switched).find(({ story }) => story === "after a failover")?.stacks;

/** In the order of a first deployment. */
const stacks = ["staging-aws-state", "staging-aws-virginia", "staging-aws-oregon", "staging-aws-traffic"] as const;

const operate = (name: string, given: Readonly<Record<string, string>>) => cloud.clouds.operate("aws", name, given);

describe("staging on the simulated AWS", () => {
  test.each(stacks)(
    "is applied by real Terraform, and then has nothing to do: %s",
    async (name) => {
      await cloud.write(name, asBorn.get(name) ?? { terraform: { backend: {} } });
      await cloud.apply(name);
      expect((await cloud.plan(name)).filter(({ actions }) => actions !== "no-op")).toEqual([]);
    },
    60_000,
  );

  test("has real servers for its clusters, the standby's following the origin's", () => {
    expect(cloud.databases.calls).toEqual([
      "createPrimary staging-aws-virginia",
      "setPassword understudy at staging-aws-virginia",
      "createReplica staging-aws-oregon of staging-aws-virginia",
    ]);
  });

  test("opens a gate, and moves traffic from one to the other, but never shuts both", async () => {
    const arns = cloud.things("aws_route53recoverycontrolconfig_routing_control").map(({ id }) => id);
    const set = (...states: readonly ("On" | "Off")[]) =>
      operate("route53-recovery-cluster:UpdateRoutingControlStates", {
        UpdateRoutingControlStateEntries: JSON.stringify(
          states.map((RoutingControlState, index) => ({ RoutingControlArn: arns[index], RoutingControlState })),
        ),
      });
    const open = () => arns.map((arn) => gateIsOpen(cloud.store, arn));
    expect(open()).toEqual([false, false]);
    await set("On");
    expect(open()).toEqual([true, false]);
    await expect(set("Off")).rejects.toThrow(/ConflictException.*at least one gate is open/);
    await expect(set("Off", "Off")).rejects.toThrow(/ConflictException/);
    expect(open()).toEqual([true, false]);
    await set("Off", "On");
    expect(open()).toEqual([false, true]);
    expect((await cloud.plan("staging-aws-traffic")).filter(({ actions }) => actions !== "no-op")).toEqual([]);
  }, 60_000);

  test("lets the standby take over and be applied while the origin's region is dark", async () => {
    await cloud.outage("aws/us-east-1", "dark");
    await cloud.databases.kill("staging-aws-virginia");
    const survivor = cloud.things("aws_rds_cluster").find(({ id }) => id === "staging-aws-oregon");
    await operate("rds:FailoverGlobalCluster", {
      region: "us-west-2",
      GlobalClusterIdentifier: "staging-aws",
      TargetDbClusterIdentifier: textOf(survivor?.attributes ?? {}, "arn"),
      AllowDataLoss: "true",
    });
    cloud.rewrite("staging-aws-oregon", failedOver?.get("staging-aws-oregon") ?? { terraform: { backend: {} } });
    const changes = await cloud.plan("staging-aws-oregon");
    expect(changes.filter(({ actions }) => !["no-op", "update"].includes(actions))).toEqual([]);
    await cloud.apply("staging-aws-oregon");
    expect((await cloud.plan("staging-aws-oregon")).filter(({ actions }) => actions !== "no-op")).toEqual([]);

    // Records are changed through the region that is lost; gates are worked without it.
    await expect(cloud.plan("staging-aws-traffic")).rejects.toThrow(/operation error Route 53: .*i\/o timeout/);
    await operate("route53-recovery-cluster:ListRoutingControls", {});
  }, 60_000);
});
