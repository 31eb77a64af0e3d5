import { MonitoringNotificationChannel } from "@cdktf/provider-google/lib/monitoring-notification-channel";
import { Construct } from "constructs";
import type { GcpSite } from "../core/site";
import type { Alerts, AlertsProps } from "./contract";

/** A channel of Cloud Monitoring, which is global. Nothing waits in a store of ours, so there is nothing to give a key. */
export class GcpAlerts extends Construct implements Alerts {
  readonly channel: string;

  constructor(scope: Construct, id: string, { site, email }: AlertsProps<GcpSite>) {
    super(scope, id);
    const channel = new MonitoringNotificationChannel(this, "on-call", {
      displayName: site.id,
      type: "email",
      labels: { email_address: email },
      userLabels: { ...site.tags },
      enabled: true,
      forceDelete: false,
    });
    this.channel = channel.name;
  }
}
