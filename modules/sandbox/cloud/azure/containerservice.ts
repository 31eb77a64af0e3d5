import type { Fields } from "../../protocol/values";
import { type Context, type Operation, Refusal, type Service } from "../behaviour";
import { blockOf, numberOf, refusal } from "../lookups";
import { textOf } from "../values";
import { azureError, notFound } from "./errors";
import { groupId, tenantOf, uuid } from "./ids";
import { named } from "./named";

const clusterType = "azurerm_kubernetes_cluster";
const poolType = "azurerm_kubernetes_cluster_node_pool";
const registryType = "azurerm_container_registry";

/** The version that a cluster gets when none is asked for. */
const usualVersion = "1.33";

function pool(asked: Fields): Fields {
  return {
    kubelet_disk_type: "OS",
    max_pods: 110,
    node_count: numberOf(asked, "min_count") || 1,
    node_labels: {},
    orchestrator_version: usualVersion,
    os_disk_size_gb: 128,
    os_sku: "Ubuntu",
    vm_size: "Standard_D2s_v3",
    workload_runtime: "OCIContainer",
  };
}

const principal = (context: Context, asked: Fields, role: string) =>
  uuid(context, role, textOf(asked, "resource_group_name"), textOf(asked, "name"));

function countTrouble(pool: Fields): string | undefined {
  const [least, most] = [numberOf(pool, "min_count"), numberOf(pool, "max_count")];
  return pool["auto_scaling_enabled"] === true && least > most
    ? azureError(
        400,
        "InvalidParameter",
        `The value of parameter agentPoolProfile.minCount is invalid. Error details: min count ${least} is more than max count ${most}.`,
      )
    : undefined;
}

/** Clusters, their nodes, and where their images are. */
export const containerservice: Service = {
  [clusterType]: named(
    {
      type: clusterType,
      id: "{group}/providers/Microsoft.ContainerService/managedClusters/{name}",
      names: [
        "default_node_pool.vnet_subnet_id",
        "api_server_access_profile.subnet_id",
        "disk_encryption_set_id",
        "identity.identity_ids",
      ],
    },
    {
      gives: (asked, context) => {
        const [name, location] = [textOf(asked, "name"), textOf(asked, "location")];
        const host = `${textOf(asked, "dns_prefix") || name}-${context.digits(8, "cluster", name)}`;
        const group =
          textOf(asked, "node_resource_group") || `MC_${textOf(asked, "resource_group_name")}_${name}_${location}`;
        const version = textOf(asked, "kubernetes_version") || usualVersion;
        return {
          kubernetes_version: usualVersion,
          current_kubernetes_version: /^\d+\.\d+$/.test(version) ? `${version}.1` : version,
          fqdn: `${host}.hcp.${location}.azmk8s.io`,
          portal_fqdn: `${host}.portal.hcp.${location}.azmk8s.io`,
          private_fqdn: "",
          private_dns_zone_id: "",
          http_application_routing_zone_name: "",
          node_resource_group: group,
          node_resource_group_id: groupId(context, group),
          oidc_issuer_url: `https://${location}.oic.prod-aks.azure.com/${tenantOf(context)}/${uuid(context, "issuer", name)}/`,
          // There are no credentials: nothing here could be reached with them.
          kube_config: [],
          kube_config_raw: "",
          kube_admin_config: [],
          kube_admin_config_raw: "",
          default_node_pool: [pool(blockOf(asked, "default_node_pool"))],
          identity: [{ principal_id: "", tenant_id: tenantOf(context) }],
          kubelet_identity: [
            {
              client_id: principal(context, asked, "kubelet-client"),
              object_id: principal(context, asked, "kubelet"),
              user_assigned_identity_id: "",
            },
          ],
        };
      },
      refuses: (asked) => refusal(countTrouble(blockOf(asked, "default_node_pool"))),
    },
  ),

  [poolType]: named(
    {
      type: poolType,
      id: "{kubernetes_cluster_id}/agentPools/{name}",
      names: ["kubernetes_cluster_id", "vnet_subnet_id"],
      within: "kubernetes_cluster_id",
    },
    { gives: pool, refuses: countTrouble },
  ),

  [registryType]: named(
    { type: registryType, id: "{group}/providers/Microsoft.ContainerRegistry/registries/{name}" },
    {
      gives: (asked) => ({
        login_server: `${textOf(asked, "name")}.azurecr.io`,
        admin_username: "",
        admin_password: "",
        data_endpoint_host_names: [],
        encryption: [],
        network_rule_set: [],
      }),
      unique: (asked) => {
        const name = textOf(asked, "name");
        return {
          key: name,
          taken: azureError(409, "AlreadyInUse", `The registry DNS name ${name}.azurecr.io is already in use.`),
        };
      },
    },
  ),
};

/** Raises or lowers the fewest nodes of a pool: the cluster's first one, or another. */
const update: Operation = {
  takes: {
    subscription: "the subscription",
    resourceGroup: "the cluster's group",
    cluster: "the cluster",
    agentPool: "the pool",
    minCount: "a number",
  },
  region: (given, context) => context.find(clusterType, clusterId(given, context))?.region ?? null,
  run: async (given, context) => {
    const { agentPool = "", minCount = "" } = given;
    const cluster = context.find(clusterType, clusterId(given, context));
    if (cluster === undefined) throw new Refusal(notFound(clusterId(given, context)));
    const first = blockOf(cluster.attributes, "default_node_pool");
    const isFirst = textOf(first, "name") === agentPool;
    const id = `${cluster.id}/agentPools/${agentPool}`;
    const before = isFirst ? first : context.find(poolType, id)?.attributes;
    if (before === undefined) throw new Refusal(notFound(id));
    const after = { ...before, min_count: Number(minCount) };
    const trouble = countTrouble(after);
    if (trouble !== undefined) throw new Refusal(trouble);
    await context.change([
      isFirst
        ? { type: clusterType, id: cluster.id, attributes: { default_node_pool: [after] } }
        : { type: poolType, id, attributes: { min_count: after.min_count } },
    ]);
    return { id, minCount: after.min_count };
  },
};

function clusterId(
  { subscription = "", resourceGroup = "", cluster = "" }: Readonly<Record<string, string>>,
  context: Context,
): string {
  const group = groupId({ place: { ...context.place, account: subscription } }, resourceGroup);
  return `${group}/providers/Microsoft.ContainerService/managedClusters/${cluster}`;
}

/** What the Kubernetes Service API does to nodes. */
export const containerServiceOperations: Readonly<Record<string, Operation>> = {
  "containerservice:agentPools.update": update,
};
