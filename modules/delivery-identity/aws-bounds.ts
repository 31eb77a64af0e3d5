import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { Construct } from "constructs";
import { policy } from "../core/aws";
import { groupId } from "../core/naming";
import type { AwsSite } from "../core/site";

/** The path of everything that no pipeline may touch: of the identities of pipelines, and of what bounds them. */
export const deliveryPath = "/delivery/";

/** Services that a role of ours calls, whatever policy of AWS's or of ours says so. */
const workloadServices = [
  "autoscaling",
  "cloudwatch",
  "ec2",
  "ecr",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "logs",
] as const;

/** The name of the policy that bounds every role which a group's pipelines make. */
export const workloadBoundary = (group: string) => `${group}-workload-boundary`;

/** Its ARN, by which a site's stack names what the group's stack has made. */
export function workloadBoundaryArn(account: string, group: string): string {
  return `arn:aws:iam::${account}:policy${deliveryPath}${workloadBoundary(group)}`;
}

/** The most that a role made by a pipeline can do: nothing with identities but pass the group's own to a service. */
export function workloadBounds(account: string, group: string): string {
  return policy(
    {
      Sid: "Services",
      Effect: "Allow",
      Action: [
        ...workloadServices.map((service) => `${service}:*`),
        "iam:CreateServiceLinkedRole",
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
      ],
      Resource: "*",
    },
    {
      Sid: "SecretsOfTheGroup",
      Effect: "Allow",
      Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      Resource: [`arn:aws:secretsmanager:*:${account}:secret:${group}-*`],
    },
    {
      Sid: "RolesOfTheGroup",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: [`arn:aws:iam::${account}:role/${group}-*`],
    },
  );
}

/** Bounds every role of a site's stack: without that its pipeline may not make it. */
export function bindRoles(stack: Construct, site: AwsSite): void {
  for (const role of stack.node.findAll())
    if (role instanceof IamRole) role.permissionsBoundary = workloadBoundaryArn(site.account, groupId(site));
}
