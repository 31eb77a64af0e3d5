import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { auroraPair } from "../support/cloud-aws";
import { SimulatedAws } from "../support/simulated-aws";

const pair = auroraPair("orders");
const { arns } = pair;
const named = { region: "us-west-2", GlobalClusterIdentifier: "orders" };

let aws = new SimulatedAws();
beforeEach(async () => {
  aws = new SimulatedAws();
  const { db: global = {} } = pair.origin["aws_rds_global_cluster"] ?? {};
  const { db: origin = {} } = pair.origin["aws_rds_cluster"] ?? {};
  const { db: standby = {} } = pair.standby["aws_rds_cluster"] ?? {};
  await aws.make(["aws_rds_global_cluster", global]);
  await aws.make(["aws_rds_cluster", { ...origin, global_cluster_identifier: "orders" }]);
  await aws.make(["aws_rds_cluster", { ...standby, region: "us-west-2" }]);
});
afterEach(() => {
  aws.close();
});

const operate = (name: string, given: Readonly<Record<string, string>>) => aws.cloud.clouds.operate("aws", name, given);
const members = async () => {
  const answer = await operate("rds:DescribeGlobalClusters", named);
  return JSON.stringify(answer);
};

const toStandby = { ...named, TargetDbClusterIdentifier: arns.standby };
const forced = { ...toStandby, AllowDataLoss: "true" };

describe("what AWS's own calls do to a global database", () => {
  test.each([
    [
      "a switchover to a cluster that is no member",
      "rds:SwitchoverGlobalCluster",
      { ...toStandby, TargetDbClusterIdentifier: arns.standby.replace(/-b$/, "-c") },
      /DBClusterNotFoundFault/,
    ],
    [
      "a switchover of a global database that is not there",
      "rds:SwitchoverGlobalCluster",
      { ...toStandby, GlobalClusterIdentifier: "none" },
      /GlobalClusterNotFoundFault/,
    ],
    [
      "a switchover to the writer",
      "rds:SwitchoverGlobalCluster",
      { ...toStandby, TargetDbClusterIdentifier: arns.origin },
      /InvalidDBClusterStateFault/,
    ],
    [
      "a failover to the writer",
      "rds:FailoverGlobalCluster",
      { ...forced, TargetDbClusterIdentifier: arns.origin },
      /InvalidDBClusterStateFault/,
    ],
    [
      "to take the writer away from its secondary",
      "rds:RemoveFromGlobalCluster",
      { ...named, DbClusterIdentifier: arns.origin },
      /InvalidGlobalClusterStateFault/,
    ],
    [
      "to take back what was not left behind",
      "sandbox:ReattachGlobalClusterMember",
      { ...named, DbClusterIdentifier: arns.standby },
      /InvalidParameterValue/,
    ],
    [
      "a call without all that it needs",
      "rds:FailoverGlobalCluster",
      named,
      /needs TargetDbClusterIdentifier, AllowDataLoss/,
    ],
  ])("refuses %s, and changes nothing", async (_, name, given, says) => {
    const before = await members();
    const { length } = aws.cloud.databases.calls;
    await expect(operate(name, given)).rejects.toThrow(says);
    expect(aws.cloud.databases.calls).toHaveLength(length);
    expect(await members()).toBe(before);
  });

  test.each([
    [
      "switchover",
      "rds:SwitchoverGlobalCluster",
      toStandby,
      () => aws.cloud.databases.switchover("orders-a", "orders-b"),
    ],
    ["failover", "rds:FailoverGlobalCluster", forced, () => aws.cloud.databases.promote("orders-b")],
  ])(
    "writes down a %s whose servers were done with when the process died, and does it to none twice",
    async (_, name, given, died) => {
      await died();
      const { length } = aws.cloud.databases.calls;
      await operate(name, given);
      expect(aws.cloud.databases.calls).toHaveLength(length);
      expect(await members()).toContain(`"DBClusterArn":"${arns.standby}","IsWriter":true`);
    },
  );

  test("lets a secondary go, which takes writes from then on, and lets it be named no more", async () => {
    await operate("rds:RemoveFromGlobalCluster", { ...named, DbClusterIdentifier: arns.standby });
    expect(aws.cloud.databases.calls.at(-1)).toBe("promote orders-b");
    expect(await members()).not.toContain(arns.standby);
    await expect(operate("rds:SwitchoverGlobalCluster", toStandby)).rejects.toThrow(/is not found in global cluster/);
  });

  test("leaves the old writer out after a failover, until it is taken back or let go", async () => {
    await operate("rds:FailoverGlobalCluster", forced);
    expect(await members()).not.toContain(arns.origin);
    await operate("sandbox:ReattachGlobalClusterMember", {
      ...named,
      region: "us-east-1",
      DbClusterIdentifier: arns.origin,
    });
    expect(aws.cloud.databases.calls.at(-1)).toBe("rejoin orders-a to orders-b");
    expect(await members()).toContain(`"DBClusterArn":"${arns.origin}","IsWriter":false`);
    await operate("rds:SwitchoverGlobalCluster", {
      ...named,
      region: "us-east-1",
      TargetDbClusterIdentifier: arns.origin,
    });
    expect(await members()).toContain(`"DBClusterArn":"${arns.origin}","IsWriter":true`);
  });

  test("tells how far a secondary is behind, and nothing of one that does not answer", async () => {
    const Metric = {
      MetricName: "AuroraGlobalDBReplicationLag",
      Dimensions: [{ Name: "DBClusterIdentifier", Value: "orders-b" }],
    };
    const ask = { region: "us-west-2", MetricDataQueries: JSON.stringify([{ Id: "lag", MetricStat: { Metric } }]) };
    expect(await operate("monitoring:GetMetricData", ask)).toMatchObject({ MetricDataResults: [{ Values: [0] }] });
    await aws.cloud.databases.kill("orders-b");
    expect(await operate("monitoring:GetMetricData", ask)).toMatchObject({ MetricDataResults: [{ Values: [] }] });
  });
});

describe("an outage of a region", () => {
  test("lets nothing, reads only, or two calls of three through", async () => {
    await aws.cloud.outage("aws/us-west-2", "control-plane");
    await expect(operate("rds:SwitchoverGlobalCluster", toStandby)).rejects.toThrow(
      /^operation error RDS: SwitchoverGlobalCluster, .* StatusCode: 503, .* ServiceUnavailable/,
    );
    expect(await members()).toContain(arns.standby);

    await aws.cloud.outage("aws/us-west-2", "throttled");
    const tries = await Promise.allSettled([members(), members(), members()]);
    const refused = tries.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(
      /operation error RDS: DescribeGlobalClusters, .* api error ThrottlingException: Rate exceeded$/,
    );

    await aws.cloud.outage("aws/us-west-2", "dark");
    await expect(members()).rejects.toThrow(
      /StatusCode: 0, RequestID: , request send failed, Post "https:\/\/rds\.us-west-2\.amazonaws\.com\/": dial tcp: i\/o timeout$/,
    );
    await expect(aws.make(["aws_vpc", { cidr_block: "10.0.0.0/16", region: "us-west-2" }])).rejects.toThrow(
      /EC2: DescribeVpcs/,
    );
    await aws.make(["aws_vpc", { cidr_block: "10.0.0.0/16" }]);
  });
});
