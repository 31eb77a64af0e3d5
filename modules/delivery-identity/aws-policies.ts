import { policy, type Statement } from "../core/aws";
import type { Use } from "./contract";
import { deliveryPath, workloadBoundaryArn } from "./aws-bounds";

/** Whose policies they are. */
export interface Owner {
  readonly account: string;
  /** `<environment>-<group>`: how the names of the group's roles and secrets begin. */
  readonly group: string;
  /** The group's state buckets. */
  readonly stores: readonly string[];
}

/** What a plan asks each service: what there is and how it is set, never what is in it. */
const reads: Readonly<Record<string, readonly string[]>> = {
  autoscaling: ["Describe*"],
  cloudwatch: ["DescribeAlarms", "ListTagsForResource"],
  ec2: ["Describe*"],
  eks: ["Describe*", "List*"],
  iam: ["Get*", "List*"],
  kms: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "List*"],
  logs: ["DescribeLogGroups", "ListTagsForResource"],
  rds: ["Describe*", "ListTagsForResource"],
  route53: ["Get*", "List*"],
  "route53-recovery-control-config": ["Describe*", "List*"],
  s3: ["GetBucket*", "Get*Configuration", "ListBucket*"],
  scheduler: ["Get*", "List*"],
  secretsmanager: ["DescribeSecret", "GetResourcePolicy", "ListSecretVersionIds"],
  sns: ["Get*", "List*"],
};

/** Services in which a site or its traffic has something, apart from identities, secrets and state. */
const managed = [
  "cloudwatch",
  "ec2",
  "eks",
  "kms",
  "logs",
  "rds",
  "route53",
  "route53-recovery-control-config",
  "scheduler",
  "sns",
] as const;

/** Who is given a role of the group: what its trust policies name. */
const passedTo = [
  "ec2.amazonaws.com",
  "eks.amazonaws.com",
  "monitoring.rds.amazonaws.com",
  "pods.eks.amazonaws.com",
  "scheduler.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
];

/** What makes a role more than it was: only ever within the workload boundary. */
const widening = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
] as const;

const throughS3 = { "kms:ViaService": "s3.*.amazonaws.com" };
const aliases = ({ stores }: Owner) => stores.map((store) => `alias/${store}`);
const ofStores = (owner: Owner) => ({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": aliases(owner) } });
const buckets = ({ stores }: Owner) => stores.map((store) => `arn:aws:s3:::${store}`);
const identities = ({ account }: Owner) => [
  `arn:aws:iam::${account}:oidc-provider/*`,
  `arn:aws:iam::${account}:policy${deliveryPath}*`,
  `arn:aws:iam::${account}:role${deliveryPath}*`,
];

const reading: Statement = {
  Sid: "Read",
  Effect: "Allow",
  Action: Object.entries(reads).flatMap(([service, actions]) => actions.map((action) => `${service}:${action}`)),
  Resource: "*",
};

const objects = (owner: Owner, actions: readonly string[]): readonly Statement[] => [
  { Sid: "State", Effect: "Allow", Action: actions, Resource: buckets(owner).map((bucket) => `${bucket}/*`) },
  {
    Sid: "StateKeys",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [`arn:aws:kms:*:${owner.account}:key/*`],
    Condition: { ...ofStores(owner), StringLike: throughS3 },
  },
];

/** Whatever else is attached to a plan role, it never learns a secret's value. */
const noSecrets: readonly Statement[] = [
  {
    Sid: "NoSecretValues",
    Effect: "Deny",
    Action: ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "ssm:GetParameter*"],
    Resource: "*",
  },
  {
    Sid: "NoDecryption",
    Effect: "Deny",
    Action: ["kms:Decrypt", "kms:ReEncrypt*"],
    Resource: "*",
    Condition: { StringNotLike: throughS3 },
  },
];

/** A pipeline cannot change who it is, what bounds it, or what remembers all it made: people do, in the state stack. */
const untouchable = (owner: Owner): readonly Statement[] => [
  {
    Sid: "NoOwnIdentity",
    Effect: "Deny",
    Action: [
      "Add",
      "Attach",
      "Create",
      "Delete",
      "Detach",
      "Pass",
      "Put",
      "Remove",
      "Set",
      "Tag",
      "Untag",
      "Update",
    ].map((verb) => `iam:${verb}*`),
    Resource: identities(owner),
  },
  {
    Sid: "NoUnboundRole",
    Effect: "Deny",
    Action: widening,
    Resource: "*",
    Condition: { StringNotEquals: { "iam:PermissionsBoundary": workloadBoundaryArn(owner.account, owner.group) } },
  },
  { Sid: "NoLostBound", Effect: "Deny", Action: ["iam:DeleteRolePermissionsBoundary"], Resource: "*" },
  {
    Sid: "NoStateKey",
    Effect: "Deny",
    Action: ["kms:CreateGrant", "kms:DisableKey*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:UpdateAlias"],
    Resource: "*",
    Condition: ofStores(owner),
  },
  {
    Sid: "NoStateAlias",
    Effect: "Deny",
    Action: ["kms:DeleteAlias", "kms:UpdateAlias"],
    Resource: aliases(owner).map((alias) => `arn:aws:kms:*:${owner.account}:${alias}`),
  },
];

const roles = ({ account, group }: Owner): readonly Statement[] => {
  const own = [`arn:aws:iam::${account}:role/${group}-*`];
  return [
    {
      Sid: "BoundRoles",
      Effect: "Allow",
      Action: widening,
      Resource: own,
      Condition: { StringEquals: { "iam:PermissionsBoundary": workloadBoundaryArn(account, group) } },
    },
    {
      Sid: "Roles",
      Effect: "Allow",
      Action: [
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      Resource: own,
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: own,
      Condition: { StringEquals: { "iam:PassedToService": passedTo } },
    },
    {
      Sid: "ServiceLinkedRoles",
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole"],
      Resource: [`arn:aws:iam::${account}:role/aws-service-role/*`],
    },
  ];
};

const writing = (owner: Owner): readonly Statement[] => [
  { Sid: "Manage", Effect: "Allow", Action: managed.map((service) => `${service}:*`), Resource: "*" },
  {
    Sid: "Secrets",
    Effect: "Allow",
    Action: ["secretsmanager:*"],
    Resource: [`arn:aws:secretsmanager:*:${owner.account}:secret:${owner.group}-*`],
  },
];

const readObjects = ["s3:GetObject"];
const writeObjects = [...readObjects, "s3:DeleteObject", "s3:PutObject"];

/** What each role is allowed. A plan reads states without locking them, and so writes nothing at all. */
export const permissions = {
  plan: (owner) => policy(reading, ...objects(owner, readObjects)),
  apply: (owner) => policy(reading, ...objects(owner, writeObjects), ...writing(owner), ...roles(owner)),
} as const satisfies Record<Use, (owner: Owner) => string>;

/** The most that each role can do, whatever is attached to it. */
export const bounds = {
  plan: (owner) => policy(reading, ...objects(owner, readObjects), ...noSecrets),
  apply: (owner) =>
    policy(reading, ...objects(owner, writeObjects), ...writing(owner), ...roles(owner), ...untouchable(owner)),
} as const satisfies Record<Use, (owner: Owner) => string>;
