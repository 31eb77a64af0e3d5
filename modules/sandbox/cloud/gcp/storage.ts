import { now, projectNumber, projectOf, regionOfLocation } from "./names";
import type { Behaviour, Service } from "../behaviour";
import { blockOf, bodiesOf, refusal } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { poolTrouble } from "./federation";
import { keyTrouble } from "./kms";
import { named } from "./named";

const bucketType = "google_storage_bucket";

/** Why a bucket that keeps versions or retains objects is not deleted: it holds something from its first use. */
const keeps: Behaviour["keeps"] = (there) => {
  const holds =
    blockOf(there, "versioning")["enabled"] === true ||
    Number(blockOf(there, "retention_policy")["retention_period"] ?? 0) > 0;
  return holds && there["force_destroy"] !== true
    ? `Error trying to delete bucket ${textOf(there, "name")} containing objects without \`force_destroy\` set to true`
    : undefined;
};

/**
 * Buckets. One in two regions (or in a continent) has no region here: it answers while any of them does, and two regions
 * that are out at once are more than this sandbox tells apart. Their names are taken across all projects.
 */
export const storage: Service = {
  [bucketType]: {
    ...named(
      {
        id: "{name}",
        taken: () =>
          googleError(
            409,
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
            "conflict",
          ),
      },
      {
        region: (asked) => regionOfLocation(textOf(asked, "location")),
        gives: (asked, context) => ({
          project_number: Number(projectNumber(projectOf(asked, context), context)),
          self_link: `https://www.googleapis.com/storage/v1/b/${textOf(asked, "name")}`,
          url: `gs://${textOf(asked, "name")}`,
          time_created: now(),
          updated: now(),
          public_access_prevention: "inherited",
          rpo: regionOfLocation(textOf(asked, "location")) === null ? "DEFAULT" : "",
          uniform_bucket_level_access: false,
          soft_delete_policy: [{ effective_time: now(), retention_duration_seconds: 604_800 }],
          lifecycle_rule: bodiesOf(asked, "lifecycle_rule").map(() => ({ condition: [{ with_state: "ANY" }] })),
          versioning: [],
          website: [],
          logging: [{ log_object_prefix: textOf(asked, "name") }],
        }),
        refuses: (asked, context, before) => {
          if (before !== undefined) return undefined;
          const name = textOf(asked, "name");
          return refusal(
            /^[a-z0-9][-_.a-z0-9]{1,220}[a-z0-9]$/.test(name)
              ? undefined
              : googleError(400, `Invalid bucket name: '${name}'`, "invalid"),
            keyTrouble(textOf(blockOf(asked, "encryption"), "default_kms_key_name"), "storage", null, context),
          );
        },
        keeps,
      },
    ),
    refers: {
      "logging.log_bucket": {
        type: bucketType,
        missing: (name) => googleError(404, `The specified bucket does not exist: ${name}`, "notFound"),
      },
    },
  },

  google_storage_bucket_iam_member: {
    region: (asked, { find }) => find(bucketType, textOf(asked, "bucket").replace(/^b\//, ""))?.region ?? null,
    refuses: (asked, context) => {
      const bucket = textOf(asked, "bucket").replace(/^b\//, "");
      return refusal(
        context.find(bucketType, bucket) === undefined
          ? googleError(404, "The specified bucket does not exist.", "notFound")
          : undefined,
        poolTrouble(textOf(asked, "member"), context),
      );
    },
    gives: (asked, { digits }) => ({
      id: `b/${textOf(asked, "bucket")}/${textOf(asked, "role")}/${textOf(asked, "member")}`,
      etag: digits(12, "etag", textOf(asked, "bucket"), textOf(asked, "role"), textOf(asked, "member")),
    }),
  },
};
