import type { Fields } from "../../modules/sandbox/protocol/values";
import { auroraPair } from "./cloud-aws";
import type { Ask } from "./simulated-provider";

const trusted = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const role: Ask = ["aws_iam_role", { name: "worker", assume_role_policy: trusted }];
const network: Ask = ["aws_vpc", { cidr_block: "10.0.0.0/16" }];
const bucket: Ask = ["aws_s3_bucket", { bucket: "orders-state" }];
const secret: Ask = ["aws_secretsmanager_secret", { name: "login" }];
const orders = { cluster_identifier: "orders", engine: "aurora-postgresql", master_password_wo_version: 1 };
const cluster: Ask = ["aws_rds_cluster", orders];
const zone: Ask = ["aws_route53_zone", { name: "example.com" }];
const attachment = { role: "worker", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
const nodes = {
  cluster_name: "none",
  node_group_name: "base",
  node_role_arn: "arn:aws:iam::111122223333:role/none",
  scaling_config: [{ min_size: 3, desired_size: 1, max_size: 5 }],
};

interface Refused {
  readonly title: string;
  readonly before: readonly Ask[];
  readonly asked: Ask;
  /** As AWS words it and its provider passes it on. */
  readonly says: RegExp;
}

/** What cannot be made, and what is there before. */
export const refusals: readonly Refused[] = [
  {
    title: "a subnet of no VPC",
    before: [],
    asked: ["aws_subnet", { vpc_id: "vpc-0", cidr_block: "10.0.0.0/24" }],
    says: /^creating EC2 Subnet: operation error EC2: CreateSubnet, https response error StatusCode: 400, RequestID: [\da-f-]{36}, api error InvalidVpcID\.NotFound: The vpc ID 'vpc-0' does not exist$/,
  },
  {
    title: "a sixth VPC in a region",
    before: [network, network, network, network, network],
    asked: network,
    says: /api error VpcLimitExceeded: The maximum number of VPCs has been reached/,
  },
  {
    title: "a role whose name is taken, in whatever case",
    before: [role],
    asked: ["aws_iam_role", { name: "Worker", assume_role_policy: trusted }],
    says: /StatusCode: 409, .*, EntityAlreadyExists: Role with name Worker already exists\./,
  },
  {
    title: "a policy attached to no role",
    before: [],
    asked: ["aws_iam_role_policy_attachment", attachment],
    says: /StatusCode: 404, .*, NoSuchEntity: The role with name worker cannot be found\./,
  },
  {
    title: "an attachment of a policy that AWS does not have",
    before: [role],
    asked: ["aws_iam_role_policy_attachment", { ...attachment, policy_arn: "arn:aws:iam::111122223333:policy/own" }],
    says: /NoSuchEntity: Policy .* does not exist or is not attachable/,
  },
  {
    title: "a bucket whose name is taken",
    before: [bucket],
    asked: bucket,
    says: /StatusCode: 409, .*, BucketAlreadyOwnedByYou/,
  },
  {
    title: "a bucket that nothing may be called like",
    before: [],
    asked: ["aws_s3_bucket", { bucket: "Orders_State" }],
    says: /InvalidBucketName/,
  },
  {
    title: "a setting of no bucket",
    before: [],
    asked: ["aws_s3_bucket_policy", { bucket: "none", policy: "{}" }],
    says: /StatusCode: 404, .*, api error NoSuchBucket/,
  },
  {
    title: "a database cluster whose name is taken",
    before: [cluster],
    asked: cluster,
    says: /^creating RDS Cluster \(orders\): .*, DBClusterAlreadyExistsFault: DB Cluster already exists$/,
  },
  {
    title: "a database cluster without a password",
    before: [],
    asked: ["aws_rds_cluster", { ...orders, master_password_wo_version: null }],
    says: /MasterUserPassword must be provided/,
  },
  {
    title: "a database cluster with a key that is not there",
    before: [],
    asked: ["aws_rds_cluster", { ...orders, kms_key_id: "arn:aws:kms:us-east-1:111122223333:key/none" }],
    says: /KMSKeyNotAccessibleFault: The specified KMS key \[arn:aws:kms:us-east-1:111122223333:key\/none\]/,
  },
  {
    title: "a member of a global database that is not there",
    before: [],
    asked: ["aws_rds_cluster", { ...orders, global_cluster_identifier: "none" }],
    says: /StatusCode: 404, .*, GlobalClusterNotFoundFault/,
  },
  {
    title: "an instance of a cluster that is not there",
    before: [],
    asked: [
      "aws_rds_cluster_instance",
      { identifier: "orders-1", cluster_identifier: "orders", engine: "aurora-postgresql" },
    ],
    says: /DBClusterNotFoundFault: DBCluster orders not found/,
  },
  {
    title: "a secret whose name is taken",
    before: [secret],
    asked: secret,
    says: /ResourceExistsException: The operation failed because the secret login already exists/,
  },
  {
    title: "nodes of no cluster, with no role, and more of them at least than wanted, all said at once",
    before: [],
    asked: ["aws_eks_node_group", nodes],
    says: /No cluster found for name: none[\s\S]*minSize can't be greater than desiredSize[\s\S]*could not be assumed/,
  },
  {
    title: "a record in no zone",
    before: [zone],
    asked: ["aws_route53_record", { zone_id: "Z0", name: "a.example.com", type: "A", ttl: 30, records: ["192.0.2.1"] }],
    says: /StatusCode: 404, .*, NoSuchHostedZone: No hosted zone found with ID: Z0/,
  },
];

interface Protected {
  readonly type: string;
  readonly body: Fields;
  /** The argument that protects it. */
  readonly by: string;
  readonly says: RegExp;
}

/** What its own cloud does not let go of. */
export const protectedThings: readonly Protected[] = [
  {
    type: "aws_rds_cluster",
    body: { ...orders, skip_final_snapshot: true },
    by: "deletion_protection",
    says: /InvalidParameterCombination: Cannot delete protected Cluster, please disable deletion protection and try again/,
  },
  {
    type: "aws_rds_global_cluster",
    body: { ...auroraPair("orders").origin["aws_rds_global_cluster"]?.["db"] },
    by: "deletion_protection",
    says: /Cannot delete protected Global Cluster/,
  },
  {
    type: "aws_cloudwatch_log_group",
    body: { name: "/orders" },
    by: "deletion_protection_enabled",
    says: /deletion protection/,
  },
];
