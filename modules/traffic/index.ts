import type { Construct } from "constructs";
import { AwsTraffic } from "./aws";
import { AzureTraffic } from "./azure";
import type { Traffic, TrafficProps } from "./contract";
import { GcpTraffic } from "./gcp";

/** Makes the name that follows a group's active site, on the group's cloud. */
export function traffic(scope: Construct, id: string, { group, ...props }: TrafficProps): Traffic {
  switch (group.cloud) {
    case "aws":
      return new AwsTraffic(scope, id, { ...props, group });
    case "gcp":
      return new GcpTraffic(scope, id, { ...props, group });
    case "azure":
      return new AzureTraffic(scope, id, { ...props, group });
  }
}
