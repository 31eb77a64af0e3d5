import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { Construct } from "constructs";
import { trust } from "../core/aws";
import type { AwsSite } from "../core/site";
import { port } from "./contract";

const parameters = { "rds.force_ssl": "1", log_min_duration_statement: "1000", log_connections: "1" } as const;

/** Lets the site, and nobody else, reach the database. Returns the security group's id. */
export function accessGroup(scope: Construct, { id, cidr }: AwsSite, vpcId: string): string {
  const group = new SecurityGroup(scope, "access", {
    vpcId,
    name: `${id}-database`,
    description: "PostgreSQL, from inside the site only",
  });
  new VpcSecurityGroupIngressRule(scope, "access-in", {
    securityGroupId: group.id,
    cidrIpv4: cidr,
    ipProtocol: "tcp",
    fromPort: port,
    toPort: port,
  });
  return group.id;
}

/** The settings of every instance. Returns the group's name. */
export function parameterGroup(scope: Construct, { id }: AwsSite): string {
  return new RdsClusterParameterGroup(scope, "parameters", {
    name: id,
    family: "aurora-postgresql17",
    parameter: Object.entries(parameters).map(([name, value]) => ({ name, value })),
  }).name;
}

/** What the instances report their measurements with. Returns the role's ARN. */
export function monitoringRole(scope: Construct, { id, account }: AwsSite): string {
  const role = new IamRole(scope, "monitoring", {
    name: `${id}-database-metrics`,
    assumeRolePolicy: trust("monitoring.rds.amazonaws.com", account),
  });
  new IamRolePolicyAttachment(scope, "monitoring-write", {
    role: role.name,
    policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
  });
  return role.arn;
}
