import type { Value } from "../../protocol/values";
import { entries, valueAt } from "../views";
import { anyCase, anyOrder, isSet, keptWithout, text } from "./compare";
import type { Draft, RuleTable, Same } from "./contract";

/** google compute portDiffSuppress: the port that the protocol has anyway. */
const usualPort =
  (port: number): Same =>
  (before, after) =>
    before === port && !isSet(after);

/** google container containerNodePoolResourceLabelsDiffSuppress: labels that GKE itself writes. */
const withoutOwn: Same = (before, after) => {
  const now = entries(after);
  const own = (key: string) => key.startsWith("goog-gke") && !(key in now);
  const old = Object.entries(entries(before)).filter(([key]) => !own(key));
  return old.length === Object.keys(now).length && old.every(([key, value]) => now[key] === value);
};

/** google tpgresource EmptyOrDefaultStringSuppress. */
const emptyOr =
  (usual: string): Same =>
  (before, after) =>
    [before, after].every((value) => !isSet(value) || value === usual);

/** google storage: a bucket without folders reports that it has none. */
const noFolders = (before: Value, after: Value, { prior }: Draft) =>
  before === 1 && after === 0 && valueAt(prior, "hierarchical_namespace.enabled") !== true;

/** google resourcemanager, resourceServiceAccount CustomizeDiff: the address follows from the names. */
function address({ planned, isNew }: Draft) {
  const [account, project] = [text(planned["account_id"] ?? null), text(planned["project"] ?? null)];
  if (!isNew || account === "" || project === "") return [];
  const email = `${account}@${project}.iam.gserviceaccount.com`;
  return [
    { path: ["email"], value: email },
    { path: ["member"], value: `serviceAccount:${email}` },
  ];
}

/** What the Google provider does by hand for single types. */
export const googleServiceRules: RuleTable = {
  google_artifact_registry_repository: { same: { format: anyCase } },
  google_compute_health_check: {
    same: {
      "http_health_check.port": usualPort(80),
      "http2_health_check.port": usualPort(443),
      "https_health_check.port": usualPort(443),
      "ssl_health_check.port": usualPort(443),
      "tcp_health_check.port": usualPort(80),
    },
  },
  // Conformance "remove block log_config from config" (no change).
  google_compute_subnetwork: { same: { log_config: keptWithout } },
  google_container_cluster: {
    same: {
      datapath_provider: emptyOr("DATAPATH_PROVIDER_UNSPECIFIED"),
      "node_config.resource_labels": withoutOwn,
    },
  },
  google_container_node_pool: { same: { "node_config.resource_labels": withoutOwn } },
  // google dns rrdatasDnsDiffSuppress; conformance "rrdatas in other order".
  google_dns_record_set: { same: { rrdatas: anyOrder } },
  google_service_account: { decide: [address] },
  google_storage_bucket: { same: { hierarchical_namespace: noFolders } },
};
