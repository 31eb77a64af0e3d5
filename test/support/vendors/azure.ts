import { z } from "zod";
import { perZone } from "../../../modules/cluster/contract";
import { NotThere, type PairWorld } from "./pair";
import { type Answer, json, type Received, type Vendor } from "./server";

/** The shape of learn.microsoft.com/rest/api/postgresql/servers/get, as far as recovery reads it. */
function server(world: PairWorld, name: string, status = 200): Answer {
  const target = world.siteOf(name);
  const isPrimary = world.writes(target) || world.behind === target.site;
  const replicationRole = isPrimary ? "Primary" : "AsyncReplica";
  return json(
    {
      name,
      location: target.region,
      properties: {
        state: world.looked() ? "Updating" : "Ready",
        replicationRole,
        replica: { role: replicationRole, ...(!isPrimary && { replicationState: "Active" }) },
      },
    },
    status,
  );
}

/** learn.microsoft.com/rest/api/postgresql/virtual-endpoints/list-by-server */
const endpoint = (world: PairWorld) => ({
  name: "staging-azure",
  properties: {
    endpointType: "ReadWrite",
    members: world.sites
      .filter((target) => world.writes(target) || world.designated === target.database)
      .map(({ database }) => database),
  },
});

const promotion = z.object({
  properties: z.object({ replica: z.object({ promoteOption: z.enum(["planned", "forced"]) }) }),
});
const membership = z.object({ properties: z.object({ members: z.array(z.string()) }) });
const status = z.object({ properties: z.object({ endpointStatus: z.enum(["Enabled", "Disabled"]) }) });
const size = z.object({ properties: z.object({ minCount: z.number() }) });

/** What a pool is given besides its minimum, and keeps. */
export const poolKeeps = { enableAutoScaling: true, maxCount: 10, vmSize: "Standard_D4s_v5", mode: "User" } as const;

/** Flexible Server, AKS, Traffic Manager and Azure Monitor, by what stands in the address. */
export function azureVendor(world: PairWorld): Vendor {
  const minimums = new Map<string, number>(
    world.sites.flatMap(({ site }) =>
      perZone(world.minimum.get(site) ?? 0).map((count, zone) => [`${site} zone${zone + 1}`, count] as const),
    ),
  );
  const pool = (id: string, name: string, isBusy: boolean) =>
    json({
      name,
      properties: {
        ...poolKeeps,
        provisioningState: isBusy ? "Updating" : "Succeeded",
        minCount: minimums.get(`${world.siteOf(id).site} ${name}`),
      },
    });
  const routes: readonly (readonly [RegExp, (found: readonly string[], received: Received) => Answer])[] = [
    [/^GET .*\/flexibleServers\/([^/?]+)\?/, ([, name = ""]) => server(world, name)],
    [
      // learn.microsoft.com/rest/api/postgresql/servers/update: accepted, with nothing in the body
      /^PATCH .*\/flexibleServers\/([^/?]+)\?/,
      ([, name = ""], { body }) => {
        const { promoteOption } = promotion.parse(body).properties.replica;
        world.take(world.siteOf(name), promoteOption === "forced");
        world.designated = world.other(world.siteOf(name)).database;
        return { status: 202, body: "", type: "application/json" };
      },
    ],
    [/^GET .*\/virtualendpoints\?/, () => json({ value: [endpoint(world)] })],
    [
      /^PATCH .*\/virtualendpoints\/staging-azure\?/,
      (_, { body }) => {
        world.designated = membership.parse(body).properties.members[0] ?? null;
        return { status: 202, body: "", type: "application/json" };
      },
    ],
    // learn.microsoft.com/rest/api/aks/agent-pools
    [
      /^GET .*\/managedClusters\/([^/]+)\/agentPools\/([^/?]+)\?/,
      ([, id = "", name = ""]) => pool(id, name, world.looked()),
    ],
    [
      /^PUT .*\/managedClusters\/([^/]+)\/agentPools\/([^/?]+)\?/,
      ([, id = "", name = ""], { body }) => {
        const { site } = world.siteOf(id);
        minimums.set(`${site} ${name}`, size.parse(body).properties.minCount);
        const counts = ["zone1", "zone2", "zone3"].map((zone) => minimums.get(`${site} ${zone}`) ?? 0);
        world.minimum.set(
          site,
          counts.reduce((sum, count) => sum + count, 0),
        );
        world.underWay = world.looksOfAnOrder;
        return pool(id, name, true);
      },
    ],
    // learn.microsoft.com/rest/api/trafficmanager/endpoints
    [
      /^GET .*\/externalEndpoints\/([^/?]+)\?/,
      ([, site = ""]) =>
        json({ name: site, properties: { endpointStatus: world.open.get(site) === true ? "Enabled" : "Disabled" } }),
    ],
    [
      /^PATCH .*\/externalEndpoints\/([^/?]+)\?/,
      ([, site = ""], { body }) => {
        world.open.set(site, status.parse(body).properties.endpointStatus === "Enabled");
        return json({ name: site, properties: status.parse(body).properties });
      },
    ],
    // learn.microsoft.com/rest/api/monitor/metrics/list: a minute without a value has its time alone
    [
      /^GET .*\/Microsoft\.Insights\/metrics\?/,
      () => {
        const point = {
          timeStamp: "2026-01-01T00:00:00Z",
          ...(world.lagSeconds !== null && { maximum: world.lagSeconds }),
        };
        return json({ value: [{ timeseries: [{ metadatavalues: [], data: [point] }] }] });
      },
    ],
  ];
  return {
    isOrder: ({ line }) => !line.startsWith("GET "),
    busy: azureError(
      409,
      "ServerIsBusy",
      "Cannot complete operation while server is busy processing another operation.",
    ),
    missing: (name) => azureError(404, "ResourceNotFound", `The Resource ${name} was not found.`)(),
    answer: (received) => {
      for (const [form, answer] of routes) {
        const found = form.exec(received.line);
        if (found !== null) return answer(found, received);
      }
      throw new NotThere(received.line);
    },
  };
}

/** Resource Manager's error body (learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling). */
export function azureError(status: number, code: string, message: string): () => Answer {
  return () => json({ error: { code, message } }, status);
}
