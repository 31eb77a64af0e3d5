import { z } from "zod";
import { NotThere, type PairWorld } from "./pair";
import { type Answer, json, type Received, type Vendor } from "./server";

/** The shape of docs.cloud.google.com/sql/docs/postgres/admin-api/rest/v1/instances, as far as recovery reads it. */
function instance(world: PairWorld, name: string): Answer {
  const target = world.siteOf(name);
  const isPrimary = world.writes(target) || world.behind === target.site;
  const other = world.other(target);
  return json({
    kind: "sql#instance",
    name,
    state: world.looked() ? "MAINTENANCE" : "RUNNABLE",
    instanceType: isPrimary ? "CLOUD_SQL_INSTANCE" : "READ_REPLICA_INSTANCE",
    ...(!isPrimary && { masterInstanceName: `${target.account}:${other.database}` }),
    replicationCluster: isPrimary
      ? { failoverDrReplicaName: world.designated === null ? "" : `${target.account}:${world.designated}` }
      : { drReplica: world.designated === name },
  });
}

/** docs.cloud.google.com/sql/docs/postgres/admin-api/rest/v1/operations */
const operation = (operationType: string) => json({ kind: "sql#operation", status: "PENDING", operationType });

const designation = z.object({ replicationCluster: z.object({ failoverDrReplicaName: z.string() }) });
const sizes = z.object({ autoscaling: z.object({ totalMinNodeCount: z.number() }) });
const policy = z.object({ routingPolicy: z.object({ primaryBackup: z.object({ trickleTraffic: z.number() }) }) });

/** docs.cloud.google.com/dns/docs/reference/rest/v1/resourceRecordSets: no trickle is not said. */
const record = (world: PairWorld) => ({
  kind: "dns#resourceRecordSet",
  name: `${world.from.name}.`,
  type: "A",
  ttl: 30,
  routingPolicy: {
    kind: "dns#rRSetRoutingPolicy",
    primaryBackup: {
      primaryTargets: { externalEndpoints: ["198.51.100.1"] },
      backupGeoTargets: { items: [] },
      ...(world.open.get(world.to.site) === true && { trickleTraffic: 1 }),
    },
    healthCheck: "probes",
  },
});

/** What a pool is given besides its minimum, and keeps. */
export const poolKeeps = { enabled: true, totalMaxNodeCount: 30, locationPolicy: "BALANCED" } as const;

/** Cloud SQL, GKE, Cloud DNS and Cloud Monitoring, by what stands in the address. */
export function gcpVendor(world: PairWorld): Vendor {
  const routes: readonly (readonly [RegExp, (found: readonly string[], received: Received) => Answer])[] = [
    [/^GET .*\/instances\/([^/]+)$/, ([, name = ""]) => instance(world, name)],
    [
      /^POST .*\/instances\/([^/]+)\/switchover$/,
      ([, name = ""]) => {
        world.take(world.siteOf(name), false);
        world.designated = null;
        return operation("SWITCHOVER");
      },
    ],
    [
      /^POST .*\/instances\/([^/]+)\/promoteReplica\?failover=true$/,
      ([, name = ""]) => {
        world.take(world.siteOf(name), true);
        world.designated = null;
        return operation("PROMOTE_REPLICA");
      },
    ],
    [
      /^PATCH .*\/instances\/[^/]+$/,
      (_, { body }) => {
        const named = designation.parse(body).replicationCluster.failoverDrReplicaName;
        world.designated = named.split(":").at(-1) ?? "";
        return operation("UPDATE");
      },
    ],
    // docs.cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters.nodePools
    [
      /^GET .*\/clusters\/([^/]+)\/nodePools\/nodes$/,
      ([, id = ""]) =>
        json({
          name: "nodes",
          status: world.looked() ? "RECONCILING" : "RUNNING",
          autoscaling: { ...poolKeeps, totalMinNodeCount: world.minimum.get(world.siteOf(id).site) },
        }),
    ],
    [
      /^POST .*\/clusters\/([^/]+)\/nodePools\/nodes:setAutoscaling$/,
      ([, id = ""], { body }) => {
        world.minimum.set(world.siteOf(id).site, sizes.parse(body).autoscaling.totalMinNodeCount);
        world.underWay = world.looksOfAnOrder;
        return json({ name: "operation-1", operationType: "SET_NODE_POOL_SIZE", status: "RUNNING" });
      },
    ],
    [/^GET .*\/rrsets\?/, () => json({ kind: "dns#resourceRecordSetsListResponse", rrsets: [record(world)] })],
    [
      /^PATCH .*\/rrsets\/[^/]+\/A$/,
      (_, { body }) => {
        const { trickleTraffic } = policy.parse(body).routingPolicy.primaryBackup;
        world.open.set(world.from.site, trickleTraffic === 0).set(world.to.site, trickleTraffic === 1);
        return json(record(world));
      },
    ],
    // docs.cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list: nothing at all where there is no data
    [
      /^GET https:\/\/monitoring/,
      () =>
        json(
          world.lagSeconds === null ? {} : { timeSeries: [{ points: [{ value: { doubleValue: world.lagSeconds } }] }] },
        ),
    ],
  ];
  return {
    isOrder: ({ line }) => !line.startsWith("GET "),
    busy: googleError(
      409,
      "operationInProgress",
      "Operation failed because another operation was already in progress.",
    ),
    missing: (name) => googleError(404, "instanceDoesNotExist", `${name} does not exist.`)(),
    answer: (received) => {
      for (const [form, answer] of routes) {
        const found = form.exec(received.line);
        if (found !== null) return answer(found, received);
      }
      throw new NotThere(received.line);
    },
  };
}

/** Google's error body (cloud.google.com/apis/design/errors; the reasons of Cloud SQL's "Admin API error codes"). */
export function googleError(status: number, reason: string, message: string): () => Answer {
  return () => json({ error: { code: status, message, errors: [{ message, domain: "global", reason }] } }, status);
}
