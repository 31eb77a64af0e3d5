import { z } from "zod";
import type { Fields } from "../../protocol/values";
import { type Context, type Operation, Refusal, type Service, type Thing } from "../behaviour";
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

/** How the autoscaler goes about it unless told (AKS, "cluster autoscaler profile settings"). */
const autoscaler: Fields = {
  empty_bulk_delete_max: "10",
  max_graceful_termination_sec: "600",
  new_pod_scale_up_delay: "0s",
  scale_down_delay_after_add: "10m",
  scale_down_delay_after_delete: "10s",
  scale_down_delay_after_failure: "3m",
  scale_down_unneeded: "10m",
  scale_down_unready: "20m",
  scale_down_utilization_threshold: "0.5",
  scan_interval: "10s",
};

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
          auto_scaler_profile: [autoscaler],
          maintenance_window_auto_upgrade: [{ start_date: "" }],
          maintenance_window_node_os: [{ start_date: "" }],
          network_profile: [{ network_mode: "" }],
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

type Given = Readonly<Record<string, string>>;

const takes = { subscription: "", resourceGroup: "", cluster: "", agentPool: "the pool" } as const;

const clusterId = ({ subscription = "", resourceGroup = "", cluster = "" }: Given, context: Context) =>
  `${groupId({ place: { ...context.place, account: subscription } }, resourceGroup)}/providers/Microsoft.ContainerService/managedClusters/${cluster}`;

/** A pool with its sizes: the first is a block of its cluster, the others stand by themselves. */
interface Pool {
  readonly thing: Thing;
  readonly sizes: Fields;
  readonly isFirst: boolean;
}

function poolOf(given: Given, context: Context): Pool {
  const id = clusterId(given, context);
  const cluster = context.find(clusterType, id);
  if (cluster === undefined) throw new Refusal(notFound(id));
  const { agentPool = "" } = given;
  const first = blockOf(cluster.attributes, "default_node_pool");
  if (textOf(first, "name") === agentPool) return { thing: cluster, sizes: first, isFirst: true };
  const found = context.find(poolType, `${id}/agentPools/${agentPool}`);
  if (found === undefined) throw new Refusal(notFound(`${id}/agentPools/${agentPool}`));
  return { thing: found, sizes: found.attributes, isFirst: false };
}

const shown = ({ sizes }: Pick<Pool, "sizes">) => ({
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
      const { thing, sizes: before, isFirst } = poolOf(given, context);
      const { minCount } = propertiesShape.parse(JSON.parse(given["properties"] ?? "{}"));
      const sizes = { ...before, min_count: minCount };
      const trouble = countTrouble(sizes);
      if (trouble !== undefined) throw new Refusal(trouble);
      const attributes = isFirst ? { default_node_pool: [sizes] } : { min_count: minCount };
      await context.change([{ type: thing.type, id: thing.id, attributes }]);
      return shown({ sizes });
    },
  },
};
