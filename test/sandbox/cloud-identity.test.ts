import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Fields } from "../../modules/sandbox/protocol/values";
import { CloudWorkspace } from "../support/cloud";
import { type Ask, SimulatedProvider } from "../support/simulated-provider";

let cloud = new CloudWorkspace();
beforeEach(() => {
  cloud = new CloudWorkspace();
});
afterEach(() => {
  cloud.close();
});

const inRegion = (region: string, account = "111122223333") =>
  new SimulatedProvider("aws", { region, allowed_account_ids: [account] }, cloud, `${account} ${region}`);

const inProject = (project: string) =>
  new SimulatedProvider("google", { project, region: "us-central1" }, cloud, project);

const inSubscription = (subscription_id: string) =>
  new SimulatedProvider("azurerm", { subscription_id }, cloud, subscription_id);

const trust = JSON.stringify({ Statement: [{ Principal: { Service: "eks.amazonaws.com" } }] });
const role: Ask = ["aws_iam_role", { name: "same", assume_role_policy: trust }];
const bucket: Ask = ["aws_s3_bucket", { bucket: "understudy-same" }];
const globalCluster: Ask = [
  "aws_rds_global_cluster",
  { global_cluster_identifier: "same", engine: "aurora-postgresql" },
];

/** Things that AWS keeps apart by region, each made after what it needs. */
const regional: readonly (readonly Ask[])[] = [
  [["aws_cloudwatch_log_group", { name: "same" }]],
  [["aws_rds_cluster_parameter_group", { name: "same", family: "aurora-postgresql17" }]],
  [
    [
      "aws_cloudwatch_metric_alarm",
      { alarm_name: "same", comparison_operator: "GreaterThanThreshold", evaluation_periods: 1, threshold: 1 },
    ],
  ],
  [
    ["aws_rds_cluster_parameter_group", { name: "same", family: "aurora-postgresql17" }],
    ["aws_sns_topic", { name: "same" }],
  ],
];

async function makeAll(provider: SimulatedProvider, asks: readonly Ask[]): Promise<readonly Fields[]> {
  const made: Fields[] = [];
  for (const ask of asks) made.push(await provider.make(ask));
  return made;
}

describe("what AWS keeps apart", () => {
  test.each(regional.map((asks) => ({ what: asks.map(([type]) => type).join(" and "), asks })))(
    "$what of one name is there once in each region and account, and what becomes of one is not the other's",
    async ({ asks }) => {
      const east = inRegion("us-east-1");
      const others = [inRegion("us-west-2"), inRegion("us-east-1", "444455556666")];
      const own = await makeAll(east, asks);
      for (const other of others) {
        const theirs = await makeAll(other, asks);
        for (const [index, [type]] of asks.entries()) {
          expect(theirs[index]?.["arn"]).not.toBe(own[index]?.["arn"]);
          expect(await other.read(type, theirs[index] ?? {})).toMatchObject({ arn: theirs[index]?.["arn"] });
          await other.change(type, theirs[index] ?? {}, { tags: { whose: "theirs" } });
          expect(await east.read(type, own[index] ?? {})).toEqual(own[index]);
          await other.remove(type, theirs[index] ?? {});
          expect(await other.read(type, theirs[index] ?? {})).toBeNull();
          expect(await east.read(type, own[index] ?? {})).toEqual(own[index]);
        }
      }
      for (const ask of asks.slice(0, 1)) await expect(east.make(ask)).rejects.toThrow(/exists/);
    },
  );

  test("a thing of another region does not stand in for one that is missing, nor keep its namesake", async () => {
    const [east, west] = [inRegion("us-east-1"), inRegion("us-west-2")];
    const group: Ask = ["aws_rds_cluster_parameter_group", { name: "same", family: "aurora-postgresql17" }];
    const cluster = {
      cluster_identifier: "db",
      engine: "aurora-postgresql",
      master_username: "app",
      master_password_wo_version: 1,
      db_cluster_parameter_group_name: "same",
    };
    const other = await west.make(group);
    await expect(east.make(["aws_rds_cluster", cluster])).rejects.toThrow(/DBClusterParameterGroup not found: same/);
    const own = await east.make(group);
    await east.make(["aws_rds_cluster", cluster]);
    await expect(east.remove(group[0], own)).rejects.toThrow(/still members of this parameter group/);
    await west.remove(group[0], other);
  });

  test("roles and global databases are an account's in all of its regions", async () => {
    const [east, west, other] = [inRegion("us-east-1"), inRegion("us-west-2"), inRegion("us-east-1", "444455556666")];
    await makeAll(east, [role, globalCluster]);
    await expect(west.make(role)).rejects.toThrow(/EntityAlreadyExists: Role with name same already exists/);
    await expect(west.make(globalCluster)).rejects.toThrow(/GlobalClusterAlreadyExistsFault/);
    await makeAll(other, [role, globalCluster]);
  });

  test("one account's global database is switched, and made whole again when its region is back; another's is not", async () => {
    await inProject("exchange").make(["google_compute_network", { name: "other", auto_create_subnetworks: false }]);
    for (const account of ["111122223333", "444455556666"]) {
      const [east, west] = [inRegion("us-east-1", account), inRegion("us-west-2", account)];
      const member = { engine: "aurora-postgresql", global_cluster_identifier: "same" };
      const first = { master_username: "app", master_password_wo_version: 1 };
      await east.make(globalCluster);
      await east.make(["aws_rds_cluster", { ...member, ...first, cluster_identifier: `east-${account}` }]);
      await west.make(["aws_rds_cluster", { ...member, cluster_identifier: `west-${account}` }]);
    }
    const describe = (account: string) =>
      JSON.stringify(cloud.things("aws_rds_global_cluster").filter((global) => global.account === account));
    const untouched = describe("111122223333");
    const before = describe("444455556666");
    await cloud.clouds.operate("aws", "rds:FailoverGlobalCluster", {
      region: "us-west-2",
      GlobalClusterIdentifier: "same",
      TargetDbClusterIdentifier: "arn:aws:rds:us-west-2:444455556666:cluster:west-444455556666",
      AllowDataLoss: "true",
    });
    expect(describe("444455556666")).not.toBe(before);
    expect(describe("111122223333")).toBe(untouched);
    await cloud.clouds.regionReturned("aws", "us-east-1");
    expect(cloud.databases.calls.at(-1)).toBe("rejoin east-444455556666 to west-444455556666");
    expect(describe("111122223333")).toBe(untouched);
  });

  test("a bucket's name is taken for everybody, and its owner is told so in other words than the rest", async () => {
    const [east, west, other] = [inRegion("us-east-1"), inRegion("us-west-2"), inRegion("us-east-1", "444455556666")];
    await east.make(bucket);
    await expect(west.make(bucket)).rejects.toThrow(/BucketAlreadyOwnedByYou/);
    await expect(other.make(bucket)).rejects.toThrow(
      /StatusCode: 409,.* BucketAlreadyExists: The requested bucket name/,
    );
  });
});

describe("what the others keep apart", () => {
  const network: Ask = ["google_compute_network", { name: "same", auto_create_subnetworks: false }];

  test("Google's things are a project's, and its buckets everybody's", async () => {
    const [one, two] = [inProject("one"), inProject("two")];
    await makeAll(one, [network, ["google_storage_bucket", { name: "understudy-same", location: "US" }]]);
    await two.make(network);
    await expect(one.make(network)).rejects.toThrow(/already exists/);
    await expect(two.make(["google_storage_bucket", { name: "understudy-same", location: "US" }])).rejects.toThrow(
      /The requested bucket name is not available/,
    );
  });

  test("Azure's things are a resource group's, and its servers' and storage accounts' names everybody's", async () => {
    const [one, two] = [inSubscription("11111111-2222-4333-8444-1"), inSubscription("11111111-2222-4333-8444-2")];
    const group: Ask = ["azurerm_resource_group", { name: "same", location: "eastus2" }];
    const account: Ask = [
      "azurerm_storage_account",
      {
        name: "understudysame",
        resource_group_name: "same",
        location: "eastus2",
        account_tier: "Standard",
        account_replication_type: "ZRS",
      },
    ];
    await makeAll(one, [group, account]);
    await two.make(group);
    await expect(two.make(account)).rejects.toThrow(/StorageAccountAlreadyTaken/);
  });
});

describe("what the sandbox cannot keep apart", () => {
  test("two database servers of one name are refused, and none stands for the other", async () => {
    const cluster: Ask = [
      "aws_rds_cluster",
      {
        cluster_identifier: "same",
        engine: "aurora-postgresql",
        master_username: "app",
        master_password_wo_version: 1,
      },
    ];
    await inRegion("us-east-1").make(cluster);
    await expect(inRegion("us-west-2").make(cluster)).rejects.toThrow(
      /the sandbox keeps one database server of a name, and "same" is one of aws in us-east-1; give this one another/,
    );
    expect(cloud.databases.calls).toEqual(["createPrimary same"]);
    expect(cloud.things("aws_rds_cluster")).toHaveLength(1);
  });
});
