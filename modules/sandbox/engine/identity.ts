import { createHash } from "node:crypto";
import type { Fields } from "../protocol/values";

/** What an invented name is a function of. */
export interface Named {
  readonly type: string;
  /** The attribute's path in the resource. */
  readonly path: string;
  /** The resource as planned: its own names make the invented ones readable. */
  readonly planned: Fields;
  /** Tells resources of one type apart, the same every time. */
  readonly identity: string;
}

/** Where Azure Resource Manager keeps resources of a type (Azure resource providers and types). */
const azureTypes: Readonly<Record<string, string>> = {
  azurerm_disk_encryption_set: "Microsoft.Compute/diskEncryptionSets",
  azurerm_dns_zone: "Microsoft.Network/dnsZones",
  azurerm_key_vault: "Microsoft.KeyVault/vaults",
  azurerm_kubernetes_cluster: "Microsoft.ContainerService/managedClusters",
  azurerm_log_analytics_workspace: "Microsoft.OperationalInsights/workspaces",
  azurerm_monitor_action_group: "Microsoft.Insights/actionGroups",
  azurerm_nat_gateway: "Microsoft.Network/natGateways",
  azurerm_network_security_group: "Microsoft.Network/networkSecurityGroups",
  azurerm_postgresql_flexible_server: "Microsoft.DBforPostgreSQL/flexibleServers",
  azurerm_private_dns_zone: "Microsoft.Network/privateDnsZones",
  azurerm_public_ip: "Microsoft.Network/publicIPAddresses",
  azurerm_storage_account: "Microsoft.Storage/storageAccounts",
  azurerm_traffic_manager_profile: "Microsoft.Network/trafficManagerProfiles",
  azurerm_user_assigned_identity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  azurerm_virtual_network: "Microsoft.Network/virtualNetworks",
};

/** Ids of Google's resources: words in braces are the resource's own arguments (the provider's import formats). */
const googleIds: Readonly<Record<string, string>> = {
  google_compute_global_address: "projects/{project}/global/addresses/{name}",
  google_compute_health_check: "projects/{project}/global/healthChecks/{name}",
  google_compute_network: "projects/{project}/global/networks/{name}",
  google_compute_router: "projects/{project}/regions/{region}/routers/{name}",
  google_compute_subnetwork: "projects/{project}/regions/{region}/subnetworks/{name}",
  google_container_cluster: "projects/{project}/locations/{location}/clusters/{name}",
  google_kms_crypto_key: "{key_ring}/cryptoKeys/{name}",
  google_kms_key_ring: "projects/{project}/locations/{location}/keyRings/{name}",
  google_logging_project_bucket_config: "projects/{project}/locations/{location}/buckets/{bucket_id}",
  google_secret_manager_secret: "projects/{project}/secrets/{secret_id}",
};

/** How EC2 begins the ids of its resources. */
const ec2Prefixes: Readonly<Record<string, string>> = {
  aws_eip: "eipalloc",
  aws_internet_gateway: "igw",
  aws_launch_template: "lt",
  aws_nat_gateway: "nat",
  aws_route_table: "rtb",
  aws_security_group: "sg",
  aws_subnet: "subnet",
  aws_vpc: "vpc",
  aws_vpc_endpoint: "vpce",
};

const subscription = "00000000-0000-4000-8000-000000000000";
const account = "000000000000";

const digest = ({ type, path, identity }: Named) =>
  createHash("sha256").update(`${type}/${path}/${identity}`).digest("hex");

const text = (value: unknown, otherwise: string) => (typeof value === "string" ? value : otherwise);

const uuid = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;

/** `arn:aws:<service>:…`: the service is the first word of the type. */
function arn(named: Named): string {
  const [, service = "", ...words] = named.type.split("_");
  return `arn:aws:${service}:us-east-1:${account}:${words.join("-") || service}/${digest(named).slice(0, 17)}`;
}

function azureId(named: Named): string {
  const { type, planned } = named;
  const name = text(planned["name"], digest(named).slice(0, 17));
  const group = `/subscriptions/${subscription}/resourceGroups/${text(planned["resource_group_name"], "sandbox")}`;
  if (type === "azurerm_resource_group") return `/subscriptions/${subscription}/resourceGroups/${name}`;
  if (type === "azurerm_subnet")
    return `${group}/providers/Microsoft.Network/virtualNetworks/${text(planned["virtual_network_name"], "sandbox")}/subnets/${name}`;
  return `${group}/providers/${azureTypes[type] ?? "Microsoft.Sandbox/things"}/${name}`;
}

/** Key Vault names a key by its vault's address, and Resource Manager by the vault's id. */
function keyVaultKey(named: Named): string | undefined {
  const { path, planned } = named;
  const vault = text(planned["key_vault_id"], "").split("/").at(-1) ?? "vault";
  const name = text(planned["name"], "key");
  const version = digest(named).slice(0, 32);
  const url = `https://${vault}.vault.azure.net/keys/${name}`;
  const names: Readonly<Record<string, string>> = {
    id: `${url}/${version}`,
    versionless_id: url,
    resource_id: `${text(planned["key_vault_id"], "")}/keys/${name}/versions/${version}`,
    resource_versionless_id: `${text(planned["key_vault_id"], "")}/keys/${name}`,
  };
  return names[path];
}

/** A service account's address, and what else it is called. */
function serviceAccount({ path, planned }: Named): string | undefined {
  const email = `${text(planned["account_id"], "account")}@${text(planned["project"], "sandbox")}.iam.gserviceaccount.com`;
  const name = `projects/${text(planned["project"], "sandbox")}/serviceAccounts/${email}`;
  return { email, name, id: name, member: `serviceAccount:${email}` }[path];
}

/**
 * A string that only a cloud could know, in the form in which its cloud writes such a one: what another resource is given
 * must pass that one's validation. Stable, and from no real account.
 */
export function inventedText(named: Named): string {
  const { type, path, planned } = named;
  const last = path.split(".").at(-1) ?? path;
  const hex = digest(named);
  if (type === "azurerm_key_vault_key") return keyVaultKey(named) ?? hex.slice(0, 17);
  if (type === "google_service_account") return serviceAccount(named) ?? hex.slice(0, 17);
  const form = googleIds[type];
  if (form !== undefined && path === "id")
    return form.replace(/\{(\w+)\}/g, (_, argument: string) => text(planned[argument], "sandbox"));
  const prefix = ec2Prefixes[type];
  if (prefix !== undefined && path === "id") return `${prefix}-${hex.slice(0, 17)}`;
  if (type.startsWith("aws_") && /(^|_)arn$/.test(last)) return arn(named);
  if (type.startsWith("azurerm_") && path === "id") return azureId(named);
  if (/^(principal|client|tenant|workspace|object)_id$/.test(last)) return uuid(hex);
  return `${last}-${hex.slice(0, 17)}`;
}
