import { DataGoogleLoggingProjectCmekSettings } from "@cdktf/provider-google/lib/data-google-logging-project-cmek-settings";
import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import { LoggingProjectBucketConfig } from "@cdktf/provider-google/lib/logging-project-bucket-config";
import { LoggingProjectSink } from "@cdktf/provider-google/lib/logging-project-sink";
import type { Construct } from "constructs";
import { keep } from "../core/lifecycle";
import type { GcpSite } from "../core/site";
import type { Key } from "../keys/contract";
import { auditLogDays } from "./contract";

/** Keeps what a cluster's control plane logs, the audit log with it, in a bucket of its own beside the project's. */
export function auditLogs(scope: Construct, { id, region, project }: GcpSite, key: Key): void {
  const settings = new DataGoogleLoggingProjectCmekSettings(scope, "audit-logs-settings", { project });
  const usable = new KmsCryptoKeyIamMember(scope, "audit-logs-key", {
    cryptoKeyId: key.scope,
    role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
    member: `serviceAccount:${settings.serviceAccountId}`,
    dependsOn: key.ready,
  });
  const bucket = new LoggingProjectBucketConfig(scope, "audit-logs", {
    project,
    location: region,
    bucketId: `${id}-audit`,
    retentionDays: auditLogDays,
    cmekSettings: { kmsKeyName: key.id },
    dependsOn: [usable],
    lifecycle: keep,
  });
  new LoggingProjectSink(scope, "audit-log", {
    name: `${id}-audit`,
    destination: `logging.googleapis.com/${bucket.id}`,
    filter:
      `resource.type=("k8s_cluster" OR "k8s_control_plane_component") AND ` +
      `resource.labels.cluster_name="${id}" AND resource.labels.location="${region}"`,
    uniqueWriterIdentity: true,
  });
}
