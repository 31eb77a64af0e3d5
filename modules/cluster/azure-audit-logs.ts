import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import type { Construct } from "constructs";
import { keep } from "../core/lifecycle";
import type { AzureSite } from "../core/site";
import { auditLogDays } from "./contract";

/** `kube-audit-admin` is the audit log without reads, `guard` who was let in through Entra. */
const categories = [
  "kube-audit-admin",
  "guard",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "cluster-autoscaler",
];

/** Keeps what a cluster's control plane logs, the audit log with it, in a workspace of its own. */
export function auditLogs(scope: Construct, group: string, { id, region, tags }: AzureSite, clusterId: string): void {
  const workspace = new LogAnalyticsWorkspace(scope, "audit-logs", {
    name: `${id}-audit`,
    location: region,
    resourceGroupName: group,
    sku: "PerGB2018",
    retentionInDays: auditLogDays,
    localAuthenticationEnabled: false,
    // Diagnostic settings come in through Azure itself.
    internetIngestionEnabled: false,
    tags: { ...tags },
    lifecycle: keep,
  });
  new MonitorDiagnosticSetting(scope, "audit-log", {
    name: "audit",
    targetResourceId: clusterId,
    logAnalyticsWorkspaceId: workspace.id,
    logAnalyticsDestinationType: "Dedicated",
    enabledLog: categories.map((category) => ({ category })),
  });
}
