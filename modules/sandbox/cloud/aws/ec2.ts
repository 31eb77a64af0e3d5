import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each, groupExists, isNamed, roleExists } from "./lookups";
import { accountOf, arn, ec2Id, empty, regionOf } from "./names";
import { subnet, vpc } from "./network";
import { routeTable } from "./routing";

/** What uses a security group. */
const withGroup = [
  ["aws_rds_cluster", "vpc_security_group_ids"],
  ["aws_vpc_endpoint", "security_group_ids"],
  ["aws_eks_cluster", "vpc_config.security_group_ids"],
] as const;

/** What flow logs record when nobody says (VPC user guide, version 2). */
const logFormat =
  "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";

const creatingGroup = (asked: Fields) =>
  errorsOf(`creating Security Group (${textOf(asked, "name")})`, "EC2: CreateSecurityGroup");
const allowing = errorsOf("creating VPC Security Group Rule", "EC2: AuthorizeSecurityGroupIngress");
const creatingEndpoint = errorsOf("creating EC2 VPC Endpoint", "EC2: CreateVpcEndpoint");
const creatingFlowLog = errorsOf("creating Flow Log", "EC2: CreateFlowLogs");
const adopting = errorsOf("reading Default Security Group", "EC2: DescribeSecurityGroups");

const unknownGroup = (error: ReturnType<typeof errorsOf>) => (id: string) =>
  error("InvalidGroup.NotFound", `The security group '${id}' does not exist`);

function securityGroup(id: string, asked: Fields, context: Context): Fields {
  return {
    ...empty("name_prefix"),
    id,
    arn: arn("ec2", `security-group/${id}`, asked, context),
    owner_id: accountOf(context),
    egress: [],
    ingress: [],
  };
}

function rule(asked: Fields): string {
  const [from, to] = [asked["from_port"], asked["to_port"]].map(String);
  const peer =
    textOf(asked, "cidr_ipv4") || textOf(asked, "cidr_ipv6") || textOf(asked, "referenced_security_group_id");
  return `peer: ${peer}, ${textOf(asked, "ip_protocol").toUpperCase()}, from port: ${from ?? ""}, to port: ${to ?? ""}, ALLOW`;
}

function endpoint(asked: Fields, context: Context): Fields {
  const id = ec2Id("vpce", asked);
  const own = (...words: readonly string[]) => context.digits(17, id, ...words);
  const region = regionOf(asked, context);
  const isInterface = textOf(asked, "vpc_endpoint_type") === "Interface";
  const service = textOf(asked, "service_name").split(".").slice(3).join(".");
  const subnets = Array.isArray(asked["subnet_ids"]) ? asked["subnet_ids"] : [];
  return {
    ...empty("prefix_list_id", "service_region"),
    id,
    arn: arn("ec2", `vpc-endpoint/${id}`, asked, context),
    cidr_blocks: [],
    dns_entry: isInterface
      ? [
          {
            dns_name: `${id}-${context.digits(8, id)}.${service}.${region}.vpce.amazonaws.com`,
            hosted_zone_id: `Z${own("zone").toUpperCase()}`,
          },
        ]
      : [],
    ip_address_type: isInterface ? "ipv4" : "",
    network_interface_ids: subnets.map((one) => `eni-${own("interface", String(one))}`),
    owner_id: accountOf(context),
    policy: '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}',
    ...(isInterface ? {} : { prefix_list_id: `pl-${context.digits(8, region, service)}` }),
    private_dns_enabled: false,
    requester_managed: false,
    route_table_ids: [],
    security_group_ids: [],
    service_region: region,
    state: "available",
    subnet_ids: [],
  };
}

/** A change makes a new version of a launch template; the default one stays (provider: update_default_version). */
function launchTemplate(asked: Fields, context: Context): Fields {
  const id = ec2Id("lt", asked);
  const version = context.find("aws_launch_template", id)?.attributes["latest_version"];
  return {
    ...empty("name_prefix"),
    id,
    arn: arn("ec2", `launch-template/${id}`, asked, context),
    default_version: 1,
    metadata_options: [{ http_protocol_ipv6: "disabled", instance_metadata_tags: "disabled" }],
    latest_version: typeof version === "number" ? version + 1 : 1,
  };
}

/** Security groups, endpoints of AWS's own services, flow logs and launch templates. */
export const ec2: Service = {
  aws_security_group: {
    gives: (asked, context) => securityGroup(ec2Id("sg", asked), asked, context),
    unique: (asked) => {
      const [name, id] = [textOf(asked, "name"), textOf(asked, "vpc_id")];
      const says = `The security group '${name}' already exists for VPC '${id}'`;
      return { key: `${id} ${name}`, taken: creatingGroup(asked)("InvalidGroup.Duplicate", says) };
    },
    refers: { vpc_id: vpc(errorsOf("creating Security Group", "EC2: CreateSecurityGroup")) },
    refuses: (asked, _, before) =>
      before === undefined && textOf(asked, "name").startsWith("sg-")
        ? creatingGroup(asked)(
            "InvalidParameterValue",
            "Value (sg-) for parameter GroupName is invalid. Group names may not be in the format sg-*.",
          )
        : undefined,
    keeps: (there, context) => {
      const id = textOf(there, "id");
      if (!isNamed(context, id, withGroup)) return undefined;
      const error = errorsOf(`deleting Security Group (${id})`, "EC2: DeleteSecurityGroup");
      return error("DependencyViolation", `resource ${id} has a dependent object`);
    },
  },
  // Not made, but taken over: it comes with its VPC.
  aws_default_security_group: {
    gives: (asked, context) => {
      const network = context.find("aws_vpc", textOf(asked, "vpc_id"))?.attributes ?? {};
      const id = textOf(network, "default_security_group_id");
      return { ...securityGroup(id, asked, context), name: "default", description: "default VPC security group" };
    },
    refers: { vpc_id: vpc(adopting) },
  },
  aws_vpc_security_group_ingress_rule: {
    gives: (asked, context) => {
      const id = ec2Id("sgr", asked);
      return { id, security_group_rule_id: id, arn: arn("ec2", `security-group-rule/${id}`, asked, context) };
    },
    unique: (asked) => ({
      key: `${textOf(asked, "security_group_id")} ${rule(asked)}`,
      taken: allowing("InvalidPermission.Duplicate", `the specified rule "${rule(asked)}" already exists`),
    }),
    refuses: (asked, context) =>
      refusal(each(asked, "security_group_id", (id) => groupExists(context, id), unknownGroup(allowing))),
  },
  aws_vpc_endpoint: {
    gives: endpoint,
    unique: (asked) => {
      const [service, id] = [textOf(asked, "service_name"), textOf(asked, "vpc_id")];
      const says = `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${service} in the VPC ${id}`;
      return asked["private_dns_enabled"] === true
        ? { key: `${id} ${service}`, taken: creatingEndpoint("InvalidParameter", says) }
        : undefined;
    },
    refers: {
      vpc_id: vpc(creatingEndpoint),
      subnet_ids: subnet(creatingEndpoint),
      route_table_ids: routeTable(creatingEndpoint),
    },
    refuses: (asked, context) =>
      refusal(
        each(asked, "security_group_ids", (id) => groupExists(context, id), unknownGroup(creatingEndpoint)),
        each(
          asked,
          "service_name",
          (name) => !name.startsWith("com.amazonaws.") || name.split(".")[2] === regionOf(asked, context),
          (name) => creatingEndpoint("InvalidServiceName", `The Vpc Endpoint Service '${name}' does not exist`),
        ),
      ),
  },
  aws_flow_log: {
    gives: (asked, context) => {
      const id = ec2Id("fl", asked);
      return { id, arn: arn("ec2", `vpc-flow-log/${id}`, asked, context), log_format: logFormat };
    },
    unique: (asked) => ({
      key: [textOf(asked, "vpc_id"), textOf(asked, "log_destination")].join(" "),
      taken: creatingFlowLog(
        "FlowLogAlreadyExists",
        "Error. There is an existing Flow Log with the same configuration and log destination.",
      ),
    }),
    refers: { vpc_id: vpc(creatingFlowLog), subnet_id: subnet(creatingFlowLog) },
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "iam_role_arn",
          (role) => roleExists(context, role),
          () => creatingFlowLog("InvalidParameter", "Unable to assume given IAM role"),
        ),
      ),
  },
  aws_launch_template: {
    gives: launchTemplate,
    unique: (asked, context) => ({
      key: `${regionOf(asked, context)} ${textOf(asked, "name")}`,
      taken: errorsOf("creating EC2 Launch Template", "EC2: CreateLaunchTemplate")(
        "InvalidLaunchTemplateName.AlreadyExistsException",
        "Launch template name already in use.",
      ),
    }),
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "vpc_security_group_ids",
          (id) => groupExists(context, id),
          unknownGroup(errorsOf("creating EC2 Launch Template", "EC2: CreateLaunchTemplate")),
        ),
      ),
  },
};
