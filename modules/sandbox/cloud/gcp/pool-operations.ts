import { z } from "zod";
import { type Context, type Operation, Refusal } from "../behaviour";
import { blockOf, numberOf } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { regionOfLocation } from "./names";

const poolType = "google_container_node_pool";

type Given = Readonly<Record<string, string>>;

const aboveMaximum = (minimum: number | string, maximum: number) =>
  new Refusal(googleError(400, `minimum node count ${minimum} must not exceed the maximum ${maximum}.`, "badRequest"));

function poolOf({ project, location, cluster, nodePool }: Given, context: Context) {
  const id = `projects/${project}/locations/${location}/clusters/${cluster}/nodePools/${nodePool}`;
  const pool = context.find(poolType, id);
  if (pool === undefined) throw new Refusal(googleError(404, `Not found: ${id}.`, "notFound"));
  return pool;
}

const poolTakes = { project: "", location: "", cluster: "", nodePool: "the pool" } as const;

const getPool: Operation = {
  takes: poolTakes,
  looks: true,
  region: ({ location = "" }) => regionOfLocation(location),
  run: (given, context) => {
    const autoscaling = blockOf(poolOf(given, context).attributes, "autoscaling");
    return Promise.resolve({
      name: given["nodePool"] ?? "",
      status: "RUNNING",
      autoscaling: {
        enabled: true,
        totalMinNodeCount: numberOf(autoscaling, "total_min_node_count"),
        totalMaxNodeCount: numberOf(autoscaling, "total_max_node_count"),
        locationPolicy: textOf(autoscaling, "location_policy"),
      },
    });
  },
};

const autoscalingShape = z.object({ totalMinNodeCount: z.number().int().min(0), totalMaxNodeCount: z.number().int() });

const setAutoscaling: Operation = {
  takes: { ...poolTakes, autoscaling: "JSON: totalMinNodeCount, totalMaxNodeCount" },
  region: ({ location = "" }) => regionOfLocation(location),
  run: async (given, context) => {
    const pool = poolOf(given, context);
    const asked = autoscalingShape.parse(JSON.parse(given["autoscaling"] ?? "{}"));
    if (asked.totalMinNodeCount > asked.totalMaxNodeCount)
      throw aboveMaximum(asked.totalMinNodeCount, asked.totalMaxNodeCount);
    const autoscaling = {
      ...blockOf(pool.attributes, "autoscaling"),
      total_min_node_count: asked.totalMinNodeCount,
      total_max_node_count: asked.totalMaxNodeCount,
    };
    await context.change([{ type: poolType, id: pool.id, attributes: { autoscaling: [autoscaling] } }]);
    return { operationType: "SET_NODE_POOL_AUTOSCALING", status: "DONE", targetLink: pool.id };
  },
};

/** Raises or lowers the fewest nodes of a pool, in whichever of the two ways it counts them. */
const updatePool: Operation = {
  takes: { ...poolTakes, minNodeCount: "a number" },
  region: ({ location = "" }) => regionOfLocation(location),
  run: async ({ minNodeCount = "", ...given }, context) => {
    const pool = poolOf(given, context);
    const autoscaling = blockOf(pool.attributes, "autoscaling");
    const prefix = numberOf(autoscaling, "total_max_node_count") > 0 ? "total_" : "";
    const [minimum, maximum] = [Number(minNodeCount), numberOf(autoscaling, `${prefix}max_node_count`)];
    if (!Number.isInteger(minimum) || minimum < 0 || minimum > maximum) throw aboveMaximum(minNodeCount, maximum);
    const changed = { ...autoscaling, [`${prefix}min_node_count`]: minimum };
    await context.change([{ type: poolType, id: pool.id, attributes: { autoscaling: [changed] } }]);
    return { operationType: "SET_NODE_POOL_SIZE", status: "DONE", targetLink: pool.id };
  },
};

/** What the Kubernetes Engine API tells of node pools, and does to them. */
export const poolOperations: Readonly<Record<string, Operation>> = {
  "container:nodePools.get": getPool,
  "container:nodePools.setAutoscaling": setAutoscaling,
  "container:nodePools.update": updatePool,
};
