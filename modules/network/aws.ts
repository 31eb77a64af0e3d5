import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { allow, trust } from "../core/aws";
import { keep } from "../core/lifecycle";
import type { AwsSite } from "../core/site";
import { flowLogDays, type Network, type NetworkProps, tiers } from "./contract";

/** AWS APIs that nodes and pods call; each gets an interface endpoint, so that a lost NAT gateway stops none of them. */
const privateServices = ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "kms", "logs", "secretsmanager", "sts"] as const;

/** Which subnets the load balancer controller may use, by tier (AWS Load Balancer Controller, subnet discovery). */
const loadBalancerTags = {
  public: { "kubernetes.io/role/elb": "1" },
  nodes: { "kubernetes.io/role/internal-elb": "1" },
  data: {},
} as const;

type Tier = keyof typeof loadBalancerTags;

/** A VPC over three zones with public, node and data subnets. */
export class AwsNetwork extends Construct implements Network {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly data: readonly string[];
  readonly ready: ITerraformDependable[];
  private readonly site: AwsSite;
  private readonly vpc: Vpc;

  constructor(scope: Construct, id: string, { site, egress = "zonal" }: NetworkProps<AwsSite>) {
    super(scope, id);
    this.site = site;
    this.vpc = new Vpc(this, "vpc", {
      cidrBlock: site.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: site.id },
    });
    // Adopts the group that AWS creates with every VPC and leaves it without a single rule.
    new DefaultSecurityGroup(this, "default", { vpcId: this.vpc.id, ingress: [], egress: [] });

    const gateway = new InternetGateway(this, "internet", { vpcId: this.vpc.id });
    const outside = this.routeTable("public");
    new Route(this, "public-out", {
      routeTableId: outside.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    const publicSubnets = this.subnets("public", () => outside);
    const exits = publicSubnets
      .filter((_, index) => egress === "zonal" || index === 0)
      .map((subnet, index) => this.exit(site.zones[index] ?? site.zones[0], subnet, gateway));

    const inside = site.zones.map((zone, index) => {
      const table = this.routeTable("nodes", zone);
      const exit = exits[index] ?? exits[0];
      const letter = zone.slice(-1);
      if (exit !== undefined)
        new Route(this, `nodes-out-${letter}`, {
          routeTableId: table.id,
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId: exit.id,
        });
      return table;
    });
    const nodes = this.subnets("nodes", (index) => inside[index] ?? outside);
    const isolated = this.routeTable("data");
    const data = this.subnets("data", () => isolated);

    this.endpoints(nodes, [...inside, isolated]);
    this.flowLogs();

    this.id = this.vpc.id;
    this.nodes = nodes.map((subnet) => subnet.id);
    this.data = data.map((subnet) => subnet.id);
    this.ready = exits;
  }

  private routeTable(tier: Tier, zone = ""): RouteTable {
    const id = zone === "" ? `${tier}-routes` : `${tier}-routes-${zone.slice(-1)}`;
    return new RouteTable(this, id, { vpcId: this.vpc.id, tags: { Name: `${this.site.id}-${id}` } });
  }

  private subnets(tier: Tier, tableOf: (index: number) => RouteTable): readonly Subnet[] {
    const ranges = tiers(this.site.cidr)[tier];
    return this.site.zones.map((zone, index) => {
      const name = `${tier}-${zone.slice(-1)}`;
      const subnet = new Subnet(this, name, {
        vpcId: this.vpc.id,
        availabilityZone: zone,
        cidrBlock: ranges[index] ?? ranges[0],
        mapPublicIpOnLaunch: false,
        tags: { Name: `${this.site.id}-${name}`, ...loadBalancerTags[tier] },
      });
      new RouteTableAssociation(this, `${name}-routes`, { subnetId: subnet.id, routeTableId: tableOf(index).id });
      return subnet;
    });
  }

  private exit(zone: string, subnet: Subnet, gateway: InternetGateway): NatGateway {
    const letter = zone.slice(-1);
    const address = new Eip(this, `exit-${letter}`, { domain: "vpc" });
    return new NatGateway(this, `nat-${letter}`, {
      allocationId: address.id,
      subnetId: subnet.id,
      connectivityType: "public",
      dependsOn: [gateway],
    });
  }

  private endpoints(subnets: readonly Subnet[], tables: readonly RouteTable[]): void {
    const { region, cidr, id } = this.site;
    const group = new SecurityGroup(this, "endpoints", {
      vpcId: this.vpc.id,
      name: `${id}-endpoints`,
      description: "AWS APIs, from inside the site only",
    });
    new VpcSecurityGroupIngressRule(this, "endpoints-in", {
      securityGroupId: group.id,
      cidrIpv4: cidr,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    for (const service of privateServices)
      new VpcEndpoint(this, `endpoint-${service.replace(".", "-")}`, {
        vpcId: this.vpc.id,
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${region}.${service}`,
        privateDnsEnabled: true,
        subnetIds: subnets.map((subnet) => subnet.id),
        securityGroupIds: [group.id],
      });
    new VpcEndpoint(this, "endpoint-s3", {
      vpcId: this.vpc.id,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.s3`,
      routeTableIds: tables.map((table) => table.id),
    });
  }

  private flowLogs(): void {
    const { id, region, account } = this.site;
    const logs = new CloudwatchLogGroup(this, "flow-logs", {
      name: `/understudy/${id}/flow`,
      retentionInDays: flowLogDays,
      skipDestroy: true,
      lifecycle: keep,
    });
    const role = new IamRole(this, "flow-logs-role", {
      name: `${id}-flow-logs`,
      assumeRolePolicy: trust("vpc-flow-logs.amazonaws.com", account),
    });
    new IamRolePolicy(this, "flow-logs-write", {
      role: role.id,
      policy: allow(
        ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"],
        [`arn:aws:logs:${region}:${account}:log-group:/understudy/${id}/flow:*`],
      ),
    });
    new FlowLog(this, "flow-log", {
      vpcId: this.vpc.id,
      trafficType: "ALL",
      maxAggregationInterval: 60,
      logDestinationType: "cloud-watch-logs",
      logDestination: logs.arn,
      iamRoleArn: role.arn,
    });
  }
}
