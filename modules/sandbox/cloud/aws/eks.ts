import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { blockOf, mentions, refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { errorsOf } from "./errors";
import { each, groupExists, keyServes, roleExists } from "./lookups";
import { arn, empty, now, regionOf, uuid } from "./names";
import { ofCluster, roleMissing } from "./cluster-access";
import { scaling } from "./node-groups";
import { subnet } from "./network";

/** What a cluster runs when nobody says, and its add-ons; both are the newest that the bindings were released with. */
const usual = { version: "1.34", platform: "eks.1", release: "1.50.0-6c1ad2ff" } as const;

/** What has to go before a cluster can. */
const within = [
  ["aws_eks_node_group", "cluster_name"],
  ["aws_eks_addon", "cluster_name"],
] as const;

const creatingCluster = (asked: Fields) =>
  errorsOf(`creating EKS Cluster (${textOf(asked, "name")})`, "EKS: CreateCluster");
const creatingGroup = (asked: Fields) =>
  errorsOf(
    `creating EKS Node Group (${textOf(asked, "cluster_name")}:${textOf(asked, "node_group_name")})`,
    "EKS: CreateNodegroup",
  );

function cluster(asked: Fields, context: Context): Fields {
  const name = textOf(asked, "name");
  const own = arn("eks", `cluster/${name}`, asked, context);
  const region = regionOf(asked, context);
  const number = context.digits(32, own).toUpperCase();
  const [first = ""] = textsAt(asked, ["vpc_config", "subnet_ids"]);
  const certificate = Buffer.from(`the sandbox's certificate authority of ${own}`).toString("base64");
  return {
    ...empty("cluster_id"),
    id: name,
    arn: own,
    access_config: [{ authentication_mode: "CONFIG_MAP", bootstrap_cluster_creator_admin_permissions: true }],
    certificate_authority: [{ data: certificate }],
    created_at: now(),
    deletion_protection: false,
    endpoint: `https://${number}.gr7.${region}.eks.amazonaws.com`,
    identity: [{ oidc: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${number}` }] }],
    kubernetes_network_config: [
      {
        ip_family: "ipv4",
        service_ipv4_cidr: "172.20.0.0/16",
        service_ipv6_cidr: "",
        elastic_load_balancing: [{ enabled: false }],
      },
    ],
    platform_version: usual.platform,
    status: "ACTIVE",
    upgrade_policy: [{ support_type: "EXTENDED" }],
    version: usual.version,
    vpc_config: [
      {
        cluster_security_group_id: `sg-${context.digits(17, own, "group")}`,
        public_access_cidrs: ["0.0.0.0/0"],
        vpc_id: textOf(context.find("aws_subnet", first)?.attributes ?? {}, "vpc_id"),
      },
    ],
  };
}

function network(asked: Fields, context: Context): readonly (string | undefined)[] {
  const error = creatingCluster(asked);
  const subnets = textsAt(asked, ["vpc_config", "subnet_ids"]).flatMap((id) => context.find("aws_subnet", id) ?? []);
  const zones = new Set(subnets.map(({ attributes }) => textOf(attributes, "availability_zone")));
  return [
    subnets.length > 0 && zones.size < 2
      ? error("InvalidParameterException", "Subnets specified must be in at least two different AZs")
      : undefined,
    ...each(
      asked,
      "vpc_config.security_group_ids",
      (id) => groupExists(context, id),
      (id) => error("InvalidParameterException", `The security group '${id}' does not exist`),
    ),
  ];
}

/** Versions go up by one at a time, and never down (EKS user guide, update an existing cluster). */
function upgrade(asked: Fields, before: Fields | undefined): string | undefined {
  const [from, to] = [before ?? asked, asked].map((fields) => Number(textOf(fields, "version").split(".")[1]));
  if (from === undefined || to === undefined || !(to < from || to > from + 1)) return undefined;
  return errorsOf(`updating EKS Cluster (${textOf(asked, "name")}) version`, "EKS: UpdateClusterVersion")(
    "InvalidParameterException",
    `Unsupported Kubernetes minor version update from 1.${from} to 1.${to}`,
  );
}

function nodeGroup(asked: Fields, context: Context): Fields {
  const [name, group] = [textOf(asked, "cluster_name"), textOf(asked, "node_group_name")];
  const own = `${group}/${context.digits(8, name, group)}-${uuid({}).slice(9)}`;
  const there = context.find("aws_eks_cluster", name)?.attributes ?? {};
  const template = blockOf(asked, "launch_template");
  const named = context.find("aws_launch_template", textOf(template, "id"))?.attributes ?? {};
  return {
    ...empty("node_group_name_prefix"),
    id: `${name}:${group}`,
    ami_type: "AL2023_x86_64_STANDARD",
    arn: arn("eks", `nodegroup/${name}/${own}`, asked, context),
    capacity_type: "ON_DEMAND",
    disk_size: Object.keys(template).length === 0 ? 20 : 0,
    instance_types: Object.keys(template).length === 0 ? ["t3.medium"] : [],
    launch_template: [{ id: textOf(template, "id"), name: textOf(named, "name") }],
    release_version: usual.release,
    resources: [
      { autoscaling_groups: [{ name: `eks-${own.replace("/", "-")}` }], remote_access_security_group_id: "" },
    ],
    status: "ACTIVE",
    update_config: [{ max_unavailable: 1 }],
    version: textOf(there, "version"),
  };
}

/** Clusters and their nodes. */
export const eks: Service = {
  aws_eks_cluster: {
    gives: cluster,
    unique: (asked, context) => {
      const name = textOf(asked, "name");
      const taken = creatingCluster(asked)("ResourceInUseException", `Cluster already exists with name: ${name}`);
      return { key: `${regionOf(asked, context)} ${name}`, taken };
    },
    refers: { "vpc_config.subnet_ids": subnet(errorsOf("creating EKS Cluster", "EKS: CreateCluster")) },
    refuses: (asked, context, before) =>
      refusal(
        ...network(asked, context),
        upgrade(asked, before),
        each(asked, "role_arn", (role) => roleExists(context, role), roleMissing(creatingCluster(asked))),
        each(
          asked,
          "encryption_config.provider.key_arn",
          (key) => keyServes(context, key, regionOf(asked, context)),
          (key) =>
            creatingCluster(asked)(
              "InvalidParameterException",
              `The keyArn in encryptionConfig provider, ${key}, is invalid.`,
            ),
        ),
      ),
    keeps: (there, context) => {
      const name = textOf(there, "name");
      const error = errorsOf(`deleting EKS Cluster (${name})`, "EKS: DeleteCluster");
      if (there["deletion_protection"] === true)
        return error("InvalidRequestException", `Cannot delete cluster ${name} while deletion protection is enabled`);
      const [first] = mentions(context, [name], within);
      return first?.type === "aws_eks_node_group"
        ? error("ResourceInUseException", "Cluster has nodegroups attached")
        : undefined;
    },
  },
  aws_eks_node_group: {
    gives: nodeGroup,
    unique: (asked) => {
      const [name, group] = [textOf(asked, "cluster_name"), textOf(asked, "node_group_name")];
      const says = `NodeGroup already exists with name ${group} and cluster name ${name}`;
      return { key: `${name}:${group}`, taken: creatingGroup(asked)("ResourceInUseException", says) };
    },
    refers: {
      cluster_name: ofCluster(errorsOf("creating EKS Node Group", "EKS: CreateNodegroup")),
      subnet_ids: subnet(errorsOf("creating EKS Node Group", "EKS: CreateNodegroup")),
      "launch_template.id": {
        type: "aws_launch_template",
        missing: (id) =>
          errorsOf("creating EKS Node Group", "EKS: CreateNodegroup")(
            "InvalidRequestException",
            `Launch template ${id} could not be found`,
          ),
      },
    },
    refuses: (asked, context, before) =>
      refusal(
        scaling(asked, before !== undefined),
        each(asked, "node_role_arn", (role) => roleExists(context, role), roleMissing(creatingGroup(asked))),
      ),
  },
};
