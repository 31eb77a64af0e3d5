import { AzurermBackend, GcsBackend, S3Backend, type TerraformStack } from "cdktf";
import type { Site } from "./site";
import { blobContainer, type Keeper, stateStore } from "./state-store";

/**
 * Gives a stack its remote state: encrypted, locked, versioned, in the site's own region or in the witness region.
 * Locks: S3 by a lock object (`use_lockfile`, Terraform >= 1.11), GCS by generation, Azure by blob lease.
 */
export function backend(stack: TerraformStack, site: Site, keeper: Keeper): void {
  const { name, region, holder } = stateStore(site, keeper);
  const key = `${stack.node.id}.tfstate`;
  switch (site.cloud) {
    case "aws":
      // No `encrypt`: without a key's ARN it would ask S3 for AES256 and so override the bucket's own customer-managed key.
      new S3Backend(stack, { bucket: name, key, region, allowedAccountIds: [site.account] });
      // The bindings predate the option.
      stack.addOverride("terraform.backend.s3.use_lockfile", true);
      return;
    case "gcp":
      new GcsBackend(stack, { bucket: name, prefix: stack.node.id });
      return;
    case "azure":
      new AzurermBackend(stack, {
        resourceGroupName: holder,
        storageAccountName: name,
        containerName: blobContainer,
        key,
        useAzureadAuth: true,
        subscriptionId: site.subscription,
        tenantId: site.tenant,
      });
      return;
  }
}
