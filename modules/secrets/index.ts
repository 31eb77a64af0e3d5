import type { Construct } from "constructs";
import { AwsSecrets } from "./aws";
import { AzureSecrets } from "./azure";
import type { Secrets, SecretsProps } from "./contract";
import { GcpSecrets } from "./gcp";

/** Publishes a group's secrets in every site (from the origin's stack) and lets the site's own workloads read them. */
export function secrets(scope: Construct, id: string, { site, ...props }: SecretsProps): Secrets {
  switch (site.cloud) {
    case "aws":
      return new AwsSecrets(scope, id, { ...props, site });
    case "gcp":
      return new GcpSecrets(scope, id, { ...props, site });
    case "azure":
      return new AzureSecrets(scope, id, { ...props, site });
  }
}
