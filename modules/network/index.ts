import type { Construct } from "constructs";
import { AwsNetwork } from "./aws";
import { AzureNetwork } from "./azure";
import type { Network, NetworkProps } from "./contract";
import { GcpNetwork } from "./gcp";

/** Builds a site's network on the site's cloud. */
export function network(scope: Construct, id: string, { site, ...props }: NetworkProps): Network {
  switch (site.cloud) {
    case "aws":
      return new AwsNetwork(scope, id, { ...props, site });
    case "gcp":
      return new GcpNetwork(scope, id, { ...props, site });
    case "azure":
      return new AzureNetwork(scope, id, { ...props, site });
  }
}
