/**
 * Stacks that hold every kind of value which cdktf resolves, and the program that synthesizes them: as cdktf is published
 * (`plain`) or with all that makes it fast (`fast`). Run by fast-synthesis.test.ts, each way in a process of its own.
 */
import { findSourceMap } from "node:module";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { PostgresqlFlexibleServer } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ContainerCluster } from "@cdktf/provider-google/lib/container-cluster";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { SqlDatabaseInstance } from "@cdktf/provider-google/lib/sql-database-instance";
import {
  App,
  AssetType,
  conditional,
  Fn,
  Lazy,
  S3Backend,
  TerraformAsset,
  TerraformCount,
  TerraformIterator,
  TerraformLocal,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import { installFastSynthesis } from "../../modules/core/fast-synthesis";
import { ReadableStack } from "../../modules/core/stack";

function amazon(app: App, assets: string): Vpc {
  const stack = new TerraformStack(app, "amazon");
  new AwsProvider(stack, "aws", { region: "us-east-1", defaultTags: [{ tags: { Owner: "platform" } }] });
  new AwsProvider(stack, "aws-oregon", { region: "us-west-2", alias: "oregon" });
  new S3Backend(stack, { bucket: "state", key: "amazon.tfstate", region: "us-east-1" });
  stack.addOverride("terraform.backend.s3.use_lockfile", true);

  const caller = new DataAwsCallerIdentity(stack, "caller");
  const size = new TerraformVariable(stack, "size", { type: "number", default: 3 });
  const zones = new TerraformLocal(stack, "zones", ["a", "b", "c"]);
  const vpc = new Vpc(stack, "vpc", {
    cidrBlock: "10.16.0.0/16",
    tags: { Name: "vpc", "kubernetes.io/role/elb": "1" },
  });
  const subnets = ["a", "b"].map(
    (zone) => new Subnet(stack, `subnet-${zone}`, { vpcId: vpc.id, availabilityZone: `${vpc.region}${zone}` }),
  );
  const key = new KmsKey(stack, "key", {
    policy: Fn.jsonencode({ Statement: [{ Principal: { AWS: `arn:aws:iam::${caller.accountId}:root` } }] }),
    description: 'costs 1e5, $${not.a.reference} and ${local.kept}, as "quoted"\n',
    lifecycle: { preventDestroy: true, ignoreChanges: ["description"], replaceTriggeredBy: [vpc] },
  });
  const role = new IamRole(stack, "role", { name: "role", assumeRolePolicy: JSON.stringify({ a: ["${aws:user}"] }) });
  const cluster = new EksCluster(stack, "cluster", {
    name: Lazy.stringValue({ produce: () => `cluster-of-${vpc.id}` }),
    roleArn: role.arn,
    vpcConfig: { subnetIds: subnets.map(({ id }) => id), endpointPublicAccess: false },
    encryptionConfig: { resources: ["secrets"], provider: { keyArn: key.arn } },
    dependsOn: [...subnets, role],
  });
  cluster.addOverride("upgrade_policy.support_type", "STANDARD");
  cluster.addOverride("vpc_config.empty", {});

  const each = TerraformIterator.fromList(["one", "two"]);
  const named = TerraformIterator.fromComplexList(Token.asAny(zones.expression), "name");
  new SecurityGroup(stack, "each", { forEach: each, name: Token.asString(each.value), vpcId: vpc.id });
  new RdsClusterParameterGroup(stack, "parameters", {
    family: "aurora-postgresql17",
    parameter: named.dynamic({ name: named.getString("name"), value: `${size.numberValue}` }),
  });
  const count = TerraformCount.of(size.numberValue);
  new CloudwatchMetricAlarm(stack, "alarm", {
    count,
    alarmName: `alarm/${count.index}`,
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: Token.asNumber(conditional(size.value, 1, 2)),
    threshold: 1e21,
    dimensions: Token.asStringMap(Fn.merge([vpc.tags, { Cluster: cluster.name }])),
    alarmActions: Token.asList(Fn.concat([[role.arn], ["arn"]])),
    okActions: [],
  });
  new TerraformOutput(stack, "certificate", { value: cluster.certificateAuthority.get(0).data, sensitive: true });
  new TerraformOutput(stack, "everything", { value: { lists: [[1, "a"], []], nested: { vpc: vpc.arn } } });
  new TerraformOutput(stack, "archive", {
    value: new TerraformAsset(stack, "archived", { path: assets, type: AssetType.ARCHIVE }).fileName,
  });
  return vpc;
}

/** A stack that is resolved in one pass when synthesis is fast, and in cdktf's two otherwise. */
function google(app: App): void {
  const stack = new ReadableStack(app, "google");
  new GoogleProvider(stack, "google", { project: "exchange" });
  const database = new SqlDatabaseInstance(stack, "database", {
    databaseVersion: "POSTGRES_17",
    settings: {
      tier: "db-custom-4-16384",
      databaseFlags: [{ name: "log_min_duration_statement", value: "500" }],
      insightsConfig: { queryInsightsEnabled: true },
    },
  });
  const cluster = new ContainerCluster(stack, "cluster", {
    name: Fn.join("-", ["cluster", database.name]),
    resourceLabels: { size: "medium" },
    initialNodeCount: 0,
  });
  new TerraformOutput(stack, "address", { value: `${cluster.endpoint}:${database.ipAddress.get(0).ipAddress}` });
}

function azure(app: App, vpc: Vpc): void {
  const stack = new TerraformStack(app, "azure");
  new AzurermProvider(stack, "azurerm", { features: [{}], subscriptionId: "subscription" });
  new PostgresqlFlexibleServer(stack, "database", {
    name: `peer-of-${vpc.id}`,
    location: "eastus2",
    resourceGroupName: "group",
    storageMb: 131_072,
    highAvailability: { mode: "ZoneRedundant" },
    tags: { peer: vpc.arn },
  });
}

/** Adds the stacks to the app; `assets` is a directory to archive. */
export function everyKindOfValue(app: App, assets: string): void {
  const vpc = amazon(app, assets);
  google(app);
  azure(app, vpc);
}

if (require.main === module) {
  const [mode, outdir, assets] = process.argv.slice(2);
  if (outdir === undefined || assets === undefined)
    throw new Error("usage: fast-synthesis.program.ts plain|fast outdir assets");
  if (mode === "fast" && !installFastSynthesis())
    throw new Error("fast synthesis was refused; the warning above says why");
  const app = new App({ outdir });
  everyKindOfValue(app, assets);
  app.synth();
  for (const path of Object.keys(require.cache))
    process.stdout.write(`loaded ${path}\n${findSourceMap(path) === undefined ? "" : `mapped ${path}\n`}`);
}
