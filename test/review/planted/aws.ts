import { allow, remove, replaceText, set } from "./edit";
import { danger, harmless, type Plot } from "./stage";
import { siteDangers, siteUnplanned } from "./aws-site-dangers";
import { siteHarmless } from "./aws-site-harmless";

const store = "state_store-oregon";

/** What is planted on AWS. */
export const aws: readonly Plot[] = [
  {
    stack: "state",
    dangers: [
      [
        danger(
          "a bucket of states would be deleted with what is in it",
          "protection",
          set(`aws_s3_bucket.${store}`, "force_destroy", true),
        ),
        danger(
          "a bucket's versioning is suspended",
          "protection",
          set(`aws_s3_bucket_versioning.${store}-versions`, "versioning_configuration.status", "Suspended"),
        ),
        danger(
          "old versions expire sooner",
          "protection",
          set(
            `aws_s3_bucket_lifecycle_configuration.${store}-expiry`,
            "rule.noncurrent_version_expiration.noncurrent_days",
            1,
          ),
        ),
        danger(
          "a bucket may be made public",
          "access",
          set(`aws_s3_bucket_public_access_block.${store}-closed`, "block_public_policy", false),
        ),
        danger(
          "a bucket's public access block goes",
          "access",
          remove("aws_s3_bucket_public_access_block.state_logs-virginia-closed"),
        ),
        danger(
          "everybody may read a bucket",
          "access",
          allow(`aws_s3_bucket_policy.${store}-policy`, "policy", {
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::staging-aws-oregon-state-222233334444/*",
          }),
        ),
        danger(
          "a bucket's policy no longer denies connections without TLS",
          "access",
          replaceText("aws_s3_bucket_policy.state_store-virginia-policy", "policy", '"Deny"', '"Allow"'),
        ),
        danger(
          "a bucket is encrypted with Amazon's key instead of ours",
          "access",
          set(
            `aws_s3_bucket_server_side_encryption_configuration.${store}-encryption`,
            "rule.apply_server_side_encryption_by_default",
            { sse_algorithm: "AES256" },
          ),
          [
            `aws_s3_bucket_server_side_encryption_configuration.${store}-encryption`,
            "rule.apply_server_side_encryption_by_default.kms_master_key_id",
          ],
        ),
      ],
      [
        danger(
          "a bucket is renamed, so that another one takes its place",
          "data-loss",
          set("aws_s3_bucket.state_store-witness", "bucket", "renamed-222233334444"),
        ),
      ],
    ],
    harmless: [
      harmless(
        "old versions are kept for longer",
        set(
          `aws_s3_bucket_lifecycle_configuration.${store}-expiry`,
          "rule.noncurrent_version_expiration.noncurrent_days",
          120,
        ),
      ),
      harmless("a bucket is tagged", set(`aws_s3_bucket.${store}`, "tags", { ticket: "1" })),
      harmless(
        "access logs get another prefix",
        set(`aws_s3_bucket_logging.${store}-log`, "target_prefix", "elsewhere/"),
      ),
      harmless(
        "a key gets another description",
        set("aws_kms_key.state_key-oregon", "description", "states in oregon"),
      ),
      harmless(
        "a bucket's policy denies more",
        allow(`aws_s3_bucket_policy.${store}-policy`, "policy", {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:PutBucketAcl",
          Resource: "arn:aws:s3:::staging-aws-oregon-state-222233334444",
        }),
      ),
    ],
  },
  { stack: "virginia", dangers: siteDangers, unplanned: siteUnplanned, harmless: siteHarmless },
  {
    stack: "traffic",
    dangers: [
      [
        danger(
          "the rule that keeps one gate open goes",
          "recovery",
          remove("aws_route53recoverycontrolconfig_safety_rule.traffic_gates_one-open"),
        ),
        danger(
          "the zone would be deleted with its records",
          "protection",
          set("aws_route53_zone.traffic_zone", "force_destroy", true),
        ),
      ],
      [
        danger(
          "the zone is replaced because it is renamed",
          "data-loss",
          set("aws_route53_zone.traffic_zone", "name", "elsewhere.example.com"),
        ),
      ],
    ],
    harmless: [
      harmless("answers are remembered for less long", set("aws_route53_record.traffic_origin", "ttl", 20)),
      harmless(
        "a probe is more patient",
        set("aws_route53_health_check.traffic_origin-answer", "failure_threshold", 4),
      ),
    ],
  },
];
