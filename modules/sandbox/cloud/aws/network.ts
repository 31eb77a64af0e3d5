import type { Fields } from "../../protocol/values";
import type { Context, Reference, Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { isWithin, overlaps } from "./cidr";
import { errorsOf } from "./errors";
import { isNamed, naming } from "./lookups";
import { accountOf, arn, ec2Id, empty, regionOf } from "./names";

/** What must be gone before a VPC can go. */
const inVpc = [
  ["aws_subnet", "vpc_id"],
  ["aws_internet_gateway", "vpc_id"],
  ["aws_security_group", "vpc_id"],
  ["aws_route_table", "vpc_id"],
  ["aws_vpc_endpoint", "vpc_id"],
] as const;

/** What has a network interface in a subnet, or is promised one. */
const inSubnet = [
  ["aws_nat_gateway", "subnet_id"],
  ["aws_vpc_endpoint", "subnet_ids"],
  ["aws_eks_cluster", "vpc_config.subnet_ids"],
  ["aws_eks_node_group", "subnet_ids"],
  ["aws_db_subnet_group", "subnet_ids"],
] as const;

/** The VPC that an argument of a call names. */
export function vpc(error: ReturnType<typeof errorsOf>): Reference {
  return { type: "aws_vpc", missing: (id) => error("InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`) };
}

/** The subnet that an argument of a call names. */
export function subnet(error: ReturnType<typeof errorsOf>): Reference {
  return {
    type: "aws_subnet",
    missing: (id) => error("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`),
  };
}

const creatingSubnet = errorsOf("creating EC2 Subnet", "EC2: CreateSubnet");
const attaching = errorsOf("attaching EC2 Internet Gateway", "EC2: AttachInternetGateway");

/** Where a subnet's block lies among its VPC's and its siblings', as EC2 looks at them. */
function block(asked: Fields, context: Context): string | undefined {
  const cidr = textOf(asked, "cidr_block");
  const network = context.find("aws_vpc", textOf(asked, "vpc_id"));
  if (network === undefined || cidr === "") return undefined;
  if (!isWithin(cidr, textOf(network.attributes, "cidr_block")))
    return creatingSubnet("InvalidSubnet.Range", `The CIDR '${cidr}' is invalid.`);
  const siblings = naming(context, "aws_subnet", "vpc_id", network.id);
  return siblings.some(({ attributes }) => overlaps(textOf(attributes, "cidr_block"), cidr))
    ? creatingSubnet("InvalidSubnet.Conflict", `The CIDR '${cidr}' conflicts with another subnet`)
    : undefined;
}

function zone(asked: Fields, context: Context): string | undefined {
  const [name, region] = [textOf(asked, "availability_zone"), regionOf(asked, context)];
  if (name === "" || (name.startsWith(region) && /^[a-f]$/.test(name.slice(region.length)))) return undefined;
  return creatingSubnet("InvalidParameterValue", `Value (${name}) for parameter availabilityZone is invalid.`);
}

/** `use1-az2` for `us-east-1b`: which one that really is differs from account to account. */
function zoneId(name: string): string {
  const [, area = "", direction = "", number = "", letter = "a"] = /^(\w+)-(\w)\w*-(\d)(\w)$/.exec(name) ?? [];
  return `${area}${direction}${number}-az${letter.charCodeAt(0) - "a".charCodeAt(0) + 1}`;
}

function dependency(says: string, doing: string, call: string): string {
  return errorsOf(doing, call)("DependencyViolation", says);
}

/** VPCs, their subnets, and their gateways to the internet. */
export const network: Service = {
  aws_vpc: {
    gives: (asked, context) => {
      const id = ec2Id("vpc", asked);
      const own = (prefix: string) => `${prefix}-${context.digits(17, id, prefix)}`;
      return {
        ...empty("ipv6_association_id", "ipv6_cidr_block", "ipv6_cidr_block_network_border_group"),
        id,
        arn: arn("ec2", `vpc/${id}`, asked, context),
        owner_id: accountOf(context),
        default_network_acl_id: own("acl"),
        default_route_table_id: own("rtb"),
        main_route_table_id: own("rtb"),
        default_security_group_id: own("sg"),
        dhcp_options_id: `dopt-${context.digits(17, accountOf(context), regionOf(asked, context))}`,
      };
    },
    keeps: (there, context) => {
      const id = textOf(there, "id");
      if (!isNamed(context, id, inVpc)) return undefined;
      const says = `The vpc '${id}' has dependencies and cannot be deleted.`;
      return dependency(says, `deleting EC2 VPC (${id})`, "EC2: DeleteVpc");
    },
  },
  aws_subnet: {
    gives: (asked, context) => {
      const id = ec2Id("subnet", asked);
      const name = textOf(asked, "availability_zone") || `${regionOf(asked, context)}a`;
      return {
        ...empty("ipv6_cidr_block", "ipv6_cidr_block_association_id"),
        id,
        arn: arn("ec2", `subnet/${id}`, asked, context),
        owner_id: accountOf(context),
        availability_zone: name,
        availability_zone_id: zoneId(name),
        private_dns_hostname_type_on_launch: "ip-name",
      };
    },
    refers: { vpc_id: vpc(creatingSubnet) },
    refuses: (asked, context, before) =>
      before === undefined ? refusal(zone(asked, context), block(asked, context)) : undefined,
    keeps: (there, context) => {
      const id = textOf(there, "id");
      if (!isNamed(context, id, inSubnet)) return undefined;
      const says = `The subnet '${id}' has dependencies and cannot be deleted.`;
      return dependency(says, `deleting EC2 Subnet (${id})`, "EC2: DeleteSubnet");
    },
  },
  aws_internet_gateway: {
    gives: (asked, context) => {
      const id = ec2Id("igw", asked);
      return { id, arn: arn("ec2", `internet-gateway/${id}`, asked, context), owner_id: accountOf(context) };
    },
    unique: (asked) => {
      const id = textOf(asked, "vpc_id");
      const taken = attaching("InvalidParameterValue", `Network ${id} already has an internet gateway attached`);
      return id === "" ? undefined : { key: id, taken };
    },
    refers: { vpc_id: vpc(attaching) },
    keeps: (there, context) => {
      const id = textOf(there, "vpc_id");
      if (naming(context, "aws_nat_gateway", "vpc_id", id).length === 0) return undefined;
      const says = `Network ${id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`;
      const doing = `detaching EC2 Internet Gateway (${textOf(there, "id")}) from VPC (${id})`;
      return dependency(says, doing, "EC2: DetachInternetGateway");
    },
  },
};
