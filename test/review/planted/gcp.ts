import { alterList, set, unset } from "./edit";
import { siteDangers, siteHarmless, siteUnplanned } from "./gcp-site";
import { danger, harmless, type Plot } from "./stage";

const store = "google_storage_bucket.state_store-iowa";
const logs = "google_storage_bucket.state_logs-iowa";
const zone = "google_dns_managed_zone.traffic_zone";

/** What is planted on Google Cloud. */
export const gcp: readonly Plot[] = [
  {
    stack: "state",
    dangers: [
      [
        danger(
          "a bucket of states would be deleted with what is in it",
          "protection",
          set(store, "force_destroy", true),
        ),
        danger("a bucket's versioning is off", "protection", set(store, "versioning.enabled", false)),
        danger(
          "deleted states are gone in a week",
          "protection",
          set(store, "soft_delete_policy.retention_duration_seconds", 604_800),
        ),
        danger(
          "old versions expire sooner",
          "protection",
          set(store, "lifecycle_rule.0.condition.days_since_noncurrent_time", 7),
        ),
        danger("a bucket may be made public", "access", set(store, "public_access_prevention", "inherited")),
        danger(
          "a bucket's objects have permissions of their own",
          "access",
          set(store, "uniform_bucket_level_access", false),
        ),
        danger("the other region's copy lags behind", "recovery", set(store, "rpo", "DEFAULT")),
        danger("a bucket is encrypted with Google's key instead of ours", "access", unset(store, "encryption"), [
          store,
          "encryption.default_kms_key_name",
        ]),
        danger(
          "access logs can be deleted sooner",
          "protection",
          set(logs, "retention_policy.retention_period", 86_400),
        ),
        danger(
          "everybody may write to a bucket",
          "access",
          set("google_storage_bucket_iam_member.state_logs-iowa-writer", "member", "allUsers"),
        ),
      ],
      [
        danger(
          "a bucket is replaced because it moves",
          "data-loss",
          alterList("google_storage_bucket.state_store-carolina", "custom_placement_config.data_locations", () => [
            "US-WEST1",
            "US-EAST4",
          ]),
          ["google_storage_bucket.state_store-carolina", "custom_placement_config[0].data_locations[0]"],
        ),
        danger(
          "a key is replaced because it would be destroyed sooner",
          "data-loss",
          set("google_kms_crypto_key.state_key-witness", "destroy_scheduled_duration", "86400s"),
        ),
      ],
    ],
    harmless: [
      harmless(
        "deleted states are kept for longer",
        set(logs, "soft_delete_policy.retention_duration_seconds", 7_776_000),
      ),
      harmless("old versions expire later", set(store, "lifecycle_rule.0.condition.days_since_noncurrent_time", 120)),
      harmless("a bucket is labelled", set("google_storage_bucket.state_store-carolina", "labels", { ticket: "one" })),
      harmless(
        "access logs are kept for longer",
        set("google_storage_bucket.state_logs-carolina", "retention_policy.retention_period", 63_072_000),
      ),
      harmless(
        "a key is rotated more often",
        set("google_kms_crypto_key.state_key-iowa", "rotation_period", "7776000s"),
      ),
    ],
  },
  { stack: "iowa", dangers: siteDangers, unplanned: siteUnplanned, harmless: siteHarmless },
  {
    stack: "traffic",
    dangers: [[danger("the zone would be deleted with its records", "protection", set(zone, "force_destroy", true))]],
    harmless: [
      harmless("answers are remembered for less long", set("google_dns_record_set.traffic_site-iowa", "ttl", 20)),
      harmless("a probe is more patient", set("google_compute_health_check.traffic_probe", "unhealthy_threshold", 4)),
    ],
  },
];
