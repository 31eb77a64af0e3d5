import { EksAddon, type EksAddonConfig } from "@cdktf/provider-aws/lib/eks-addon";
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { policy, trust } from "../core/aws";
import type { AwsSite } from "../core/site";

const managedPolicy = {
  network: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
  volumes: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
} as const;

/** The autoscaler's own list (Cluster Autoscaler on AWS, full feature policy); changes only to this cluster's groups. */
const autoscaling = (cluster: string) =>
  policy(
    {
      Effect: "Allow",
      Action: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
        "eks:DescribeNodegroup",
      ],
      Resource: "*",
    },
    {
      Effect: "Allow",
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      Resource: "*",
      Condition: { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${cluster}`]: "owned" } },
    },
  );

/** What runs in every cluster. Whatever calls AWS gets a role of its own through Pod Identity; the nodes' role has none. */
export class AwsAddOns {
  constructor(
    private readonly scope: Construct,
    private readonly site: AwsSite,
    private readonly clusterName: string,
  ) {}

  /** Without these no node becomes ready. */
  beforeNodes(): ITerraformDependable[] {
    return [
      this.addOn("eks-pod-identity-agent"),
      this.addOn("kube-proxy"),
      this.addOn("vpc-cni", {
        ...this.podIdentity("cni", "aws-node", managedPolicy.network),
        configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
      }),
    ];
  }

  /** These become active only where a node runs them. */
  afterNodes(nodes: ITerraformDependable[]): void {
    const { dependsOn, ...volumes } = this.podIdentity("volumes", "ebs-csi-controller-sa", managedPolicy.volumes);
    this.addOn("aws-ebs-csi-driver", { ...volumes, dependsOn: [...dependsOn, ...nodes] });
    this.addOn("coredns", { dependsOn: nodes });
    this.addOn("metrics-server", { dependsOn: nodes });
  }

  /** What the autoscaler, which is no add-on of EKS, may do once the platform installs it. */
  autoscaler(): void {
    const role = this.role("autoscaler");
    new IamRolePolicy(this.scope, "autoscaler-policy", { role: role.name, policy: autoscaling(this.site.id) });
    new EksPodIdentityAssociation(this.scope, "autoscaler", {
      clusterName: this.clusterName,
      namespace: "kube-system",
      serviceAccount: "cluster-autoscaler",
      roleArn: role.arn,
    });
  }

  private addOn(addonName: string, config: Partial<EksAddonConfig> = {}): EksAddon {
    return new EksAddon(this.scope, addonName, {
      clusterName: this.clusterName,
      addonName,
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      ...config,
    });
  }

  private podIdentity(purpose: string, serviceAccount: string, policyArn: string) {
    const role = this.role(purpose);
    const allowed = new IamRolePolicyAttachment(this.scope, `${purpose}-policy`, { role: role.name, policyArn });
    return { podIdentityAssociation: [{ roleArn: role.arn, serviceAccount }], dependsOn: [allowed] };
  }

  private role(purpose: string): IamRole {
    const { id, account } = this.site;
    return new IamRole(this.scope, `${purpose}-role`, {
      name: `${id}-${purpose}`,
      assumeRolePolicy: trust("pods.eks.amazonaws.com", account, ["sts:AssumeRole", "sts:TagSession"]),
    });
  }
}
