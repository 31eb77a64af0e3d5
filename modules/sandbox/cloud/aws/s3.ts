import type { Fields } from "../../protocol/values";
import type { Behaviour, Context, Service } from "../behaviour";
import { bodiesOf, refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each, naming } from "./lookups";
import { empty, partitionOf, regionOf } from "./names";

/** The hosted zone that a region's website endpoints are in (AWS general reference, S3 endpoints). */
const websiteZones: Readonly<Record<string, string>> = {
  "us-east-1": "Z3AQBSTGFYJSTF",
  "us-east-2": "Z2O1EMRO9K5GLX",
  "us-west-1": "Z2F56UZL2M1ACD",
  "us-west-2": "Z3BJ6K6RIION7M",
};

/** What a bucket's name may look like (S3 user guide, general purpose bucket naming rules). */
const bucketName = /^(?!xn--|sthree-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const creating = (asked: Fields) => errorsOf(`creating S3 Bucket (${textOf(asked, "bucket")})`, "S3: CreateBucket");

/** What S3 answers about a name that is taken, by the caller and by others (S3 API, error responses). */
const own = {
  code: "BucketAlreadyOwnedByYou",
  says: "Your previous request to create the named bucket succeeded and you already own it.",
} as const;
const others = {
  code: "BucketAlreadyExists",
  says: "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
} as const;

function bucket(asked: Fields, context: Context): Fields {
  const [name, region] = [textOf(asked, "bucket"), regionOf(asked, context)];
  return {
    ...empty("acceleration_status", "bucket_prefix", "policy", "website_domain", "website_endpoint", "acl"),
    id: name,
    arn: `arn:${partitionOf(region)}:s3:::${name}`,
    bucket_domain_name: `${name}.s3.amazonaws.com`,
    bucket_region: region,
    bucket_regional_domain_name: `${name}.s3.${region}.amazonaws.com`,
    hosted_zone_id: websiteZones[region] ?? `Z${context.digits(13, region).toUpperCase()}`,
    object_lock_enabled: false,
    request_payer: "BucketOwner",
  };
}

/** A part of a bucket's settings, which is one per bucket and goes with it. */
function part(title: string, method: string, more: Behaviour = {}): Behaviour {
  const error = errorsOf(`creating S3 Bucket ${title}`, `S3: ${method}`);
  return {
    ...more,
    gives: (asked, context) => ({ ...more.gives?.(asked, context), id: textOf(asked, "bucket") }),
    refers: {
      bucket: {
        type: "aws_s3_bucket",
        missing: () => error("NoSuchBucket", "The specified bucket does not exist"),
      },
      ...more.refers,
    },
  };
}

const logging = errorsOf("creating S3 Bucket Logging", "S3: PutBucketLogging");
const replicating = errorsOf("creating S3 Bucket Replication Configuration", "S3: PutBucketReplication");

const isVersioned = (context: Context, name: string) =>
  naming(context, "aws_s3_bucket_versioning", "versioning_configuration.status", "Enabled").some(
    ({ id }) => id === name,
  );

/** Replication goes from one versioned bucket to another. */
function replicable(asked: Fields, context: Context): readonly string[] {
  const names = each(
    asked,
    "rule.destination.bucket",
    (arn) => naming(context, "aws_s3_bucket", "arn", arn).length > 0,
    () => replicating("InvalidRequest", "Destination bucket must exist."),
  );
  const source = textOf(asked, "bucket");
  const says = "Versioning must be 'Enabled' on the bucket to apply a replication configuration";
  return isVersioned(context, source) ? names : [...names, replicating("InvalidRequest", says)];
}

/** Buckets, and their settings one by one. */
export const s3: Service = {
  aws_s3_bucket: {
    gives: bucket,
    unique: (asked, context) => {
      const name = textOf(asked, "bucket");
      const isOwn = context.find("aws_s3_bucket", name)?.account === context.place.account;
      const { code, says } = isOwn ? own : others;
      return { key: name, taken: creating(asked)(code, says) };
    },
    refuses: (asked) =>
      refusal(
        each(
          asked,
          "bucket",
          (name) => bucketName.test(name),
          () => creating(asked)("InvalidBucketName", "The specified bucket is not valid."),
        ),
      ),
  },
  aws_s3_bucket_lifecycle_configuration: part("Lifecycle Configuration", "PutBucketLifecycleConfiguration", {
    gives: (asked) => ({
      ...empty("expected_bucket_owner"),
      rule: bodiesOf(asked, "rule").map(() => empty("prefix")),
      transition_default_minimum_object_size: "all_storage_classes_128K",
    }),
  }),
  aws_s3_bucket_logging: part("Logging", "PutBucketLogging", {
    refers: {
      target_bucket: {
        type: "aws_s3_bucket",
        missing: () => logging("InvalidTargetBucketForLogging", "The target bucket for logging does not exist"),
      },
    },
  }),
  aws_s3_bucket_ownership_controls: part("Ownership Controls", "PutBucketOwnershipControls"),
  aws_s3_bucket_policy: part("Policy", "PutBucketPolicy"),
  aws_s3_bucket_public_access_block: part("Public Access Block", "PutPublicAccessBlock"),
  aws_s3_bucket_replication_configuration: part("Replication Configuration", "PutBucketReplication", {
    refuses: (asked, context) => refusal(replicable(asked, context)),
  }),
  aws_s3_bucket_server_side_encryption_configuration: part(
    "Server Side Encryption Configuration",
    "PutBucketEncryption",
  ),
  aws_s3_bucket_versioning: part("Versioning", "PutBucketVersioning", {
    gives: () => ({ versioning_configuration: [empty("mfa_delete")] }),
  }),
};
