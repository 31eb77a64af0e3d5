import { z } from "zod";
import type { Fields, Value } from "../../protocol/values";
import { type Context, type Operation, Refusal } from "../behaviour";
import { blockOf, bodiesOf, numberOf } from "../lookups";
import { textOf, textsAt } from "../values";
import { googleError } from "./errors";
import { regionOfLocation } from "./names";

const poolType = "google_container_node_pool";
const recordType = "google_dns_record_set";

const notFound = (what: string) => new Refusal(googleError(404, `Not found: ${what}.`, "notFound"));

type Given = Readonly<Record<string, string>>;

function poolOf({ project, location, cluster, nodePool }: Given, context: Context) {
  const id = `projects/${project}/locations/${location}/clusters/${cluster}/nodePools/${nodePool}`;
  const pool = context.find(poolType, id);
  if (pool === undefined) throw notFound(id);
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
      throw new Refusal(
        googleError(
          400,
          `minimum node count ${asked.totalMinNodeCount} must not exceed the maximum ${asked.totalMaxNodeCount}.`,
          "badRequest",
        ),
      );
    const autoscaling = {
      ...blockOf(pool.attributes, "autoscaling"),
      total_min_node_count: asked.totalMinNodeCount,
      total_max_node_count: asked.totalMaxNodeCount,
    };
    await context.change([{ type: poolType, id: pool.id, attributes: { autoscaling: [autoscaling] } }]);
    return { operationType: "SET_NODE_POOL_AUTOSCALING", status: "DONE", targetLink: pool.id };
  },
};

const recordTakes = { project: "", managedZone: "", name: "without the full stop at its end" } as const;

function recordOf({ project, managedZone, name }: Given, context: Context) {
  return context.find(recordType, `projects/${project}/managedZones/${managedZone}/rrsets/${name}./A`);
}

const endpoints = (body: Fields) => ({ externalEndpoints: textsAt(body, ["external_endpoints"]) });

/** A record as the API shows it: its policy in the API's own words. */
function shown(attributes: Fields): Value {
  const backup = blockOf(blockOf(attributes, "routing_policy"), "primary_backup");
  const isPolicy = Object.keys(backup).length > 0;
  return {
    name: textOf(attributes, "name"),
    type: textOf(attributes, "type"),
    ttl: numberOf(attributes, "ttl"),
    ...(isPolicy && {
      routingPolicy: {
        primaryBackup: {
          primaryTargets: endpoints(blockOf(backup, "primary")),
          backupGeoTargets: {
            items: bodiesOf(backup, "backup_geo").map((geo) => ({
              location: textOf(geo, "location"),
              healthCheckedTargets: endpoints(blockOf(geo, "health_checked_targets")),
            })),
          },
          trickleTraffic: numberOf(backup, "trickle_ratio"),
        },
      },
    }),
  };
}

const listRecords: Operation = {
  takes: recordTakes,
  looks: true,
  region: () => null,
  run: (given, context) => {
    const record = recordOf(given, context);
    return Promise.resolve({ rrsets: record === undefined ? [] : [shown(record.attributes)] });
  },
};

const patchShape = z.object({
  routingPolicy: z.object({ primaryBackup: z.object({ trickleTraffic: z.number().min(0).max(1) }) }),
});

const patchRecord: Operation = {
  takes: { ...recordTakes, record: "JSON: the record, with its routing policy" },
  region: () => null,
  run: async (given, context) => {
    const record = recordOf(given, context);
    if (record === undefined) throw notFound(`${given["name"]} (A)`);
    const asked = patchShape.parse(JSON.parse(given["record"] ?? "{}"));
    const policy = blockOf(record.attributes, "routing_policy");
    const backup = {
      ...blockOf(policy, "primary_backup"),
      trickle_ratio: asked.routingPolicy.primaryBackup.trickleTraffic,
    };
    const attributes = { routing_policy: [{ ...policy, primary_backup: [backup] }] };
    await context.change([{ type: recordType, id: record.id, attributes }]);
    return shown({ ...record.attributes, ...attributes });
  },
};

/** What recovery asks of node pools and of records besides, in the words of the REST APIs. */
export const recoveryOperations: Readonly<Record<string, Operation>> = {
  "container:nodePools.get": getPool,
  "container:nodePools.setAutoscaling": setAutoscaling,
  "dns:resourceRecordSets.list": listRecords,
  "dns:resourceRecordSets.patch": patchRecord,
};
