import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { DataResource, TerraformProvider, TerraformResource, type TerraformStack } from "cdktf";
import { dataHolders } from "./data-holders";

type Overrides = Readonly<Record<string, unknown>>;

/**
 * What else stands in the way of an end, or leaves something behind, by type and path in Terraform's JSON: beside the
 * protections in data-holders.ts.
 */
const alsoInTheWay: Readonly<Record<string, Overrides>> = {
  aws_cloudwatch_log_group: { deletion_protection_enabled: false },
  // A final snapshot would stay, and the next one of the same name would be refused.
  aws_rds_cluster: { skip_final_snapshot: true },
  google_sql_database_instance: { deletion_protection: false, "settings.retain_backups_on_delete": false },
  azurerm_key_vault: { soft_delete_retention_days: 7 },
  azurerm_storage_account: { "blob_properties.container_delete_retention_policy.days": 1 },
};

/** The same of providers, by their name in Terraform. */
const providersInTheWay: Readonly<Record<string, Overrides>> = {
  azurerm: {
    // What Azure itself puts beside ours goes with the group.
    "features.0.resource_group.0.prevent_deletion_if_contains_resources": false,
    "features.0.log_analytics_workspace": [{ permanently_delete_on_destroy: true }],
  },
};

/**
 * Names that the vendor does not give out again at once, or ever: key rings stay for good (Cloud KMS), log buckets for
 * seven days (Cloud Logging), and instances, as Cloud SQL's own refusal says, for a week. Each life of a disposable
 * environment has its own. Azure's vaults need none: the provider takes a deleted one up again.
 */
const keptNames: Readonly<Record<string, string>> = {
  google_kms_key_ring: "name",
  google_logging_project_bucket_config: "bucket_id",
  google_sql_database_instance: "name",
};

const snakeToCamel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** An id that Terraform makes up with the first apply and forgets with the destruction: another one in every life. */
function lifeOf(stack: TerraformStack): string {
  const existing = stack.node.tryFindChild("life");
  const life = existing instanceof DataResource ? existing : new DataResource(stack, "life");
  return `\${substr(${life.fqn}.id, 0, 8)}`;
}

function renew(resource: TerraformResource, attribute: string): void {
  const name: unknown = Reflect.get(resource, `${snakeToCamel(attribute)}Input`);
  if (typeof name !== "string")
    throw new TypeError(`${resource.node.path}: has no ${attribute} that could be made another in every life`);
  resource.addOverride(attribute, `${name}-${lifeOf(resource.cdktfStack)}`);
}

function release(resource: TerraformResource): void {
  const { terraformResourceType: type, lifecycle = {} } = resource;
  const { preventDestroy: _, ...others } = lifecycle;
  if (Object.keys(others).length === 0) delete resource.lifecycle;
  else resource.lifecycle = others;
  const protection = dataHolders[type];
  if (protection !== undefined && "attribute" in protection)
    resource.addOverride(protection.attribute, protection.disposable);
  for (const [path, value] of Object.entries(alsoInTheWay[type] ?? {})) resource.addOverride(path, value);
  const kept = keptNames[type];
  if (kept !== undefined) renew(resource, kept);
}

/**
 * Takes every protection off what a stack holds, Terraform's and the cloud's, so that destroying the stack ends with
 * nothing left. Called last, and for disposable environments alone: what is kept does not know of it.
 */
export function letGo(stack: TerraformStack): void {
  for (const element of stack.node.findAll()) {
    if (element instanceof ManagementLock) element.node.scope?.node.tryRemoveChild(element.node.id);
    else if (TerraformResource.isTerraformResource(element)) release(element);
    else if (element instanceof TerraformProvider)
      for (const [path, value] of Object.entries(providersInTheWay[element.terraformResourceType] ?? {}))
        element.addOverride(path, value);
  }
}
