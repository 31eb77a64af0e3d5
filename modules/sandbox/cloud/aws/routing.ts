import type { Fields } from "../../protocol/values";
import type { Context, Reference, Service } from "../behaviour";
import { textOf } from "../values";
import { addressIn } from "./cidr";
import { errorsOf } from "./errors";
import { isNamed, naming } from "./lookups";
import { accountOf, arn, ec2Id, empty, regionOf } from "./names";
import { subnet, vpc } from "./network";

type Errors = ReturnType<typeof errorsOf>;

/** What must be gone before a route table can go. */
const throughTable = [
  ["aws_route_table_association", "route_table_id"],
  ["aws_vpc_endpoint", "route_table_ids"],
] as const;

/** A block of addresses that are nobody's (RFC 5737). */
const publicAddresses = "203.0.113.0/24";

/** The route table that an argument of a call names. */
export function routeTable(error: Errors): Reference {
  return {
    type: "aws_route_table",
    missing: (id) => error("InvalidRouteTableID.NotFound", `The routeTable ID '${id}' does not exist`),
  };
}

const routing = errorsOf("creating Route", "EC2: CreateRoute");
const associating = errorsOf("creating Route Table Association", "EC2: AssociateRouteTable");
const creatingTable = errorsOf("creating Route Table", "EC2: CreateRouteTable");
const creatingNat = errorsOf("creating EC2 NAT Gateway", "EC2: CreateNatGateway");

const destinationOf = (route: Fields) =>
  textOf(route, "destination_cidr_block") ||
  textOf(route, "destination_ipv6_cidr_block") ||
  textOf(route, "destination_prefix_list_id");

function elasticIp(asked: Fields, context: Context): Fields {
  const id = ec2Id("eipalloc", asked);
  const address = addressIn(publicAddresses, Number.parseInt(context.digits(6, id), 16));
  const region = regionOf(asked, context);
  const domain = region === "us-east-1" ? "compute-1" : `${region}.compute`;
  return {
    ...empty("association_id", "carrier_ip", "customer_owned_ip", "customer_owned_ipv4_pool", "private_dns"),
    ...empty("instance", "ipam_pool_id", "network_interface", "private_ip", "ptr_record"),
    id,
    allocation_id: id,
    arn: arn("ec2", `elastic-ip/${id}`, asked, context),
    domain: "vpc",
    network_border_group: region,
    public_dns: `ec2-${address.replaceAll(".", "-")}.${domain}.amazonaws.com`,
    public_ip: address,
    public_ipv4_pool: "amazon",
  };
}

function natGateway(asked: Fields, context: Context): Fields {
  const id = ec2Id("nat", asked);
  const address = context.find("aws_eip", textOf(asked, "allocation_id"))?.attributes ?? {};
  const place = context.find("aws_subnet", textOf(asked, "subnet_id"))?.attributes ?? {};
  const number = Number.parseInt(context.digits(6, id), 16);
  return {
    ...empty("auto_provision_zones", "auto_scaling_ips", "regional_nat_gateway_auto_mode", "route_table_id"),
    id,
    association_id: `eipassoc-${context.digits(17, id, "association")}`,
    availability_mode: "zonal",
    network_interface_id: `eni-${context.digits(17, id, "interface")}`,
    private_ip: addressIn(textOf(place, "cidr_block"), 4 + (number % 200)),
    public_ip: textOf(address, "public_ip"),
    regional_nat_gateway_address: [],
    secondary_allocation_ids: [],
    secondary_private_ip_address_count: 0,
    secondary_private_ip_addresses: [],
    vpc_id: textOf(place, "vpc_id"),
  };
}

/** Route tables and their routes, NAT gateways and their addresses. */
export const routes: Service = {
  aws_route_table: {
    gives: (asked, context) => {
      const id = ec2Id("rtb", asked);
      return { id, arn: arn("ec2", `route-table/${id}`, asked, context), owner_id: accountOf(context) };
    },
    refers: { vpc_id: vpc(creatingTable) },
    keeps: (there, context) => {
      const id = textOf(there, "id");
      if (!isNamed(context, id, throughTable)) return undefined;
      const error = errorsOf(`deleting Route Table (${id})`, "EC2: DeleteRouteTable");
      return error("DependencyViolation", `The routeTable '${id}' has dependencies and cannot be deleted.`);
    },
  },
  aws_route: {
    // As the provider builds it: the table, and a hash of the destination.
    gives: (asked, context) => ({
      ...empty("instance_id", "instance_owner_id", "network_interface_id"),
      id: `r-${textOf(asked, "route_table_id")}${Number.parseInt(context.digits(8, destinationOf(asked)), 16)}`,
      origin: "CreateRoute",
      state: "active",
    }),
    unique: (asked) => {
      const [table, destination] = [textOf(asked, "route_table_id"), destinationOf(asked)];
      const says = `The route identified by ${destination} already exists.`;
      return { key: `${table} ${destination}`, taken: routing("RouteAlreadyExists", says) };
    },
    refers: {
      route_table_id: routeTable(routing),
      nat_gateway_id: {
        type: "aws_nat_gateway",
        missing: (id) => routing("InvalidNatGatewayID.NotFound", `The natGateway ID '${id}' does not exist`),
      },
      gateway_id: {
        type: "aws_internet_gateway",
        missing: (id) => routing("InvalidGatewayID.NotFound", `The gateway ID '${id}' does not exist`),
      },
    },
  },
  aws_route_table_association: {
    gives: (asked) => ({ id: ec2Id("rtbassoc", asked) }),
    unique: (asked) => {
      const says = `the specified association for route table ${textOf(asked, "route_table_id")} conflicts with an existing association`;
      return { key: textOf(asked, "subnet_id"), taken: associating("Resource.AlreadyAssociated", says) };
    },
    refers: { route_table_id: routeTable(associating), subnet_id: subnet(associating) },
  },
  aws_eip: {
    gives: elasticIp,
    keeps: (there, context) => {
      const id = textOf(there, "id");
      if (naming(context, "aws_nat_gateway", "allocation_id", id).length === 0) return undefined;
      const error = errorsOf(`releasing EC2 EIP (${id})`, "EC2: ReleaseAddress");
      return error("InvalidIPAddress.InUse", `Address ${textOf(there, "public_ip")} is in use.`);
    },
  },
  aws_nat_gateway: {
    gives: natGateway,
    unique: (asked) => {
      const id = textOf(asked, "allocation_id");
      const taken = creatingNat("Resource.AlreadyAssociated", `Elastic IP address [${id}] is already associated`);
      return id === "" ? undefined : { key: id, taken };
    },
    refers: {
      subnet_id: subnet(creatingNat),
      allocation_id: {
        type: "aws_eip",
        missing: (id) => creatingNat("InvalidAllocationID.NotFound", `The allocation ID '${id}' does not exist`),
      },
    },
  },
};
