import { z } from "zod";
import { type Context, type Operation, Refusal, type Service, type Thing } from "../behaviour";
import { blockOf, numberOf } from "../lookups";
import { textOf } from "../values";
import { azureError, notFound } from "./errors";
import { groupId, uuid } from "./ids";
import { named, reference } from "./named";

const clusterType = "azurerm_kubernetes_cluster";
const poolType = "azurerm_kubernetes_cluster_node_pool";

/** Clusters, their further pools, and the registry that their images come from. */
export const containerservice: Service = {
  [clusterType]: named(
    { type: clusterType, id: "{group}/providers/Microsoft.ContainerService/managedClusters/{name}" },
    {
      gives: (asked, context) => {
        const [name, location] = [textOf(asked, "name"), textOf(asked, "location")];
        const words = [textOf(asked, "resource_group_name"), name] as const;
        const host = `${name}-${context.digits(8, ...words)}`;
        return {
          fqdn: `${host}.hcp.${location}.azmk8s.io`,
          private_fqdn: `${host}.privatelink.${location}.azmk8s.io`,
          portal_fqdn: `${host}.portal.hcp.${location}.azmk8s.io`,
          oidc_issuer_url: `https://${location}.oic.prod-aks.azure.com/${uuid(context, "tenant", ...words)}/${uuid(context, "issuer", ...words)}/`,
          node_resource_group: `MC_${words.join("_")}_${location}`,
          current_kubernetes_version: `${textOf(asked, "kubernetes_version")}.0`,
          kubelet_identity: [
            {
              client_id: uuid(context, "kubelet-client", ...words),
              object_id: uuid(context, "kubelet", ...words),
              user_assigned_identity_id: "",
            },
          ],
        };
      },
    },
  ),
  [poolType]: {
    ...named({ type: poolType, id: "{kubernetes_cluster_id}/agentPools/{name}", within: "kubernetes_cluster_id" }),
    refers: { kubernetes_cluster_id: reference(clusterType), vnet_subnet_id: reference("azurerm_subnet") },
  },
  azurerm_container_registry: named(
    {
      type: "azurerm_container_registry",
      id: "{group}/providers/Microsoft.ContainerRegistry/registries/{name}",
    },
    { gives: (asked) => ({ login_server: `${textOf(asked, "name")}.azurecr.io` }) },
  ),
};

type Given = Readonly<Record<string, string>>;

const takes = { subscription: "", resourceGroup: "", cluster: "", agentPool: "the pool" } as const;

const clusterId = ({ subscription = "", resourceGroup = "", cluster = "" }: Given, context: Context) =>
  `${groupId({ place: { ...context.place, account: subscription } }, resourceGroup)}/providers/Microsoft.ContainerService/managedClusters/${cluster}`;

/** A pool with its sizes: the first is a block of its cluster, the others stand by themselves. */
interface Pool {
  readonly thing: Thing;
  readonly sizes: Thing["attributes"];
  readonly isFirst: boolean;
}

function poolOf(given: Given, context: Context): Pool {
  const id = clusterId(given, context);
  const cluster = context.find(clusterType, id);
  if (cluster === undefined) throw new Refusal(notFound(id));
  const first = blockOf(cluster.attributes, "default_node_pool");
  if (textOf(first, "name") === given["agentPool"]) return { thing: cluster, sizes: first, isFirst: true };
  const pool = context.find(poolType, `${id}/agentPools/${given["agentPool"]}`);
  if (pool === undefined) throw new Refusal(notFound(`${id}/agentPools/${given["agentPool"]}`));
  return { thing: pool, sizes: pool.attributes, isFirst: false };
}

const shown = ({ sizes }: Pool) => ({
  properties: {
    provisioningState: "Succeeded",
    enableAutoScaling: sizes["auto_scaling_enabled"] === true,
    minCount: numberOf(sizes, "min_count"),
    maxCount: numberOf(sizes, "max_count"),
  },
});

const region = (given: Given, context: Context) => context.find(clusterType, clusterId(given, context))?.region ?? null;

const propertiesShape = z.object({ minCount: z.number().int().min(0) });

/** What recovery asks of node pools. */
export const poolOperations: Readonly<Record<string, Operation>> = {
  "containerservice:agentPools.get": {
    takes,
    looks: true,
    region,
    run: (given, context) => Promise.resolve(shown(poolOf(given, context))),
  },
  "containerservice:agentPools.createOrUpdate": {
    takes: { ...takes, properties: "JSON: minCount" },
    region,
    run: async (given, context) => {
      const pool = poolOf(given, context);
      const { minCount } = propertiesShape.parse(JSON.parse(given["properties"] ?? "{}"));
      if (minCount > numberOf(pool.sizes, "max_count"))
        throw new Refusal(
          azureError(400, "InvalidParameter", `The value of minCount ${minCount} is above that of maxCount.`),
        );
      const sizes = { ...pool.sizes, min_count: minCount };
      const { type, id } = pool.thing;
      const attributes = pool.isFirst ? { default_node_pool: [sizes] } : { min_count: minCount };
      await context.change([{ type, id, attributes }]);
      return shown({ ...pool, sizes });
    },
  },
};
