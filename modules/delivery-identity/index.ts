import type { Construct } from "constructs";
import type { Site } from "../core/site";
import { AwsDeliveryIdentity } from "./aws";
import { bindRoles } from "./aws-bounds";
import { AzureDeliveryIdentity } from "./azure";
import type { DeliveryIdentity, DeliveryIdentityProps } from "./contract";
import { GcpDeliveryIdentity } from "./gcp";

/** Lets a repository's pipelines plan and apply what a group has, and no more, on the group's cloud. */
export function deliveryIdentity(
  scope: Construct,
  id: string,
  { group, ...props }: DeliveryIdentityProps,
): DeliveryIdentity {
  switch (group.cloud) {
    case "aws":
      return new AwsDeliveryIdentity(scope, id, { ...props, group });
    case "gcp":
      return new GcpDeliveryIdentity(scope, id, { ...props, group });
    case "azure":
      return new AzureDeliveryIdentity(scope, id, { ...props, group });
  }
}

/**
 * Keeps the identities of a site's own stack within what its pipelines may give away. On AWS each role carries its bound;
 * elsewhere the bound is a condition on what the pipelines themselves were given (gcp.ts, azure.ts).
 */
export function bindIdentities(stack: Construct, site: Site): void {
  if (site.cloud === "aws") bindRoles(stack, site);
}
