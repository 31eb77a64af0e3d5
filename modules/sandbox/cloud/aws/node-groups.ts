import { z } from "zod";
import type { Fields, Value } from "../../protocol/values";
import { type Context, type Operation, Refusal, type Thing } from "../behaviour";
import { blockOf } from "../lookups";
import { textOf } from "../values";
import { apiError, errorsOf } from "./errors";

const numberAt = (fields: Fields, name: string) => {
  const value = fields[name];
  return typeof value === "number" ? value : 0;
};

/** What EKS says of sizes that do not fit each other. An update and a creation say it differently. */
export function scaling(asked: Fields, isUpdate: boolean): string | undefined {
  const sizes = blockOf(asked, "scaling_config");
  const [least, wanted, most] = ["min_size", "desired_size", "max_size"].map((name) => numberAt(sizes, name));
  const name = `${textOf(asked, "cluster_name")}:${textOf(asked, "node_group_name")}`;
  const error = isUpdate
    ? errorsOf(`updating EKS Node Group (${name}) config`, "EKS: UpdateNodegroupConfig")
    : errorsOf(`creating EKS Node Group (${name})`, "EKS: CreateNodegroup");
  if (least === undefined || wanted === undefined || most === undefined) return undefined;
  if (least > most) return error("InvalidParameterException", "minSize can't be greater than maxSize");
  if (wanted > most) return error("InvalidParameterException", "desiredSize can't be greater than maxSize");
  if (least <= wanted) return undefined;
  const says = `Minimum capacity ${least} can't be greater than desired size ${wanted}`;
  return error("InvalidParameterException", isUpdate ? says : "minSize can't be greater than desiredSize");
}

const sizesShape = z.object({
  minSize: z.number().int().optional(),
  maxSize: z.number().int().optional(),
  desiredSize: z.number().int().optional(),
});

function found(given: Readonly<Record<string, string>>, context: Context, call: string): Thing {
  const [cluster = "", group = ""] = [given["clusterName"], given["nodegroupName"]];
  const thing = context.find("aws_eks_node_group", `${cluster}:${group}`);
  if (thing?.region === given["region"] && thing !== undefined) return thing;
  const says = `No node group found for name: ${group}.`;
  throw new Refusal(apiError({ doing: "", call, code: "ResourceNotFoundException", says }));
}

const takes = {
  region: "whose endpoint is called",
  clusterName: "the cluster",
  nodegroupName: "the group of nodes in it",
} as const;

/** What EKS answers about a group. */
function described({ attributes }: Thing): Value {
  const sizes = blockOf(attributes, "scaling_config");
  return {
    nodegroup: {
      clusterName: textOf(attributes, "cluster_name"),
      nodegroupName: textOf(attributes, "node_group_name"),
      nodegroupArn: textOf(attributes, "arn"),
      status: textOf(attributes, "status"),
      version: textOf(attributes, "version"),
      scalingConfig: {
        minSize: numberAt(sizes, "min_size"),
        maxSize: numberAt(sizes, "max_size"),
        desiredSize: numberAt(sizes, "desired_size"),
      },
    },
  };
}

/** How the sizes of node groups are looked at and changed. */
export const nodeGroupOperations: Readonly<Record<string, Operation>> = {
  "eks:DescribeNodegroup": {
    takes,
    looks: true,
    region: ({ region = "" }) => region,
    run: (given, context) => Promise.resolve(described(found(given, context, "EKS: DescribeNodegroup"))),
  },
  "eks:UpdateNodegroupConfig": {
    takes: { ...takes, scalingConfig: "JSON: minSize, maxSize, desiredSize; what is not said stays" },
    region: ({ region = "" }) => region,
    run: async (given, context) => {
      const thing = found(given, context, "EKS: UpdateNodegroupConfig");
      const asked = sizesShape.parse(JSON.parse(given["scalingConfig"] ?? "{}"));
      const sizes = blockOf(thing.attributes, "scaling_config");
      const next = {
        min_size: asked.minSize ?? numberAt(sizes, "min_size"),
        max_size: asked.maxSize ?? numberAt(sizes, "max_size"),
        desired_size: asked.desiredSize ?? numberAt(sizes, "desired_size"),
      };
      const refused = scaling({ ...thing.attributes, scaling_config: [next] }, true);
      if (refused !== undefined) throw new Refusal(refused);
      await context.change([{ type: thing.type, id: thing.id, attributes: { scaling_config: [next] } }]);
      return { update: { status: "Successful", type: "ConfigUpdate" } };
    },
  },
};
