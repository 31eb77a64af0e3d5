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
import { textOf } from "../values";
import { azureError, notFound } from "./errors";
import { groupId, lastOf } from "./ids";
import { endpointType, following, isReplica, promoted, returnsTo, serverOf, serverType } from "./postgres-roles";

type Given = Readonly<Record<string, string>>;

const takes = { subscription: "", resourceGroup: "the server's group", server: "the server" } as const;

const idOf = ({ subscription = "", resourceGroup = "", server = "" }: Given, context: Context) =>
  `${groupId({ place: { ...context.place, account: subscription } }, resourceGroup)}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${server}`;

function found(given: Given, context: Context): Thing {
  const id = idOf(given, context);
  const server = serverOf(context, id);
  if (server === undefined) throw new Refusal(notFound(id));
  return server;
}

const region = (given: Given, context: Context) => serverOf(context, idOf(given, context))?.region ?? null;

const alter = ({ id }: Thing, attributes: Consequence["attributes"]): Consequence => ({
  type: serverType,
  id,
  attributes,
});

const nameOf = ({ attributes }: Thing) => textOf(attributes, "name");

const propertiesShape = z.object({
  replica: z.object({
    role: z.literal("Primary"),
    promoteMode: z.enum(["switchover", "standalone"]),
    promoteOption: z.enum(["planned", "forced"]),
  }),
});

/** The endpoint that a pair stands behind: without one, no roles are exchanged. */
function endpointOf(context: Context, pair: readonly Thing[]): Thing | undefined {
  return context.things(endpointType).find(({ attributes }) => {
    const members = ["source_server_id", "replica_server_id"].map((name) => textOf(attributes, name));
    return pair.every(({ id }) => members.includes(id));
  });
}

async function exchange(context: OperationContext, replica: Thing, primary: Thing): Promise<void> {
  const [mine, theirs] = await Promise.all([replica, primary].map((one) => context.databases.status(nameOf(one))));
  if (mine?.role !== "primary") {
    if (mine?.running !== true || theirs?.running !== true)
      throw new Refusal(
        azureError(409, "ReplicaPromotionNotAllowed", "Both servers must be in Ready state for a planned promotion."),
      );
    await context.databases.switchover(nameOf(primary), nameOf(replica));
  }
  await context.change([alter(replica, promoted), alter(primary, following(replica.id))]);
}

async function force(context: OperationContext, replica: Thing, primary: Thing, follows: boolean): Promise<void> {
  if ((await context.databases.status(nameOf(replica)))?.role === "replica")
    await context.databases.promote(nameOf(replica));
  await context.change([alter(replica, promoted), ...(follows ? [alter(primary, { [returnsTo]: replica.id })] : [])]);
}

/** Promotes a replica: in exchange for its primary, or alone; with everything it can get, or with what it has. */
const update: Operation = {
  takes: { ...takes, properties: "JSON: replica with role, promoteMode and promoteOption" },
  region,
  run: async (given, context) => {
    const replica = found(given, context);
    const { replica: asked } = propertiesShape.parse(JSON.parse(given["properties"] ?? "{}"));
    if (!isReplica(replica.attributes))
      throw new Refusal(azureError(400, "ServerIsNotReplica", `The server '${nameOf(replica)}' is not a replica.`));
    const primary = serverOf(context, textOf(replica.attributes, "source_server_id"));
    if (primary === undefined) throw new Refusal(notFound(textOf(replica.attributes, "source_server_id")));
    const isSwitch = asked.promoteMode === "switchover";
    if (isSwitch && endpointOf(context, [replica, primary]) === undefined)
      throw new Refusal(
        azureError(
          400,
          "VirtualEndpointRequired",
          `A virtual endpoint with ${nameOf(primary)} and ${nameOf(replica)} is needed to promote to primary.`,
        ),
      );
    if (isSwitch && asked.promoteOption === "planned") await exchange(context, replica, primary);
    else await force(context, replica, primary, isSwitch);
    return described(found(given, context), context);
  },
};

async function described(server: Thing, context: OperationContext): Promise<Value> {
  const status = await context.databases.status(nameOf(server));
  const follows = isReplica(server.attributes);
  return {
    id: server.id,
    name: nameOf(server),
    properties: {
      state: status?.running === true ? "Ready" : "Stopped",
      replicationRole: follows ? "AsyncReplica" : "Primary",
      sourceServerResourceId: textOf(server.attributes, "source_server_id"),
      ...(follows && {
        replica: { role: "AsyncReplica", replicationState: status?.lag === null ? "Broken" : "Active" },
      }),
    },
  };
}

/** What Azure does by itself once the region of an old primary is back after a forced promotion behind an endpoint. */
export async function postgresReturned(returned: string, context: OperationContext): Promise<void> {
  for (const server of context.things(serverType)) {
    const source = serverOf(context, textOf(server.attributes, returnsTo));
    if (server.region !== returned || source === undefined) continue;
    await context.databases.rejoin(nameOf(server), nameOf(source));
    await context.change([alter(server, { ...following(source.id), [returnsTo]: null })]);
  }
}

/** What the API does to a pair, and tells of it. */
export const postgresOperations: Readonly<Record<string, Operation>> = {
  "postgres:servers.get": {
    takes,
    looks: true,
    region,
    run: (given, context) => described(found(given, context), context),
  },
  "postgres:servers.update": update,
  "postgres:virtualEndpoints.list": {
    takes,
    looks: true,
    region,
    run: (given, context) => {
      const { id } = found(given, context);
      const members = context.things(endpointType).map(({ attributes }) => ({
        name: textOf(attributes, "name"),
        ids: ["source_server_id", "replica_server_id"].map((name) => textOf(attributes, name)),
      }));
      const own = members.filter(({ ids }) => ids.includes(id));
      return Promise.resolve({
        value: own.map(({ name, ids }) => ({
          name,
          properties: { endpointType: "ReadWrite", members: ids.map(lastOf) },
        })),
      });
    },
  },
  // Azure Monitor, physical_replication_delay_in_seconds: no data for a primary.
  "monitor:metrics.list": {
    takes: { ...takes, metric: "physical_replication_delay_in_seconds" },
    looks: true,
    region,
    run: async (given, context) => {
      const seconds = (await context.databases.status(nameOf(found(given, context))))?.lag?.seconds;
      return { value: [{ timeseries: [{ data: seconds === undefined ? [] : [{ maximum: seconds }] }] }] };
    },
  },
};
