import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import type { Construct } from "constructs";
import { policy, trust } from "../core/aws";
import type { AwsSite } from "../core/site";
import type { AwsNodes } from "./aws-nodes";
import { upgradeWindow } from "./contract";

/** Hours between the groups' upgrades, so that no two begin together. */
const apart = 2;

const cron = (index: number) => {
  const { day, startHour } = upgradeWindow;
  return `cron(0 ${startHour + index * apart} ? * ${day.slice(0, 3).toUpperCase()} *)`;
};

/**
 * EKS upgrades no nodes by itself: schedules ask it to, once a week and group by group. Asked without a version, it
 * installs the newest image of the Kubernetes version that the group runs.
 */
export function scheduleUpgrades(scope: Construct, { id, region, account }: AwsSite, nodes: AwsNodes): void {
  const role = new IamRole(scope, "upgrades-role", {
    name: `${id}-upgrades`,
    assumeRolePolicy: trust("scheduler.amazonaws.com", account),
  });
  new IamRolePolicy(scope, "upgrades-policy", {
    role: role.name,
    policy: policy(
      {
        Effect: "Allow",
        Action: ["eks:UpdateNodegroupVersion"],
        Resource: [`arn:aws:eks:${region}:${account}:nodegroup/${id}/*`],
      },
      // EKS checks that whoever upgrades nodes might start them (the same check as for creating a group).
      { Effect: "Allow", Action: ["ec2:DescribeLaunchTemplateVersions"], Resource: "*" },
      {
        Effect: "Allow",
        Action: ["ec2:RunInstances"],
        Resource: "*",
        Condition: { ArnEquals: { "ec2:LaunchTemplate": nodes.template.arn } },
      },
      {
        Effect: "Allow",
        Action: ["ec2:CreateTags"],
        Resource: "*",
        Condition: { StringEquals: { "ec2:CreateAction": "RunInstances" } },
      },
      { Effect: "Allow", Action: ["iam:PassRole"], Resource: [nodes.role.arn] },
    ),
  });
  Object.keys(nodes.groups).forEach((name, index) => {
    new SchedulerSchedule(scope, `upgrades-${name}`, {
      name: `${id}-${name}`,
      scheduleExpression: cron(index),
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:eks:updateNodegroupVersion",
        roleArn: role.arn,
        input: JSON.stringify({ ClusterName: id, NodegroupName: name }),
        // The default, a day of retries, would leave the window.
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: apart * 3600 },
      },
    });
  });
}
