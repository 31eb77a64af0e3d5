import { z } from "zod";
import type { Fields, Value } from "../../protocol/values";
import { type Context, type Operation, Refusal } from "../behaviour";
import { blockOf, bodiesOf, numberOf } from "../lookups";
import { textOf, textsAt } from "../values";
import { googleError } from "./errors";

const recordType = "google_dns_record_set";

type Given = Readonly<Record<string, string>>;

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
    if (record === undefined) throw new Refusal(googleError(404, `Not found: ${given["name"]} (A).`, "notFound"));
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

function reweighted(policy: Fields, weights: readonly number[]): Value {
  return bodiesOf(policy, "wrr").map((body, index) => ({ ...body, weight: weights[index] ?? body["weight"] ?? 0 }));
}

/** A record set in place of the one that is there. What is not given stays. */
const change: Operation = {
  takes: {
    project: "the project",
    managedZone: "the zone's name",
    name: "the record's name, with a dot at its end",
    type: "A, CNAME, …",
  },
  region: () => null,
  run: async ({ project = "", managedZone = "", name = "", type = "", rrdatas, trickleRatio, weights }, context) => {
    const id = `projects/${project}/managedZones/${managedZone}/rrsets/${name}/${type}`;
    const found = context.find(recordType, id);
    if (found === undefined)
      throw new Refusal(
        googleError(
          404,
          `The 'entity.change.deletions[0]' resource named '${name} (${type})' does not exist.`,
          "notFound",
        ),
      );
    const policy = blockOf(found.attributes, "routing_policy");
    const backup = blockOf(policy, "primary_backup");
    await context.change([
      {
        type: recordType,
        id,
        attributes: {
          ...(rrdatas !== undefined && { rrdatas: rrdatas.split(",") }),
          ...(trickleRatio !== undefined && {
            routing_policy: [{ ...policy, primary_backup: [{ ...backup, trickle_ratio: Number(trickleRatio) }] }],
          }),
          ...(weights !== undefined && {
            routing_policy: [{ ...policy, wrr: reweighted(policy, weights.split(",").map(Number)) }],
          }),
        },
      },
    ]);
    return { status: "done", additions: [name] };
  },
};

/** What the Cloud DNS API tells of records, and does to them. */
export const recordOperations: Readonly<Record<string, Operation>> = {
  "dns:changes.create": change,
  "dns:resourceRecordSets.list": listRecords,
  "dns:resourceRecordSets.patch": patchRecord,
};
