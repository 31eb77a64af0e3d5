/** The project of Google's. */
export const project = "acme-sandbox";
/** The subscription of Azure's. */
export const subscription = "00000000-0000-4000-8000-000000000001";
/** Their providers. */
export const providers = {
  google: [{ project, region: "us-central1" }],
  azurerm: [{ features: {}, subscription_id: subscription, storage_use_azuread: true }],
};

const ignoring = (...ignore_changes: readonly string[]) => ({ lifecycle: { ignore_changes } });

const record = (name: string, more: object) => ({
  managed_zone: "${google_dns_managed_zone.zone.name}",
  name: `${name}.acme.example.com.`,
  type: "A",
  ttl: 30,
  ...more,
});

const policy = {
  routing_policy: {
    primary_backup: {
      trickle_ratio: 0,
      primary: { external_endpoints: ["198.18.0.1"] },
      backup_geo: [{ location: "us-east1", health_checked_targets: { external_endpoints: ["198.18.0.2"] } }],
    },
  },
};

const weights = {
  routing_policy: {
    wrr: [
      { weight: 1, rrdatas: ["198.18.0.1"] },
      { weight: 0, rrdatas: ["198.18.0.2"] },
    ],
  },
};

const pool = (name: string, more: object) => ({
  name,
  cluster: "${google_container_cluster.cluster.id}",
  initial_node_count: 1,
  autoscaling: { min_node_count: 1, max_node_count: 9 },
  ...more,
});

const agents = (name: string, more: object) => ({
  name,
  kubernetes_cluster_id: "${azurerm_kubernetes_cluster.cluster.id}",
  vm_size: "Standard_D2s_v5",
  auto_scaling_enabled: true,
  min_count: 1,
  max_count: 9,
  ...more,
});

/** The resource group. */
export const group = "acme";
const inGroup = { resource_group_name: "${azurerm_resource_group.group.name}", location: "eastus2" };

const account = (name: string, account_replication_type: string, more: object = {}) => ({
  ...inGroup,
  name,
  account_tier: "Standard",
  account_replication_type,
  ...more,
});

const endpoint = (name: string, priority: number | null, more: object) => ({
  name,
  profile_id: "${azurerm_traffic_manager_profile.profile.id}",
  target: `${name}.example.com`,
  ...(priority !== null && { priority }),
  ...more,
});

/** One of each thing that runbooks change past Terraform, and the same again with that ignored. */
export const resources = {
  google_compute_network: { network: { name: "acme", auto_create_subnetworks: false } },
  google_dns_managed_zone: { zone: { name: "zone", dns_name: "acme.example.com." } },
  google_dns_record_set: {
    policy: record("policy", policy),
    policy_ignored: record("policy-ignored", {
      ...policy,
      ...ignoring("routing_policy[0].primary_backup[0].trickle_ratio"),
    }),
    weights: record("weights", weights),
    weights_ignored: record("weights-ignored", { ...weights, ...ignoring("routing_policy") }),
    plain: record("plain", { rrdatas: ["198.18.0.1"] }),
    plain_ignored: record("plain-ignored", { rrdatas: ["198.18.0.1"], ...ignoring("rrdatas") }),
  },
  google_container_cluster: {
    cluster: {
      name: "acme",
      location: "us-central1",
      network: "${google_compute_network.network.id}",
      initial_node_count: 1,
      deletion_protection: false,
    },
  },
  google_container_node_pool: {
    pool: pool("pool", {}),
    pool_ignored: pool("pool-ignored", ignoring("autoscaling[0].min_node_count")),
    pool_born: pool("pool-born", {}),
    pool_born_ignored: pool("pool-born-ignored", ignoring("initial_node_count")),
  },
  azurerm_resource_group: { group: { name: group, location: "eastus2" } },
  azurerm_storage_account: {
    zonal: account("acmezonal", "RAGZRS"),
    zonal_ignored: account("acmezonalignored", "GZRS", ignoring("account_replication_type")),
    single: account("acmesingle", "RAGRS"),
    single_ignored: account("acmesingleignored", "GRS", ignoring("account_replication_type")),
    planned: account("acmeplanned", "RAGZRS"),
    moved: account("acmemoved", "RAGZRS"),
    moved_ignored: account("acmemovedignored", "RAGZRS", ignoring("account_replication_type", "location")),
  },
  azurerm_traffic_manager_profile: {
    profile: {
      resource_group_name: inGroup.resource_group_name,
      name: "acme",
      traffic_routing_method: "Priority",
      dns_config: { relative_name: "acme-sandbox", ttl: 30 },
      monitor_config: { protocol: "HTTPS", port: 443, path: "/" },
    },
  },
  azurerm_traffic_manager_external_endpoint: {
    endpoint: endpoint("endpoint", 100, {}),
    endpoint_ignored: endpoint("endpoint-ignored", 200, ignoring("priority", "enabled")),
    endpoint_free: endpoint("endpoint-free", null, {
      depends_on: ["azurerm_traffic_manager_external_endpoint.endpoint"],
    }),
  },
  azurerm_kubernetes_cluster: {
    cluster: {
      ...inGroup,
      name: "acme",
      dns_prefix: "acme",
      default_node_pool: {
        name: "first",
        vm_size: "Standard_D2s_v5",
        auto_scaling_enabled: true,
        min_count: 1,
        max_count: 9,
      },
      identity: { type: "SystemAssigned" },
    },
  },
  azurerm_kubernetes_cluster_node_pool: {
    agents: agents("agents", {}),
    agents_ignored: agents("ignored", ignoring("min_count")),
  },
};
