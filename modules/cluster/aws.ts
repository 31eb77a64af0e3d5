import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksAccessPolicyAssociation } from "@cdktf/provider-aws/lib/eks-access-policy-association";
import { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { allow, policy, trust } from "../core/aws";
import { versions } from "../core/cloud";
import { keep } from "../core/lifecycle";
import type { AwsSite } from "../core/site";
import { AwsAddOns } from "./aws-addons";
import { AwsNodes } from "./aws-nodes";
import { scheduleUpgrades } from "./aws-upgrades";
import { auditLogDays, type Cluster, type ClusterProps, limitsOf } from "./contract";

const controlPlaneLogs = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

const managedPolicy = {
  cluster: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
  administrator: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
} as const;

/** An EKS cluster with Bottlerocket nodes. */
export class AwsCluster extends Construct implements Cluster {
  readonly name: string;
  readonly issuer: string;

  constructor(scope: Construct, id: string, props: ClusterProps<AwsSite>) {
    super(scope, id);
    const { site, network, key, size } = props;
    const cluster = this.controlPlane(props);
    this.administrators(cluster, site);

    const addOns = new AwsAddOns(this, site, cluster.name);
    const limits = limitsOf(site, props.nodes);
    const nodes = new AwsNodes(this, { site, cluster, network, key, size, limits, ready: addOns.beforeNodes() });
    addOns.afterNodes(Object.values(nodes.groups));
    addOns.autoscaler();
    scheduleUpgrades(this, site, nodes);

    this.name = cluster.name;
    this.issuer = cluster.identity.get(0).oidc.get(0).issuer;
  }

  private controlPlane({ site, network, key, logsKey, administration = [] }: ClusterProps<AwsSite>): EksCluster {
    const { id, account, cidr } = site;
    const role = new IamRole(this, "control-plane-role", {
      name: `${id}-cluster`,
      assumeRolePolicy: trust("eks.amazonaws.com", account),
    });
    const allowed = new IamRolePolicyAttachment(this, "control-plane-policy", {
      role: role.name,
      policyArn: managedPolicy.cluster,
    });
    // EKS would make the group itself, without a key and without an end.
    const logs = new CloudwatchLogGroup(this, "audit-logs", {
      name: `/aws/eks/${id}/cluster`,
      retentionInDays: auditLogDays,
      kmsKeyId: logsKey.id,
      deletionProtectionEnabled: true,
      skipDestroy: true,
      dependsOn: logsKey.ready,
      lifecycle: keep,
    });
    const cluster = new EksCluster(this, "control-plane", {
      name: id,
      version: versions.kubernetes,
      roleArn: role.arn,
      deletionProtection: true,
      enabledClusterLogTypes: controlPlaneLogs,
      encryptionConfig: { provider: { keyArn: key.id }, resources: ["secrets"] },
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      upgradePolicy: { supportType: "STANDARD" },
      bootstrapSelfManagedAddons: false,
      vpcConfig: {
        subnetIds: [...network.nodes],
        endpointPrivateAccess: true,
        endpointPublicAccess: administration.length > 0,
        ...(administration.length > 0 && { publicAccessCidrs: [...administration] }),
      },
      dependsOn: [allowed, logs, ...network.ready, ...key.ready],
      lifecycle: keep,
    });
    new VpcSecurityGroupIngressRule(this, "site-in", {
      securityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
      description: "The control plane, from inside the site",
      cidrIpv4: cidr,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    return cluster;
  }

  /** Whoever IAM lets assume this role administers the cluster, and nobody else: not even its creator. */
  private administrators(cluster: EksCluster, { id, account }: AwsSite): void {
    const role = new IamRole(this, "administrators", {
      name: `${id}-administrators`,
      assumeRolePolicy: policy({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ["sts:AssumeRole"],
      }),
    });
    new IamRolePolicy(this, "administrators-find", {
      role: role.name,
      policy: allow(["eks:DescribeCluster"], [cluster.arn]),
    });
    const entry = new EksAccessEntry(this, "administrators-entry", {
      clusterName: cluster.name,
      principalArn: role.arn,
    });
    new EksAccessPolicyAssociation(this, "administrators-access", {
      clusterName: cluster.name,
      principalArn: entry.principalArn,
      policyArn: managedPolicy.administrator,
      accessScope: { type: "cluster" },
    });
  }
}
