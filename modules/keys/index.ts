import type { Construct } from "constructs";
import { AwsKeys } from "./aws";
import { AzureKeys } from "./azure";
import type { Keys, KeysProps } from "./contract";
import { GcpKeys } from "./gcp";

/** Makes a site's keys on the site's cloud. */
export function keys(scope: Construct, id: string, { site, ...props }: KeysProps): Keys {
  switch (site.cloud) {
    case "aws":
      return new AwsKeys(scope, id, { ...props, site });
    case "gcp":
      return new GcpKeys(scope, id, { ...props, site });
    case "azure":
      return new AzureKeys(scope, id, { ...props, site });
  }
}
