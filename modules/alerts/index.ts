import type { Construct } from "constructs";
import { AwsAlerts } from "./aws";
import { AzureAlerts } from "./azure";
import type { Alerts, AlertsProps } from "./contract";
import { GcpAlerts } from "./gcp";

/** Makes the channel through which a site's alarms reach the people on call. */
export function alerts(scope: Construct, id: string, { site, ...props }: AlertsProps): Alerts {
  switch (site.cloud) {
    case "aws":
      return new AwsAlerts(scope, id, { ...props, site });
    case "gcp":
      return new GcpAlerts(scope, id, { ...props, site });
    case "azure":
      return new AzureAlerts(scope, id, { ...props, site });
  }
}
