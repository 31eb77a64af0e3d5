import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import type { Use } from "../../modules/delivery-identity/contract";
import { everything, policyAllows, type Question, roleMay, roleTakes } from "../support/access-aws";
import { deliveredBy, githubVisitors, gitlabVisitors, mistakenly, planted, type Token } from "../support/delivery";
import { parsed } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";
import { staging } from "../../environments/staging";

const json = deliveredBy("github", "aws");
const account = "222233334444";
const store = `arn:aws:s3:::staging-aws-virginia-state-${account}`;
const iam = (rest: string) => `arn:aws:iam::${account}:${rest}`;
const secret = `arn:aws:secretsmanager:us-east-1:${account}:secret:staging-aws-database-x1`;
const key = `arn:aws:kms:us-east-1:${account}:key/k`;
const throughS3 = { "kms:ViaService": ["s3.us-east-1.amazonaws.com"] };
const ofState = { "kms:ResourceAliases": [`alias/staging-aws-virginia-state-${account}`] };
const ofSecrets = { "kms:ResourceAliases": ["alias/staging-aws-virginia-secrets"] };
const bound = { "iam:PermissionsBoundary": [iam("policy/delivery/staging-aws-workload-boundary")] };
const ownRole = iam("role/staging-aws-virginia-nodes");

const question = (action: string, resource = "*", situation: Question["situation"] = {}) => ({
  action,
  resource,
  situation,
});

/** What each role has to be able to do. */
const needed: Readonly<Record<Use, readonly Question[]>> = {
  plan: [
    question("ec2:DescribeVpcs"),
    question("eks:DescribeCluster"),
    question("iam:GetRolePolicy", ownRole),
    question("kms:DescribeKey", key),
    question("rds:DescribeGlobalClusters"),
    question("route53:GetHostedZone"),
    question("secretsmanager:DescribeSecret", secret),
    question("s3:ListBucket", store),
    question("s3:GetObject", `${store}/staging-aws-virginia.tfstate`),
    question("kms:Decrypt", key, { ...throughS3, ...ofState }),
  ],
  apply: [
    question("ec2:CreateVpc"),
    question("eks:CreateCluster"),
    question("rds:ModifyDBCluster"),
    question("kms:CreateKey"),
    question("secretsmanager:PutSecretValue", secret),
    question("s3:PutObject", `${store}/staging-aws-virginia.tfstate`),
    question("s3:DeleteObject", `${store}/staging-aws-virginia.tfstate.tflock`),
    question("kms:GenerateDataKey", key, { ...throughS3, ...ofState }),
    question("iam:CreateRole", ownRole, bound),
    question("iam:PutRolePolicy", ownRole, bound),
    question("iam:PassRole", ownRole, { "iam:PassedToService": ["ec2.amazonaws.com"] }),
  ],
};

/** What a role must not be able to do, even where somebody has made an administrator of it. */
const never: Readonly<Record<Use, readonly Question[]>> = {
  plan: [
    question("secretsmanager:GetSecretValue", secret),
    question("secretsmanager:BatchGetSecretValue"),
    question("ssm:GetParametersByPath"),
    question("kms:Decrypt", key),
    question("kms:Decrypt", key, ofSecrets),
    question("kms:Decrypt", key, { ...ofSecrets, "kms:ViaService": ["secretsmanager.us-east-1.amazonaws.com"] }),
    question("s3:GetObject", "arn:aws:s3:::somewhere-else/x"),
    question("s3:PutObject", `${store}/staging-aws-virginia.tfstate`),
    question("s3:PutObject", `${store}/staging-aws-virginia.tfstate.tflock`),
    question("logs:GetLogEvents"),
    question("ec2:CreateVpc"),
    question("iam:CreateAccessKey", iam("user/someone")),
    question("sts:AssumeRole", iam("role/staging-aws-virginia-administrators")),
  ],
  apply: [
    question("iam:UpdateAssumeRolePolicy", iam("role/delivery/staging-aws-apply")),
    question("iam:UpdateAssumeRolePolicy", iam("role/delivery/staging-aws-plan")),
    question("iam:AttachRolePolicy", iam("role/delivery/staging-aws-apply"), bound),
    question("iam:PutRolePermissionsBoundary", iam("role/delivery/staging-aws-apply"), bound),
    question("iam:DeleteRolePermissionsBoundary", iam("role/delivery/staging-aws-apply")),
    question("iam:DeleteRolePermissionsBoundary", ownRole),
    question("iam:CreatePolicyVersion", iam("policy/delivery/staging-aws-apply-boundary")),
    question("iam:CreatePolicyVersion", iam("policy/delivery/staging-aws-workload-boundary")),
    question("iam:UpdateOpenIDConnectProviderThumbprint", iam("oidc-provider/token.actions.githubusercontent.com")),
    question("iam:AddClientIDToOpenIDConnectProvider", iam("oidc-provider/token.actions.githubusercontent.com")),
    question("iam:CreateRole", ownRole),
    question("iam:CreateRole", ownRole, { "iam:PermissionsBoundary": ["arn:aws:iam::aws:policy/AdministratorAccess"] }),
    question("iam:PutRolePolicy", ownRole),
    question("iam:PassRole", iam("role/somebody-elses"), { "iam:PassedToService": ["ec2.amazonaws.com"] }),
    question("iam:PassRole", ownRole, { "iam:PassedToService": ["lambda.amazonaws.com"] }),
    question("iam:CreateUser", iam("user/someone")),
    question("iam:CreateAccessKey", iam("user/someone")),
    question("sts:AssumeRole", iam("role/staging-aws-virginia-administrators")),
    question("s3:DeleteBucket", store),
    question("s3:PutBucketPolicy", store),
    question("kms:ScheduleKeyDeletion", key, ofState),
    question("kms:DeleteAlias", `arn:aws:kms:us-east-1:${account}:alias/staging-aws-virginia-state-${account}`),
    question("organizations:LeaveOrganization"),
  ],
};

const uses = ["plan", "apply"] as const;
const told = ({ action, resource, situation }: Question) => `${action} ${resource} ${JSON.stringify(situation)}`;

/** Everything about the roles that is not as it must be. */
const wrongs = (stack: StackJson): readonly string[] =>
  uses.flatMap((use) => [
    ...needed[use].filter((one) => !roleMay(stack, `delivery_${use}`, one)).map((one) => `${use} cannot ${told(one)}`),
    ...never[use]
      .filter((one) => roleMay(stack, `delivery_${use}`, one) || roleMay(stack, `delivery_${use}`, one, true))
      .map((one) => `${use} can ${told(one)}`),
  ]);

const takes =
  (stack: StackJson, audience = "sts.amazonaws.com") =>
  (use: Use, token: Token) =>
    roleTakes(stack, `delivery_${use}`, { ...token, aud: audience });

describe("on AWS, pipelines", () => {
  test("can do what a plan and an apply need, and nothing dangerous even as administrators", () => {
    expect(wrongs(json)).toEqual([]);
  });

  test("of GitHub are let in for what they are", () => {
    expect(mistakenly(githubVisitors, "aws", takes(json))).toEqual([]);
  });

  test("of GitLab are let in for what their subject says", () => {
    const gitlab = deliveredBy("gitlab", "aws");
    expect(mistakenly(gitlabVisitors, "aws", takes(gitlab))).toEqual([]);
    expect(wrongs(gitlab)).toEqual([]);
  });

  test("with a token for somebody else are not let in", () => {
    const elsewhere = takes(json, "https://github.com/exchange");
    expect(githubVisitors.some(({ token }) => uses.some((use) => elsewhere(use, token)))).toBe(false);
  });

  test("are bound by policies that IAM takes: none is longer than its quota", () => {
    const policies = z.record(z.string(), z.object({ policy: z.string() }));
    const lengths = (type: string) =>
      Object.values(policies.parse(json.resource?.[type])).map(({ policy }) => policy.length);
    expect(Math.max(...lengths("aws_iam_policy"))).toBeLessThanOrEqual(6144);
    expect(Math.max(...lengths("aws_iam_role_policy"))).toBeLessThanOrEqual(10_240);
    const roles = z.record(z.string(), z.object({ assume_role_policy: z.string() }));
    for (const { assume_role_policy: trust } of Object.values(roles.parse(json.resource?.["aws_iam_role"])))
      expect(trust.length).toBeLessThanOrEqual(2048);
  });
});

describe("on AWS, what a pipeline makes", () => {
  const stacks = synthesizeEnvironment(parsed(staging));
  const site = stacks.get("staging-aws-virginia")?.resource ?? {};
  const roles = z.record(z.string(), z.object({ permissions_boundary: z.string() })).parse(site["aws_iam_role"]);

  test("is bound, every role of a site", () => {
    expect(Object.keys(roles).length).toBeGreaterThan(8);
    for (const { permissions_boundary: boundary } of Object.values(roles))
      expect(boundary).toBe(iam("policy/delivery/staging-aws-workload-boundary"));
  });

  test("works within its bound: all that a site's own policies allow is in it", () => {
    const allowed = z.object({
      Statement: z.array(
        z.object({ Action: z.array(z.string()), Resource: z.union([z.string(), z.array(z.string())]) }),
      ),
    });
    const policies = z.record(z.string(), z.object({ policy: z.string() })).parse(site["aws_iam_role_policy"]);
    const questions = Object.values(policies).flatMap(({ policy }) =>
      allowed
        .parse(JSON.parse(policy))
        .Statement.flatMap(({ Action, Resource }) =>
          Action.map((action) => question(action, action === "iam:PassRole" ? ownRole : [Resource].flat()[0])),
        ),
    );
    expect(questions.length).toBeGreaterThan(15);
    expect(questions.filter((one) => !policyAllows(json, "delivery_workload-boundary", one)).map(told)).toEqual([]);
  });

  test("cannot widen anything, nor read another group's secrets or any state", () => {
    const dangerous = [
      question("iam:CreateRole", ownRole, bound),
      question("iam:PassRole", iam("role/delivery/staging-aws-apply")),
      question("sts:AssumeRole", iam("role/staging-aws-virginia-administrators")),
      question("s3:GetObject", `${store}/staging-aws-virginia.tfstate`),
      question("secretsmanager:GetSecretValue", secret.replace("staging-aws-", "production-aws-")),
      question("kms:ScheduleKeyDeletion", key),
    ];
    expect(dangerous.filter((one) => policyAllows(json, "delivery_workload-boundary", one)).map(told)).toEqual([]);
  });
});

describe("on AWS, it is noticed when", () => {
  const without = (sid: string) => (text: string) =>
    text.includes(`"Sid":"${sid}"`)
      ? text.replace(`"Sid":"${sid}","Effect":"Deny"`, `"Sid":"${sid}","Effect":"Allow"`)
      : text;

  test.each(["NoSecretValues", "NoOwnIdentity", "NoUnboundRole", "NoLostBound", "NoStateKey", "NoStateAlias"])(
    "the denial %s is turned round",
    (sid) => {
      expect(wrongs(planted(json, without(sid)))).not.toEqual([]);
    },
  );

  test.each<readonly [string, (text: string) => string]>([
    ["a bound bounds nothing", (text) => (/^\$\{aws_iam_policy\..*boundary\.arn\}$/.test(text) ? everything : text)],
    ["a plan may decrypt for itself", (text) => text.replaceAll(/,"Condition":\{"StringNotLike".*?\}\}/g, "")],
    ["a plan may read objects anywhere", (text) => text.replaceAll(`${store}/*`, "arn:aws:s3:::*")],
    ["apply loses what it needs", (text) => text.replaceAll('"s3:DeleteObject",', "")],
  ])("%s", (_, replace) => {
    const broken = planted(json, replace);
    expect(JSON.stringify(broken)).not.toBe(JSON.stringify(json));
    expect(wrongs(broken)).not.toEqual([]);
  });

  test.each<readonly [string, (text: string) => string]>([
    [
      "any repository may plan",
      (text) => text.replace(/repo:exchange@1000001\/platform@2000001:pull_request/, "repo:*"),
    ],
    ["a beginning ends within a name", (text) => text.replace("@2000001:ref:refs/heads/*", "@2000001*")],
    ["the ref is not asked for", (text) => text.replaceAll(/,"[^"]*:ref":"refs\/heads\/main"/g, "")],
  ])("%s", (_, replace) => {
    expect(mistakenly(githubVisitors, "aws", takes(planted(json, replace)))).not.toEqual([]);
  });
});
