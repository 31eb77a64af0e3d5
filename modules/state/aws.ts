import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { accountOwnsKey, policy } from "../core/aws";
import type { Group } from "../core/group";
import { keep } from "../core/lifecycle";
import { deletionDelayDays, rotationDays } from "../keys/contract";
import { bucketArn, sealedBucket } from "./aws-bucket";
import { accessLogDays, oldVersionDays, type Place, places, type State, type StateProps } from "./contract";

/**
 * A bucket a place, wholly in its own region with its key and its access log: each resource names the region, so that
 * one provider, in the witness region, serves all of them and starts with any site's region dead.
 */
export class AwsState extends Construct implements State {
  readonly stores: readonly string[];
  readonly ready: ITerraformDependable[] = [];
  private readonly account: string;

  constructor(scope: Construct, id: string, { group }: StateProps<Extract<Group, { cloud: "aws" }>>) {
    super(scope, id);
    const [{ account }] = group.sites;
    this.account = account;
    this.stores = places(group).map((place) => this.store(place));
  }

  private store(place: Place): string {
    const { name, region } = place.store;
    const logs = this.logs(place);
    const bucket = sealedBucket(this, `store-${place.name}`, {
      name,
      region,
      key: this.key(place).arn,
      // Deleting a state, or the lock beside it, stays possible: it leaves a marker above the versions.
      forbidden: ["s3:DeleteBucket", "s3:DeleteObjectVersion"],
      expiry: {
        noncurrentVersionExpiration: [{ noncurrentDays: oldVersionDays }],
        expiration: [{ expiredObjectDeleteMarker: true }],
      },
    });
    this.ready.push(bucket);
    new S3BucketLoggingA(this, `store-${place.name}-log`, {
      bucket: bucket.id,
      region,
      targetBucket: logs.id,
      targetPrefix: `${name}/`,
    });
    return name;
  }

  /** S3 delivers access logs only to buckets that S3's own keys encrypt, so this one has none of ours. */
  private logs({ name: place, store: { name, logs, region } }: Place): S3Bucket {
    return sealedBucket(this, `logs-${place}`, {
      name: logs,
      region,
      forbidden: ["s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion"],
      allowed: [
        {
          Sid: "AccessLogs",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: ["s3:PutObject"],
          Resource: `${bucketArn(logs)}/*`,
          Condition: {
            StringEquals: { "aws:SourceAccount": this.account },
            ArnLike: { "aws:SourceArn": bucketArn(name) },
          },
        },
      ],
      expiry: {
        expiration: [{ days: accessLogDays }],
        noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
      },
    });
  }

  private key({ name: place, store: { name, region } }: Place): KmsKey {
    const key = new KmsKey(this, `key-${place}`, {
      region,
      description: name,
      enableKeyRotation: true,
      rotationPeriodInDays: rotationDays,
      deletionWindowInDays: deletionDelayDays,
      policy: policy(accountOwnsKey(this.account)),
      lifecycle: keep,
    });
    new KmsAlias(this, `key-${place}-alias`, { region, name: `alias/${name}`, targetKeyId: key.keyId });
    return key;
  }
}
