import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { Construct } from "constructs";
import { resourceGroup } from "../core/azure";
import type { AzureSite } from "../core/site";
import type { Alerts, AlertsProps } from "./contract";

/** The longest name that stands in the message itself. */
const shortNameLength = 12;

/** A global action group. Nothing waits in a store of ours, so there is nothing to give a key. */
export class AzureAlerts extends Construct implements Alerts {
  readonly channel: string;

  constructor(scope: Construct, id: string, { site, email }: AlertsProps<AzureSite>) {
    super(scope, id);
    const group = new MonitorActionGroup(this, "on-call", {
      name: `${site.id}-alerts`,
      shortName: site.name.slice(0, shortNameLength),
      resourceGroupName: resourceGroup(this, site),
      location: "global",
      enabled: true,
      emailReceiver: [{ name: "on-call", emailAddress: email, useCommonAlertSchema: true }],
      tags: { ...site.tags },
    });
    this.channel = group.id;
  }
}
