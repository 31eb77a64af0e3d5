import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { EksNodeGroup } from "@cdktf/provider-aws/lib/eks-node-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { type ITerraformDependable, Token } from "cdktf";
import type { Construct } from "constructs";
import { policy } from "../core/aws";
import { type Size, versions } from "../core/cloud";
import type { AwsSite } from "../core/site";
import type { Key } from "../keys/contract";
import type { Network } from "../network/contract";
import { nodeDiskGib, type NodeLimits, perZone } from "./contract";

/** 2, 4 and 8 vCPU with 4 GiB each. */
const instanceType = {
  small: "m6i.large",
  medium: "m6i.xlarge",
  large: "m6i.2xlarge",
} as const satisfies Record<Size, string>;

/** Bottlerocket asks EC2 and EKS about itself while it boots, which the minimal worker policy would forbid. */
const nodePolicies = {
  worker: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
  images: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
} as const;

/** What the nodes of a cluster are a function of. */
export interface AwsNodesProps {
  readonly site: AwsSite;
  readonly cluster: EksCluster;
  readonly network: Network;
  readonly key: Key;
  readonly size: Size;
  readonly limits: NodeLimits;
  /** What must run before a node can become ready. */
  readonly ready: ITerraformDependable[];
}

/**
 * The nodes of a cluster: one group that always runs the site's minimum, and one a zone that the autoscaler fills and
 * empties. EKS refuses a minimum above the number of nodes that run now, and that number is the autoscaler's: raised on
 * one of its groups, the minimum would fail to apply just when a standby takes over (terraform-aws-eks#748, #3683).
 */
export class AwsNodes {
  readonly groups: Readonly<Record<string, EksNodeGroup>>;
  readonly role: IamRole;
  readonly template: LaunchTemplate;
  private readonly ready: ITerraformDependable[];

  constructor(
    private readonly scope: Construct,
    private readonly props: AwsNodesProps,
  ) {
    const { site, network, limits } = props;
    this.role = new IamRole(scope, "nodes-role", {
      name: `${site.id}-nodes`,
      // EC2 names no source account when it assumes an instance's role.
      assumeRolePolicy: policy({
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: ["sts:AssumeRole"],
      }),
    });
    const allowed = Object.entries(nodePolicies).map(
      ([name, policyArn]) => new IamRolePolicyAttachment(scope, `nodes-${name}`, { role: this.role.name, policyArn }),
    );
    this.ready = [...allowed, ...props.ready];
    this.template = this.launchTemplate();

    const room = perZone(limits.max - limits.min);
    const zonal = site.zones.map((zone, index) => {
      const name = `zone-${zone.slice(-1)}`;
      return [name, this.elastic(name, network.nodes.slice(index, index + 1), room[index] ?? 0)] as const;
    });
    this.groups = { base: this.fixed("base", network.nodes, limits.min), ...Object.fromEntries(zonal) };
  }

  private launchTemplate(): LaunchTemplate {
    const { site, cluster, key, size } = this.props;
    const disk = { encrypted: "true", kmsKeyId: key.id, volumeType: "gp3", deleteOnTermination: "true" } as const;
    const tags = { ...site.tags, Name: `${site.id}-nodes` };
    return new LaunchTemplate(this.scope, "nodes", {
      name: `${site.id}-nodes`,
      updateDefaultVersion: true,
      instanceType: instanceType[size],
      // A hop limit of one keeps the nodes' role from pods.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      // Bottlerocket's first disk is its own image, read only; the second holds images and scratch space.
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: disk },
        { deviceName: "/dev/xvdb", ebs: { ...disk, volumeSize: nodeDiskGib } },
      ],
      networkInterfaces: [
        {
          deviceIndex: 0,
          associatePublicIpAddress: "false",
          deleteOnTermination: "true",
          securityGroups: [cluster.vpcConfig.clusterSecurityGroupId],
        },
      ],
      // The provider's default tags do not reach what Auto Scaling starts.
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
      dependsOn: key.ready,
    });
  }

  private fixed(name: string, subnets: readonly string[], nodes: number): EksNodeGroup {
    return new EksNodeGroup(this.scope, `nodes-${name}`, {
      ...this.settings(name, subnets),
      scalingConfig: { minSize: nodes, desiredSize: nodes, maxSize: nodes },
    });
  }

  private elastic(name: string, subnets: readonly string[], maxSize: number): EksNodeGroup {
    return new EksNodeGroup(this.scope, `nodes-${name}`, {
      ...this.settings(name, subnets),
      scalingConfig: { minSize: 0, desiredSize: 0, maxSize },
      lifecycle: { ignoreChanges: ["scaling_config[0].desired_size"] },
    });
  }

  private settings(nodeGroupName: string, subnets: readonly string[]) {
    return {
      clusterName: this.props.cluster.name,
      nodeGroupName,
      nodeRoleArn: this.role.arn,
      subnetIds: [...subnets],
      version: versions.kubernetes,
      amiType: "BOTTLEROCKET_x86_64",
      capacityType: "ON_DEMAND",
      launchTemplate: { id: this.template.id, version: Token.asString(this.template.latestVersion) },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      dependsOn: this.ready,
    };
  }
}
