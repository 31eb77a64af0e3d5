import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { awsStack, type Resources } from "../support/cloud-aws";
import { CloudWorkspace } from "../support/cloud";

const cloud = new CloudWorkspace();
beforeAll(() => cloud.open());
afterAll(() => {
  cloud.close();
});

const trusted = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "eks.amazonaws.com" } }],
});

const subnet = (letter: string, block: string) => ({
  vpc_id: "${aws_vpc.net.id}",
  cidr_block: block,
  availability_zone: `us-east-1${letter}`,
});

/** Everything but databases that a runbook, or AWS in a switch, may change. */
const resources: Resources = {
  aws_vpc: { net: { cidr_block: "10.1.0.0/16" } },
  aws_subnet: { a: subnet("a", "10.1.0.0/24"), b: subnet("b", "10.1.1.0/24") },
  aws_iam_role: { nodes: { name: "drift-nodes", assume_role_policy: trusted } },
  aws_eks_cluster: {
    main: {
      name: "drift",
      role_arn: "${aws_iam_role.nodes.arn}",
      vpc_config: [{ subnet_ids: ["${aws_subnet.a.id}", "${aws_subnet.b.id}"] }],
    },
  },
  aws_eks_node_group: {
    base: {
      cluster_name: "${aws_eks_cluster.main.name}",
      node_group_name: "base",
      node_role_arn: "${aws_iam_role.nodes.arn}",
      subnet_ids: ["${aws_subnet.a.id}", "${aws_subnet.b.id}"],
      scaling_config: [{ min_size: 1, desired_size: 1, max_size: 6 }],
    },
  },
  aws_secretsmanager_secret: { login: { name: "drift-login", replica: [{ region: "us-west-2" }] } },
  aws_route53_zone: { main: { name: "drift.example.com" } },
  aws_route53_health_check: { app: { type: "HTTPS", fqdn: "a.drift.example.com", port: 443, failure_threshold: 3 } },
  aws_route53_record: {
    app: {
      zone_id: "${aws_route53_zone.main.zone_id}",
      name: "app.drift.example.com",
      type: "CNAME",
      ttl: 30,
      records: ["a.drift.example.com"],
      set_identifier: "origin",
      failover_routing_policy: [{ type: "PRIMARY" }],
      health_check_id: "${aws_route53_health_check.app.id}",
    },
  },
};

/** What AWS or a runbook changes, what a plan then undoes, and what is to be ignored so that it does not. */
const drifts = {
  "aws_route53_record.app": {
    drift: { records: ["b.drift.example.com"], failover_routing_policy: [{ type: "SECONDARY" }] },
    changed: "failover_routing_policy,records",
    ignored: ["records", "failover_routing_policy[0].type"],
  },
  "aws_route53_health_check.app": {
    drift: { disabled: true, invert_healthcheck: true },
    changed: "disabled,invert_healthcheck",
    ignored: ["disabled", "invert_healthcheck"],
  },
  "aws_eks_node_group.base": {
    drift: undefined,
    changed: "scaling_config",
    ignored: ["scaling_config[0].min_size", "scaling_config[0].desired_size"],
  },
  "aws_secretsmanager_secret.login": { drift: undefined, changed: "replica", ignored: ["replica"] },
} as const;

async function intended(name: string): Promise<Readonly<Record<string, string>>> {
  const plans = (await cloud.plan(name)).filter(({ actions }) => actions !== "no-op");
  return Object.fromEntries(plans.map(({ address, actions, changed }) => [address, `${actions} ${changed.join()}`]));
}

const ignoring = Object.fromEntries(Object.entries(drifts).map(([address, { ignored }]) => [address, ignored]));

describe("what a runbook does past Terraform", () => {
  test("is undone in place by the next apply, unless what it changes is ignored", async () => {
    await cloud.write("drift", awsStack("us-east-1", resources));
    await cloud.apply("drift");
    expect(await intended("drift")).toEqual({});

    for (const [address, { drift }] of Object.entries(drifts)) {
      const [type = ""] = address.split(".");
      const [thing] = cloud.things(type);
      if (drift !== undefined) await cloud.drift(type, thing?.id ?? "", drift);
    }
    const region = { region: "us-east-1", clusterName: "drift", nodegroupName: "base" };
    const scalingConfig = JSON.stringify({ minSize: 4, desiredSize: 4 });
    await cloud.clouds.operate("aws", "eks:UpdateNodegroupConfig", { ...region, scalingConfig });
    expect(await cloud.clouds.operate("aws", "eks:DescribeNodegroup", region)).toMatchObject({
      nodegroup: { status: "ACTIVE", scalingConfig: { minSize: 4, maxSize: 6, desiredSize: 4 } },
    });
    const secret = { region: "us-west-2", SecretId: "drift-login" };
    await cloud.clouds.operate("aws", "secretsmanager:StopReplicationToReplica", secret);

    expect(await intended("drift")).toEqual(
      Object.fromEntries(Object.entries(drifts).map(([address, { changed }]) => [address, `update ${changed}`])),
    );
    cloud.rewrite("drift", awsStack("us-east-1", resources, ignoring));
    expect(await intended("drift")).toEqual({});
    const half = { "aws_eks_node_group.base": ["scaling_config[0].desired_size"] };
    cloud.rewrite("drift", awsStack("us-east-1", resources, { ...ignoring, ...half }));
    expect(await intended("drift")).toEqual({ "aws_eks_node_group.base": "update scaling_config" });
    const inSet = { "aws_secretsmanager_secret.login": ["replica[0].region"] };
    cloud.rewrite("drift", awsStack("us-east-1", resources, { ...ignoring, ...inSet }));
    await expect(cloud.plan("drift")).rejects.toThrow(/Cannot index a set value/);
  }, 60_000);

  test("to a multi-Region key's primary makes both keys unreadable, whatever is ignored", async () => {
    const key = { aws_kms_key: { main: { multi_region: true } } };
    await cloud.write("key", awsStack("us-east-1", key));
    await cloud.apply("key");
    const { id: KeyId = "", attributes = {} } = cloud.things("aws_kms_key")[0] ?? {};
    const replica = { aws_kms_replica_key: { other: { primary_key_arn: attributes["arn"] ?? null } } };
    await cloud.write("replica", awsStack("us-west-2", replica));
    await cloud.apply("replica");
    expect(await intended("replica")).toEqual({});
    await cloud.clouds.operate("aws", "kms:UpdatePrimaryRegion", {
      region: "us-east-1",
      KeyId,
      PrimaryRegion: "us-west-2",
    });

    await expect(cloud.plan("key")).rejects.toThrow(`KMS Key (${KeyId}) is not a multi-Region primary key`);
    const ignored = { "aws_kms_replica_key.other": ["primary_key_arn"] };
    for (const stack of [awsStack("us-west-2", replica), awsStack("us-west-2", replica, ignored)]) {
      cloud.rewrite("replica", stack);
      const refused = `KMS Replica Key (${KeyId}) is not a multi-Region replica key`;
      await expect(cloud.plan("replica")).rejects.toThrow(refused);
    }
  }, 60_000);
});
