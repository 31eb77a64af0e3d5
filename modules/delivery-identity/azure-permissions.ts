import type { Use } from "./contract";

/** What a role definition allows, in Azure's own four lists. */
export interface Permissions {
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

/** What the Terraform of a site and of its traffic manages, each with all that is below it. */
const managed = [
  "Microsoft.Compute/diskEncryptionSets",
  "Microsoft.DBforPostgreSQL/flexibleServers",
  "Microsoft.Insights/actionGroups",
  "Microsoft.Insights/diagnosticSettings",
  "Microsoft.Insights/metricAlerts",
  "Microsoft.ManagedIdentity/userAssignedIdentities",
  "Microsoft.Network/dnsZones",
  "Microsoft.Network/natGateways",
  "Microsoft.Network/networkSecurityGroups",
  "Microsoft.Network/networkWatchers",
  "Microsoft.Network/privateDnsZones",
  "Microsoft.Network/privateEndpoints",
  "Microsoft.Network/publicIPAddresses",
  "Microsoft.Network/trafficManagerProfiles",
  "Microsoft.Network/virtualNetworks",
  "Microsoft.Resources/subscriptions/resourceGroups",
];

/** What is read, by service: how things are set. What is in vaults, logs and accounts is no such read. */
const reads = [
  ...managed.map((type) => `${type}/*/read`),
  ...managed.map((type) => `${type}/read`),
  "Microsoft.Authorization/*/read",
  "Microsoft.ContainerService/managedClusters/*/read",
  "Microsoft.ContainerService/managedClusters/read",
  // Without a credential, as local accounts are off: where the cluster is, and how to log in as oneself.
  "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
  "Microsoft.KeyVault/vaults/read",
  "Microsoft.OperationalInsights/workspaces/read",
  "Microsoft.Resources/subscriptions/read",
  "Microsoft.Storage/storageAccounts/*/read",
  "Microsoft.Storage/storageAccounts/read",
];

const writes = [
  ...managed.map((type) => `${type}/*`),
  "Microsoft.Authorization/locks/write",
  "Microsoft.Authorization/roleAssignments/delete",
  "Microsoft.Authorization/roleAssignments/write",
  "Microsoft.ContainerService/managedClusters/agentPools/*",
  "Microsoft.ContainerService/managedClusters/delete",
  "Microsoft.ContainerService/managedClusters/maintenanceConfigurations/*",
  "Microsoft.ContainerService/managedClusters/write",
  "Microsoft.KeyVault/locations/deletedVaults/read",
  "Microsoft.KeyVault/vaults/delete",
  "Microsoft.KeyVault/vaults/deploy/action",
  "Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action",
  "Microsoft.KeyVault/vaults/write",
  "Microsoft.OperationalInsights/workspaces/delete",
  "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
  "Microsoft.OperationalInsights/workspaces/write",
  "Microsoft.Storage/storageAccounts/delete",
  "Microsoft.Storage/storageAccounts/write",
];

const keysRead = ["Microsoft.KeyVault/vaults/keyrotationpolicies/read", "Microsoft.KeyVault/vaults/keys/read"];

/** The permissions of each role. A plan reads states without leasing them, and so writes nothing at all. */
export const permissions = {
  plan: { actions: reads, dataActions: keysRead },
  apply: {
    actions: [...reads, ...writes],
    dataActions: [
      ...keysRead,
      "Microsoft.KeyVault/vaults/keyrotationpolicies/write",
      "Microsoft.KeyVault/vaults/keys/create/action",
      "Microsoft.KeyVault/vaults/keys/delete",
      "Microsoft.KeyVault/vaults/keys/recover/action",
      "Microsoft.KeyVault/vaults/keys/update/action",
      "Microsoft.KeyVault/vaults/secrets/delete",
      // The provider reads a secret's value to refresh it (terraform-provider-azurerm#30874).
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
      "Microsoft.KeyVault/vaults/secrets/recover/action",
      "Microsoft.KeyVault/vaults/secrets/setSecret/action",
      "Microsoft.KeyVault/vaults/secrets/update/action",
    ],
  },
} as const satisfies Record<Use, Permissions>;

/** What each may do with the blobs of a state store. */
export const stateRoles = {
  plan: "Storage Blob Data Reader",
  apply: "Storage Blob Data Contributor",
} as const satisfies Record<Use, string>;

/** The built-in roles that a site gives, and the only ones that a pipeline can give or take (Azure built-in roles). */
export const handedOut = {
  "Key Vault Contributor": "f25e0fa2-a7c8-4377-a976-54943a77a395",
  "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
  "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
  "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
} as const;

const attribute = (source: "Request" | "Resource", name: string) =>
  `@${source}[Microsoft.Authorization/roleAssignments:${name}]`;

function limited(verb: "write" | "delete", source: "Request" | "Resource", principals: readonly string[]): string {
  const roles = Object.values(handedOut).join(", ");
  return [
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR (`,
    `${attribute(source, "RoleDefinitionId")} ForAnyOfAnyValues:GuidEquals {${roles}}`,
    ` AND ${attribute(source, "PrincipalType")} ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}`,
    ` AND ${attribute(source, "PrincipalId")} ForAnyOfAllValues:GuidNotEquals {${principals.join(", ")}}))`,
  ].join("");
}

/**
 * Under which condition role assignments can be written and deleted: of the roles that a site gives, and never to or from
 * one of `principals` (Azure RBAC, "Delegate Azure access management to others").
 */
export function grantsCondition(principals: readonly string[]): string {
  return [limited("write", "Request", principals), limited("delete", "Resource", principals)].join(" AND ");
}
