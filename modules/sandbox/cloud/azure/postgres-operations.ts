import { z } from "zod";
import type { Value } from "../../protocol/values";
import {
  type Consequence,
  type Context,
  type Operation,
  type OperationContext,
  Refusal,
  type Thing,
} from "../behaviour";
import { blockOf, numberOf } from "../lookups";
import { textOf } from "../values";
import { azureError, notFound } from "./errors";
import { groupId } from "./ids";
import { endpointsOf, follows, leads, membersOf, nameOf, returnsTo, serverType, sourceOf } from "./postgres-roles";

type Given = Readonly<Record<string, string>>;

const takes = { subscription: "the subscription", resourceGroup: "the server's group", server: "the server" } as const;

function serverId({ subscription = "", resourceGroup = "", server = "" }: Given, context: Context): string {
  const group = groupId({ place: { ...context.place, account: subscription } }, resourceGroup);
  return `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${server}`;
}

const region = (given: Given, context: Context) => context.find(serverType, serverId(given, context))?.region ?? null;

function found(id: string, context: Context): Thing {
  const server = context.find(serverType, id);
  if (server !== undefined) return server;
  throw new Refusal(notFound(id));
}

const invalid = (code: string, message: string) => new Refusal(azureError(400, code, message));

/** What Azure wants of a pair before it exchanges roles. @throws Refusal */
function requireReady(replica: Thing, primary: Thing, context: Context): void {
  const isReader = endpointsOf(context, replica.id).some(({ attributes }) => membersOf(attributes)[1] === replica.id);
  if (!isReader)
    throw invalid(
      "VirtualEndpointRequired",
      `The server ${nameOf(replica.id)} can be promoted to primary only as the reader of a virtual endpoint of the pair.`,
    );
  for (const name of ["sku_name", "storage_mb"]) {
    const [own, its] = [replica, primary].map(({ attributes }) => JSON.stringify(attributes[name]));
    if (own !== its)
      throw invalid(
        "ServerSymmetryRequired",
        `Both servers must have the same ${name}: ${nameOf(replica.id)} has ${own ?? ""}, ${nameOf(primary.id)} has ${its ?? ""}.`,
      );
  }
}

/** The replica becomes the primary, and the endpoint's names go with the roles. */
async function exchange(replica: Thing, isForced: boolean, context: OperationContext): Promise<void> {
  const primary = found(sourceOf(replica.attributes), context);
  const [name, old] = [nameOf(replica.id), nameOf(primary.id)];
  const [mine, theirs] = await Promise.all([context.databases.status(name), context.databases.status(old)]);
  const isOut = theirs?.running !== true;
  // In a region's outage a forced promotion skips every check but that of the endpoint.
  if (!isForced || !isOut) requireReady(replica, primary, context);
  if (!isForced && isOut && mine?.role === "replica")
    throw invalid("PrimaryServerNotReady", `The primary server ${old} is not ready; a planned promotion needs both.`);
  // A run that was killed after the servers changed places finds them so.
  if (mine?.role === "replica") {
    if (isForced) await context.databases.promote(name);
    else await context.databases.switchover(old, name);
  }
  if (isForced && !isOut && theirs.role === "primary") await context.databases.rejoin(old, name);
  const isLeft = isForced && isOut;
  const changes: readonly Consequence[] = [
    follows(replica, ""),
    ...(isLeft
      ? [{ type: serverType, id: primary.id, attributes: { [returnsTo]: replica.id } }]
      : [follows(primary, replica.id)]),
    ...endpointsOf(context, replica.id).map((endpoint) => leads(endpoint, replica.id, primary.id)),
  ];
  await context.change(changes);
}

async function standAlone(replica: Thing, context: OperationContext): Promise<void> {
  const name = nameOf(replica.id);
  if ((await context.databases.status(name))?.role === "replica") await context.databases.promote(name);
  const source = sourceOf(replica.attributes);
  await context.change([
    follows(replica, ""),
    ...endpointsOf(context, replica.id).map((endpoint) => leads(endpoint, source)),
  ]);
}

function availability(server: Thing, mode: string): Consequence {
  if (mode !== "Disabled" && sourceOf(server.attributes) !== "")
    throw invalid("HANotSupportedForReplica", "High availability is not supported for read replicas.");
  const zone = textOf(server.attributes, "zone") === "1" ? "2" : "1";
  const blocks = mode === "Disabled" ? [] : [{ mode, standby_availability_zone: mode === "ZoneRedundant" ? zone : "" }];
  return { type: serverType, id: server.id, attributes: { high_availability: blocks } };
}

const propertiesShape = z.object({
  replica: z
    .object({
      role: z.enum(["Primary", "None"]),
      promoteMode: z.enum(["switchover", "standalone"]),
      promoteOption: z.enum(["planned", "forced"]),
    })
    .optional(),
  highAvailability: z.object({ mode: z.enum(["ZoneRedundant", "SameZone", "Disabled"]) }).optional(),
});

/** Promotes a replica, in exchange for its primary or alone, with all that it can get or with what it has; or turns zone redundancy on or off. */
const update: Operation = {
  takes: {
    ...takes,
    properties: "JSON: replica with role, promoteMode and promoteOption; or highAvailability with mode",
  },
  region,
  run: async (given, context) => {
    const server = found(serverId(given, context), context);
    const { replica, highAvailability } = propertiesShape.parse(JSON.parse(given["properties"] ?? "{}"));
    if (highAvailability !== undefined) await context.change([availability(server, highAvailability.mode)]);
    if (replica !== undefined) {
      if (sourceOf(server.attributes) === "")
        throw invalid("ServerIsNotReplica", `The server ${nameOf(server.id)} is not a read replica.`);
      if (replica.promoteMode === "standalone") await standAlone(server, context);
      else await exchange(server, replica.promoteOption === "forced", context);
    }
    return described(found(server.id, context), context);
  },
};

/** An old primary follows who took over from it; what it alone had is lost. In bytes. */
async function rejoin(old: Thing, context: OperationContext): Promise<number> {
  const source = textOf(old.attributes, returnsTo);
  const status = await context.databases.status(nameOf(old.id));
  const lost = status?.role === "replica" ? 0 : await context.databases.rejoin(nameOf(old.id), nameOf(source));
  const { attributes, ...rest } = follows(old, source);
  await context.change([{ ...rest, attributes: { ...attributes, [returnsTo]: null } }]);
  return lost;
}

/** What Azure does by itself once the region of an old primary is back after a forced promotion. */
export async function postgresReturned(region: string, context: OperationContext): Promise<void> {
  const old = context
    .things(serverType)
    .filter((server) => server.region === region && textOf(server.attributes, returnsTo) !== "");
  for (const server of old) await rejoin(server, context);
}

/** The same, when somebody does not wait for it. */
const reattach: Operation = {
  takes: { ...takes, server: "the old primary, whose region is back" },
  region,
  run: async (given, context) => {
    const old = found(serverId(given, context), context);
    if (textOf(old.attributes, returnsTo) === "")
      throw invalid("ServerIsNotDetached", `Nothing took over from ${nameOf(old.id)}.`);
    return { id: old.id, lostBytes: await rejoin(old, context) };
  },
};

async function described(server: Thing, context: OperationContext): Promise<Value> {
  const { attributes } = server;
  const status = await context.databases.status(nameOf(server.id));
  const source = sourceOf(attributes);
  return {
    id: server.id,
    name: nameOf(server.id),
    location: attributes["location"] ?? null,
    properties: {
      state: status?.running === true ? "Ready" : "Stopped",
      version: attributes["version"] ?? null,
      storage: { storageSizeGB: numberOf(attributes, "storage_mb") / 1024 },
      highAvailability: { mode: textOf(blockOf(attributes, "high_availability"), "mode") || "Disabled" },
      replicationRole: source === "" ? "Primary" : "AsyncReplica",
      sourceServerResourceId: source,
      ...(source !== "" && {
        replica: { role: "AsyncReplica", replicationState: (status?.lag ?? null) === null ? "Broken" : "Active" },
      }),
    },
  };
}

const shown = (endpoint: Thing) => ({
  name: textOf(endpoint.attributes, "name"),
  properties: { endpointType: "ReadWrite", members: membersOf(endpoint.attributes).map(nameOf) },
});

/** Puts another reader behind an endpoint of a primary. */
const updateEndpoint: Operation = {
  takes: { ...takes, virtualEndpoint: "the endpoint", properties: "JSON: members, the reader's name" },
  region,
  run: async (given, context) => {
    const primary = found(serverId(given, context), context);
    const { members } = z
      .object({ members: z.array(z.string()).length(1) })
      .parse(JSON.parse(given["properties"] ?? "{}"));
    const [endpoint] = endpointsOf(context, primary.id).filter(
      ({ attributes }) =>
        textOf(attributes, "name") === given["virtualEndpoint"] && membersOf(attributes)[0] === primary.id,
    );
    if (endpoint === undefined)
      throw new Refusal(notFound(`${primary.id}/virtualEndpoints/${given["virtualEndpoint"] ?? ""}`));
    const reader = context
      .things(serverType)
      .find(
        ({ id, attributes }) =>
          members.includes(nameOf(id)) && (id === primary.id || sourceOf(attributes) === primary.id),
      );
    if (reader === undefined)
      throw invalid(
        "InvalidVirtualEndpointMembers",
        `The server ${members.join(", ")} is not a read replica of ${nameOf(primary.id)}.`,
      );
    await context.change([leads(endpoint, ...new Set([primary.id, reader.id]))]);
    return shown(endpoint);
  },
};

/** What the Flexible Server API does to a pair, and tells of it. */
export const postgresOperations: Readonly<Record<string, Operation>> = {
  "postgres:servers.get": {
    takes,
    looks: true,
    region,
    run: (given, context) => described(found(serverId(given, context), context), context),
  },
  "postgres:servers.update": update,
  "postgres:virtualEndpoints.list": {
    takes,
    looks: true,
    region,
    run: (given, context) =>
      Promise.resolve({ value: endpointsOf(context, found(serverId(given, context), context).id).map(shown) }),
  },
  "postgres:virtualEndpoints.update": updateEndpoint,
  // Azure Monitor, physical_replication_delay_in_seconds: no data for a primary.
  "monitor:metrics.list": {
    takes: { ...takes, metric: "physical_replication_delay_in_seconds" },
    looks: true,
    region,
    run: async (given, context) => {
      const status = await context.databases.status(nameOf(found(serverId(given, context), context).id));
      const seconds = status?.lag?.seconds;
      return { value: [{ timeseries: [{ data: seconds === undefined ? [] : [{ maximum: seconds }] }] }] };
    },
  },
  "sandbox:reattach": reattach,
};
