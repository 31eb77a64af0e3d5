import { MonitorMetricAlert } from "@cdktf/provider-azurerm/lib/monitor-metric-alert";
import type { PostgresqlFlexibleServer } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server";
import type { Construct } from "constructs";
import type { AzureSite } from "../core/site";
import { type DatabaseProps, lagAlarmSeconds } from "./contract";

/** Only a replica reports lag; the rule sleeps in an active site, which has none. */
export function lagAlarm(
  scope: Construct,
  { site, alerts }: DatabaseProps<AzureSite>,
  server: PostgresqlFlexibleServer,
): void {
  new MonitorMetricAlert(scope, "lag", {
    name: `${site.id}-replication-lag`,
    resourceGroupName: server.resourceGroupName,
    description: `${site.id} is more than ${lagAlarmSeconds} s behind: a failover now would lose more than the RPO`,
    scopes: [server.id],
    severity: 0,
    frequency: "PT1M",
    windowSize: "PT1M",
    enabled: !site.active,
    criteria: [
      {
        metricNamespace: "Microsoft.DBforPostgreSQL/flexibleServers",
        metricName: "physical_replication_delay_in_seconds",
        aggregation: "Maximum",
        operator: "GreaterThan",
        threshold: lagAlarmSeconds,
      },
    ],
    action: [{ actionGroupId: alerts.channel }],
    tags: { ...site.tags },
  });
}
