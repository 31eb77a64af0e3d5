import {
  account,
  endpoint,
  group,
  identity,
  idOf,
  key,
  lock,
  network,
  placed,
  profile,
  replicaOf,
  server,
  serverId,
  subnet,
  subnetId,
  target,
  vault,
  vaultId,
} from "./azure-things";
import type { Ask, Refused } from "./simulated-provider";

const zone: Ask = ["azurerm_dns_zone", { resource_group_name: "main", name: "acme.example.com" }];
const identityId = idOf("Microsoft.ManagedIdentity/userAssignedIdentities/database");

/** What cannot be made, and what is there before. */
export const refusals: readonly Refused[] = [
  {
    title: "a group that is there",
    before: [group],
    asked: group,
    says: /^A resource with the ID "\/subscriptions\/.*\/resourceGroups\/main" already exists - to be managed via Terraform this resource needs to be imported into the State\./,
  },
  {
    title: "a network in no group",
    before: [],
    asked: network,
    says: /^unexpected status 404 \(404 Not Found\) with error: ResourceGroupNotFound: Resource group 'main' could not be found\.$/,
  },
  {
    title: "a network that is there",
    before: [group, network],
    asked: network,
    says: /virtualNetworks\/main" already exists - .* documentation for "azurerm_virtual_network"/,
  },
  {
    title: "a subnet of no network",
    before: [group],
    asked: subnet("nodes", "10.0.0.0/24"),
    says: /ResourceNotFound: The Resource 'Microsoft\.Network\/virtualNetworks\/main' under resource group 'main' was not found/,
  },
  {
    title: "a subnet outside of its network",
    before: [group, network],
    asked: subnet("nodes", "10.1.0.0/24"),
    says: /NetcfgSubnetRangeOutsideVnet/,
  },
  {
    title: "an association of no subnet",
    before: [group],
    asked: [
      "azurerm_subnet_nat_gateway_association",
      { subnet_id: subnetId("none"), nat_gateway_id: idOf("Microsoft.Network/natGateways/none") },
    ],
    says: /subnets\/none.* was not found/s,
  },
  {
    title: "a private endpoint to nothing",
    before: [group, network, subnet("data", "10.0.0.0/24")],
    asked: [
      "azurerm_private_endpoint",
      {
        ...placed,
        name: "data",
        subnet_id: subnetId("data"),
        private_service_connection: [
          { name: "data", is_manual_connection: false, private_connection_resource_id: serverId("none") },
        ],
      },
    ],
    says: /flexibleServers\/none' .* was not found/,
  },
  {
    title: "a storage account whose name somebody has",
    before: [group, account()],
    asked: account({ resource_group_name: "NetworkWatcherRG" }),
    says: /StorageAccountAlreadyTaken: The storage account named acmestate is already taken/,
  },
  {
    title: "a storage account with capitals in its name",
    before: [group],
    asked: account({ name: "AcmeState" }),
    says: /AccountNameInvalid/,
  },
  {
    title: "a storage account with a key that its identity may not use",
    before: [group, vault(), key, identity],
    asked: account({
      customer_managed_key: [
        { key_vault_key_id: "https://acme-keys.vault.azure.net/keys/data", user_assigned_identity_id: identityId },
      ],
    }),
    says: /403 Forbidden.*has no permission to wrap and unwrap/,
  },
  {
    title: "a vault whose name somebody has",
    before: [group, vault()],
    asked: vault({ resource_group_name: "NetworkWatcherRG" }),
    says: /VaultAlreadyExists: The vault name 'acme-keys' is already in use/,
  },
  { title: "a key in no vault", before: [group], asked: key, says: /vaults\/acme-keys' .* was not found/ },
  {
    title: "a key that is there",
    before: [group, vault(), key],
    asked: key,
    says: /keys\/data" already exists - to be managed via Terraform/,
  },
  {
    title: "a role for whoever at nothing",
    before: [],
    asked: ["azurerm_role_assignment", { scope: vaultId, role_definition_name: "Reader", principal_id: "someone" }],
    says: /ResourceNotFound/,
  },
  {
    title: "a lock on nothing",
    before: [group],
    asked: lock(serverId("none")),
    says: /flexibleServers\/none' .* was not found/,
  },
  {
    title: "a pool of no cluster",
    before: [group],
    asked: [
      "azurerm_kubernetes_cluster_node_pool",
      { name: "zone2", kubernetes_cluster_id: idOf("Microsoft.ContainerService/managedClusters/none") },
    ],
    says: /managedClusters\/none' .* was not found/,
  },
  {
    title: "a credential of no identity",
    before: [group],
    asked: [
      "azurerm_federated_identity_credential",
      { name: "workload", parent_id: identityId, issuer: "https://i", subject: "s", audience: [] },
    ],
    says: /userAssignedIdentities\/database' .* was not found/,
  },
  {
    title: "a record in no zone",
    before: [group],
    asked: [
      "azurerm_dns_cname_record",
      { resource_group_name: "main", zone_name: "acme.example.com", name: "a", record: "b.example.com" },
    ],
    says: /ParentResourceNotFound/,
  },
  {
    title: "a record that leads to nothing",
    before: [group, zone],
    asked: [
      "azurerm_dns_cname_record",
      {
        resource_group_name: "main",
        zone_name: "acme.example.com",
        name: "a",
        target_resource_id: idOf("Microsoft.Network/trafficManagerProfiles/none"),
      },
    ],
    says: /trafficManagerProfiles\/none' .* was not found/,
  },
  {
    title: "a profile whose name somebody has",
    before: [group, profile("main")],
    asked: profile("other"),
    says: /Domain name acme\.trafficmanager\.net already exists/,
  },
  {
    title: "an endpoint of another's priority",
    before: [group, profile("main"), target("a", 1)],
    asked: target("b", 1),
    says: /'b' and 'a' have the same priority 1/,
  },
  {
    title: "an alert about nothing",
    before: [group],
    asked: ["azurerm_monitor_metric_alert", { resource_group_name: "main", name: "lag", scopes: [serverId("none")] }],
    says: /flexibleServers\/none' .* was not found/,
  },
  {
    title: "a server whose name somebody has",
    before: [group, server("main")],
    asked: server("main", { resource_group_name: "NetworkWatcherRG" }),
    says: /ServerNameAlreadyExists/,
  },
  { title: "a server with capitals in its name", before: [group], asked: server("Main"), says: /InvalidServerName/ },
  {
    title: "a replica of no server",
    before: [group],
    asked: replicaOf("main"),
    says: /^unexpected status 404 .*flexibleServers\/main' .* was not found\.$/,
  },
  {
    title: "a replica of a burstable server",
    before: [group, server("main", { sku_name: "B_Standard_B2s" })],
    asked: replicaOf("main"),
    says: /not supported for the Burstable compute tier/,
  },
  {
    title: "a replica with less storage",
    before: [group, server("main")],
    asked: replicaOf("main", { storage_mb: 65536 }),
    says: /must not be smaller than its source's 131072 MB/,
  },
  {
    title: "a replica of another version",
    before: [group, server("main")],
    asked: replicaOf("main", { version: "15" }),
    says: /version must be 16/,
  },
  {
    title: "a replica with a standby of its own",
    before: [group, server("main")],
    asked: replicaOf("main", { high_availability: [{ mode: "ZoneRedundant" }] }),
    says: /High availability is not supported for read replicas/,
  },
  {
    title: "a replica with geo-redundant backups",
    before: [group, server("main")],
    asked: replicaOf("main", { geo_redundant_backup_enabled: true }),
    says: /Geo-redundant backup is not supported/,
  },
  {
    title: "an endpoint of two that are no pair",
    before: [group, server("main"), server("standby")],
    asked: endpoint("main", "standby"),
    says: /The server standby is not a read replica of main/,
  },
  {
    title: "a second endpoint of a primary",
    before: [group, server("main"), replicaOf("main"), endpoint("main", "standby")],
    asked: [
      "azurerm_postgresql_flexible_server_virtual_endpoint",
      { name: "two", type: "ReadWrite", source_server_id: serverId("main"), replica_server_id: serverId("main") },
    ],
    says: /has a virtual endpoint already/,
  },
];
