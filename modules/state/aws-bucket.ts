import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import type { S3BucketLifecycleConfigurationRule } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { Construct } from "constructs";
import { policy, type Statement } from "../core/aws";
import { keep } from "../core/lifecycle";

/** What one sealed bucket has that another has not. */
export interface SealedBucketProps {
  readonly name: string;
  readonly region: string;
  /** ARN of the key that encrypts it. @default - S3's own */
  readonly key?: string;
  /** Actions that nobody may take, the account's root user included, without changing the policy first. */
  readonly forbidden: readonly string[];
  readonly allowed?: readonly Statement[];
  readonly expiry: Pick<S3BucketLifecycleConfigurationRule, "expiration" | "noncurrentVersionExpiration">;
}

/** The ARN of a bucket, which tells neither account nor region. */
export const bucketArn = (name: string) => `arn:aws:s3:::${name}`;

/** A versioned, encrypted bucket of this account alone, closed to the public and reached over TLS only. */
export function sealedBucket(scope: Construct, id: string, props: SealedBucketProps): S3Bucket {
  const { name, region, key, forbidden, allowed = [], expiry } = props;
  const bucket = new S3Bucket(scope, id, { bucket: name, region, forceDestroy: false, lifecycle: keep });
  const of = { bucket: bucket.id, region };
  const versioning = new S3BucketVersioningA(scope, `${id}-versions`, {
    ...of,
    versioningConfiguration: { status: "Enabled" },
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, `${id}-encryption`, {
    ...of,
    rule: [
      {
        applyServerSideEncryptionByDefault:
          key === undefined ? { sseAlgorithm: "AES256" } : { sseAlgorithm: "aws:kms", kmsMasterKeyId: key },
        bucketKeyEnabled: key !== undefined,
        // Whoever encrypts with a key that they bring along locks everybody else out.
        blockedEncryptionTypes: ["SSE-C"],
      },
    ],
  });
  new S3BucketLifecycleConfiguration(scope, `${id}-expiry`, {
    ...of,
    rule: [
      {
        id: "expiry",
        status: "Enabled",
        filter: [{ prefix: "" }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        ...expiry,
      },
    ],
    dependsOn: [versioning],
  });
  new S3BucketOwnershipControls(scope, `${id}-owner`, { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } });
  const closed = new S3BucketPublicAccessBlock(scope, `${id}-closed`, {
    ...of,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  const deny = { Effect: "Deny", Principal: "*", Resource: [bucketArn(name), `${bucketArn(name)}/*`] } as const;
  new S3BucketPolicy(scope, `${id}-policy`, {
    ...of,
    policy: policy(
      { ...deny, Sid: "TlsOnly", Action: ["s3:*"], Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { ...deny, Sid: "NoDeletion", Action: forbidden },
      ...allowed,
    ),
    // S3 refuses two changes of a bucket's access at once.
    dependsOn: [closed],
  });
  return bucket;
}
