import type { Service } from "../behaviour";
import { blockOf, refusal } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { keyTrouble } from "./kms";
import { named } from "./named";
import { projectNumber, projectOf, regionOfLocation } from "./names";

const bucketType = "google_logging_project_bucket_config";

/** Whoever writes a project's logs into a bucket, and uses its key (Cloud Logging, "Service agents"). */
export function loggingAgent(number: string): string {
  return `service-${number}@gcp-sa-logging.iam.gserviceaccount.com`;
}

/** Log buckets and what is sent to them. */
export const logging: Service = {
  [bucketType]: named(
    {
      id: "projects/{project}/locations/{location}/buckets/{bucket_id}",
      taken: (id) => `Error creating Bucket: ${googleError(409, `Bucket ${id} already exists`, "alreadyExists")}`,
    },
    {
      region: (asked) => regionOfLocation(textOf(asked, "location")),
      gives: (asked, context) => ({
        name: `projects/${projectOf(asked, context)}/locations/${textOf(asked, "location")}/buckets/${textOf(asked, "bucket_id")}`,
        lifecycle_state: "ACTIVE",
        description: "",
        cmek_settings: [
          {
            kms_key_version_name: `${textOf(blockOf(asked, "cmek_settings"), "kms_key_name")}/cryptoKeyVersions/1`,
            name: `projects/${projectOf(asked, context)}/cmekSettings`,
            service_account_id: loggingAgent(projectNumber(projectOf(asked, context), context)),
          },
        ],
      }),
      refuses: (asked, context) => {
        const location = textOf(asked, "location");
        const key = textOf(blockOf(asked, "cmek_settings"), "kms_key_name");
        return refusal(keyTrouble(key, "logging", regionOfLocation(location), context));
      },
    },
  ),

  google_logging_project_sink: named(
    {
      id: "projects/{project}/sinks/{name}",
      taken: (id) => googleError(409, `Sink ${id} already exists`, "alreadyExists"),
    },
    {
      // A sink is the project's, and is routed wherever its bucket is.
      region: () => null,
      gives: (asked, context) => ({
        writer_identity: `serviceAccount:${loggingAgent(projectNumber(projectOf(asked, context), context))}`,
        bigquery_options: [],
      }),
      refuses: (asked, { find }) => {
        const bucket = textOf(asked, "destination").replace(/^logging\.googleapis\.com\//, "");
        const isBucket = bucket !== textOf(asked, "destination");
        return isBucket && find(bucketType, bucket) === undefined
          ? googleError(404, `Bucket ${bucket} does not exist`, "notFound")
          : undefined;
      },
    },
  ),
};
