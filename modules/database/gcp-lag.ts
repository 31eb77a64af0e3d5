import { MonitoringAlertPolicy } from "@cdktf/provider-google/lib/monitoring-alert-policy";
import type { Construct } from "constructs";
import type { GcpSite } from "../core/site";
import { type DatabaseProps, lagAlarmSeconds } from "./contract";

/** Only a replica reports lag, so that silence wakes somebody in a standby and nobody in an active site. */
export function lagAlarm(scope: Construct, { site, alerts }: DatabaseProps<GcpSite>, server: string): void {
  const filter = [
    'resource.type="cloudsql_database"',
    `resource.labels.database_id="${site.project}:${server}"`,
    'metric.type="cloudsql.googleapis.com/database/replication/replica_lag"',
  ].join(" AND ");
  const aggregations = [{ alignmentPeriod: "60s", perSeriesAligner: "ALIGN_MAX" }];
  new MonitoringAlertPolicy(scope, "lag", {
    displayName: `${site.id}-replication-lag`,
    combiner: "OR",
    severity: "CRITICAL",
    conditions: [
      {
        displayName: `more than ${lagAlarmSeconds} s behind: a failover now would lose more than the RPO`,
        conditionThreshold: {
          filter,
          aggregations,
          comparison: "COMPARISON_GT",
          thresholdValue: lagAlarmSeconds,
          // Missing data counts only in conditions that last.
          duration: "60s",
          evaluationMissingData: site.active ? "EVALUATION_MISSING_DATA_INACTIVE" : "EVALUATION_MISSING_DATA_ACTIVE",
        },
      },
    ],
    notificationChannels: [alerts.channel],
    userLabels: { ...site.tags },
  });
}
