import { DataGoogleProject } from "@cdktf/provider-google/lib/data-google-project";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { GcpSite } from "./site";

/**
 * The number of a site's project, which the names of Google's own service agents contain. Looked up once in a stack,
 * whoever asks first; projects are global, so that the answer does not depend on a region.
 */
export function projectNumber(scope: Construct, site: GcpSite): string {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild("project");
  const project =
    existing instanceof DataGoogleProject
      ? existing
      : new DataGoogleProject(stack, "project", { projectId: site.project });
  return project.number;
}

const seconds = (days: number) => `${days * 24 * 60 * 60}s`;

/** What every key of ours has: hardware, rotation, and a delay before it can be destroyed. Both in days. */
export function keySettings(rotationDays: number, deletionDelayDays: number) {
  return {
    purpose: "ENCRYPT_DECRYPT",
    rotationPeriod: seconds(rotationDays),
    destroyScheduledDuration: seconds(deletionDelayDays),
    versionTemplate: { algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protectionLevel: "HSM" },
  } as const;
}
