import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Fields } from "../../modules/sandbox/protocol/values";
import { CloudWorkspace } from "../support/cloud";
import { auroraIgnored, auroraPair, awsStack, type Resources } from "../support/cloud-aws";

const cloud = new CloudWorkspace();
beforeAll(() => cloud.open());
afterEach(() => cloud.outage("aws/us-east-1", undefined));
afterAll(() => {
  cloud.close();
});

const [east, west] = ["us-east-1", "us-west-2"] as const;
const cluster = "aws_rds_cluster.db";

/** What a plan does to each resource, where it does anything: `update`, `delete,create because of …`. */
async function intended(name: string): Promise<Readonly<Record<string, string>>> {
  const plans = (await cloud.plan(name)).filter(({ actions }) => actions !== "no-op");
  return Object.fromEntries(
    plans.map(({ address, actions, replaces, changed }) => [
      address,
      actions === "delete,create" ? `replace ${replaces.join()}` : `${actions} ${changed.join()}`,
    ]),
  );
}

/** The same, with and without the list that this project ignores. */
async function both(name: string, region: string, resources: Resources) {
  cloud.rewrite(name, awsStack(region, resources, { [cluster]: auroraIgnored }));
  const ignoring = await intended(name);
  cloud.rewrite(name, awsStack(region, resources));
  return { ignoring, otherwise: await intended(name) };
}

async function made(name: string) {
  const pair = auroraPair(name);
  await cloud.write(`${name}-origin`, awsStack(east, pair.origin));
  await cloud.apply(`${name}-origin`);
  await cloud.write(`${name}-standby`, awsStack(west, pair.standby, { [cluster]: auroraIgnored }));
  await cloud.apply(`${name}-standby`);
  const call = (operation: string, region: string, given: Readonly<Record<string, string>>) =>
    cloud.clouds.operate("aws", operation, { region, GlobalClusterIdentifier: name, ...given });
  return { ...pair, call };
}

/** What servers were asked for about one of these names. */
const calls = (name: string) => cloud.databases.calls.filter((call) => call.includes(name));

describe("an Aurora global database after a switchover", () => {
  test("is dirty on the old primary's side alone, and applying that breaks the pair", async () => {
    const { origin, standby, arns, call } = await made("swap");
    // The secondary reports its source from birth on.
    expect(await both("swap-standby", west, standby)).toEqual({
      ignoring: {},
      otherwise: { [cluster]: "update replication_source_identifier" },
    });
    expect(await both("swap-origin", east, origin)).toEqual({ ignoring: {}, otherwise: {} });

    await call("rds:SwitchoverGlobalCluster", west, { TargetDbClusterIdentifier: arns.standby });
    expect(calls("swap-")).toContain("switchover swap-a to swap-b");

    expect(await both("swap-standby", west, standby)).toEqual({ ignoring: {}, otherwise: {} });
    expect(await both("swap-origin", east, origin)).toEqual({
      ignoring: {},
      otherwise: { [cluster]: "update replication_source_identifier" },
    });
    cloud.rewrite("swap-origin", awsStack(east, origin, { [cluster]: ["replication_source_identifier"] }));
    expect(await intended("swap-origin")).toEqual({});

    const before = cloud.databases.calls.length;
    cloud.rewrite("swap-origin", awsStack(east, origin));
    await cloud.apply("swap-origin");
    expect(cloud.databases.calls.slice(before)).toEqual(["promote swap-a"]);
    expect(await call("rds:DescribeGlobalClusters", west, {})).toMatchObject({
      GlobalClusters: [{ GlobalClusterMembers: [{ DBClusterArn: arns.standby, IsWriter: true }] }],
    });
  }, 60_000);
});

describe("an Aurora global database after a failover", () => {
  test("lets the survivor be planned while the other region is dark, and the lost cluster back in", async () => {
    const { origin, standby, arns, call } = await made("lost");
    await cloud.outage(`aws/${east}`, "dark");
    await cloud.databases.kill("lost-a");
    await expect(
      call("rds:SwitchoverGlobalCluster", west, { TargetDbClusterIdentifier: arns.standby }),
    ).rejects.toThrow(/InvalidDBClusterStateFault/);
    await expect(call("rds:FailoverGlobalCluster", west, { TargetDbClusterIdentifier: arns.standby })).rejects.toThrow(
      /AllowDataLoss/,
    );
    const loss = { TargetDbClusterIdentifier: arns.standby, AllowDataLoss: "true" };
    await call("rds:FailoverGlobalCluster", west, loss);
    expect(calls("lost-")).toContain("promote lost-b");
    expect(await both("lost-standby", west, standby)).toEqual({ ignoring: {}, otherwise: {} });
    await expect(cloud.plan("lost-origin")).rejects.toThrow(
      /operation error RDS: DescribeGlobalClusters, exceeded maximum[\s\S]*i\/o timeout/,
    );

    await cloud.outage(`aws/${east}`, undefined);
    await cloud.databases.start("lost-a");
    expect(await both("lost-origin", east, origin)).toEqual({
      ignoring: {},
      otherwise: { [cluster]: "update global_cluster_identifier" },
    });
    await expect(cloud.apply("lost-origin")).rejects.toThrow(
      /existing RDS Clusters cannot be added to an existing RDS Global Cluster/,
    );

    await call("sandbox:ReattachGlobalClusterMember", east, { DbClusterIdentifier: arns.origin });
    expect(calls("lost-")).toContain("rejoin lost-a to lost-b");
    expect(await both("lost-origin", east, origin)).toEqual({
      ignoring: {},
      otherwise: { [cluster]: "update replication_source_identifier" },
    });
    expect(await call("rds:DescribeGlobalClusters", west, {})).toMatchObject({
      GlobalClusters: [
        {
          GlobalClusterMembers: [
            { DBClusterArn: arns.standby },
            { IsWriter: false, SynchronizationStatus: "connected" },
          ],
        },
      ],
    });
  }, 60_000);
});

describe("what AWS reports otherwise than it was asked", () => {
  test("about a cluster replaces it, changes it, or nothing, as recorded from the real provider", async () => {
    const { origin } = await made("told");
    const own = origin["aws_rds_cluster"]?.["db"] ?? {};
    const asking = (more: Fields): Resources => ({
      ...origin,
      aws_rds_cluster: { db: { ...own, ...more } },
    });
    const drift = (attributes: Parameters<typeof cloud.drift>[2]) =>
      cloud.drift("aws_rds_cluster", "told-a", attributes);

    await drift({ engine_version_actual: "16.8" });
    expect(await both("told-origin", east, origin)).toEqual({
      ignoring: {},
      otherwise: { [cluster]: "update engine_version" },
    });
    await expect(cloud.apply("told-origin")).rejects.toThrow(/Cannot upgrade aurora-postgresql from 16\.8 to 16\.6/);
    cloud.report("told-origin", cluster, { engine_version: "16" });
    expect(await both("told-origin", east, asking({ engine_version: "16" }))).toEqual({ ignoring: {}, otherwise: {} });
    await drift({ engine_version_actual: "16.6" });
    cloud.report("told-origin", cluster, { engine_version: "16.6" });

    await drift({ database_name: null });
    expect(await both("told-origin", east, origin)).toEqual({ ignoring: {}, otherwise: {} });
    await drift({ master_username: "" });
    expect(await both("told-origin", east, origin)).toEqual({
      ignoring: {},
      otherwise: { [cluster]: "replace master_username" },
    });
    await drift({ database_name: "app", master_username: "app" });

    expect(await both("told-origin", east, asking({ availability_zones: ["us-east-1a", "us-east-1b"] }))).toEqual({
      ignoring: {},
      otherwise: { [cluster]: "replace availability_zones" },
    });

    // As after an import: Read never learns of it.
    cloud.report("told-origin", cluster, { source_region: undefined });
    expect(await both("told-origin", east, asking({ source_region: west }))).toEqual({
      ignoring: {},
      otherwise: { [cluster]: "replace source_region" },
    });

    cloud.rewrite("told-origin", awsStack(east, origin));
    await cloud.drift("aws_rds_global_cluster", "told", { database_name: "" });
    const global = origin["aws_rds_global_cluster"]?.["db"] ?? {};
    const named = { ...origin, aws_rds_global_cluster: { db: { ...global, database_name: "app" } } };
    cloud.rewrite("told-origin", awsStack(east, named));
    expect(await intended("told-origin")).toMatchObject({ "aws_rds_global_cluster.db": "replace database_name" });
  }, 60_000);
});
