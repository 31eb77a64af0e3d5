import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { Construct } from "constructs";
import type { AwsSite } from "../core/site";
import { type DatabaseProps, lagAlarmSeconds } from "./contract";

/** Only a secondary cluster reports lag, so that silence wakes somebody in a standby and nobody in an active site. */
export function lagAlarm(scope: Construct, { site, alerts }: DatabaseProps<AwsSite>, server: string): void {
  new CloudwatchMetricAlarm(scope, "lag", {
    alarmName: `${site.id}-replication-lag`,
    alarmDescription: `${site.id} is more than ${lagAlarmSeconds} s behind: a failover now would lose more than the RPO`,
    namespace: "AWS/RDS",
    metricName: "AuroraGlobalDBReplicationLag",
    dimensions: { DBClusterIdentifier: server },
    statistic: "Maximum",
    period: 60,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: lagAlarmSeconds * 1000,
    treatMissingData: site.active ? "notBreaching" : "breaching",
    alarmActions: [alerts.channel],
    okActions: [alerts.channel],
  });
}
