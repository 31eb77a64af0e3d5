import { DataGoogleStorageProjectServiceAccount } from "@cdktf/provider-google/lib/data-google-storage-project-service-account";
import { KmsCryptoKey } from "@cdktf/provider-google/lib/kms-crypto-key";
import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import { KmsKeyRing } from "@cdktf/provider-google/lib/kms-key-ring";
import { StorageBucket, type StorageBucketConfig } from "@cdktf/provider-google/lib/storage-bucket";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { keySettings } from "../core/gcp";
import type { Group } from "../core/group";
import { keep } from "../core/lifecycle";
import { deletionDelayDays, rotationDays } from "../keys/contract";
import { accessLogDays, oldVersionDays, type Place, places, type State, type StateProps } from "./contract";
import { placement } from "./gcp-placement";

const seconds = (days: number) => days * 24 * 60 * 60;

/** Who writes usage logs: a group of Google's, the same for all customers (Cloud Storage, usage logs). */
const usageLogger = "group:cloud-storage-analytics@google.com";

/** As much of a bucket as tells a store from a log. */
type Kind = Pick<StorageBucketConfig, "lifecycleRule" | "logging" | "retentionPolicy" | "rpo" | "softDeletePolicy">;

/** Dual-region buckets: each answers with either of its two regions dead, and nothing has to be switched. */
export class GcpState extends Construct implements State {
  readonly stores: readonly string[];
  readonly ready: ITerraformDependable[] = [];
  private readonly agent: string;

  constructor(scope: Construct, id: string, { group }: StateProps<Extract<Group, { cloud: "gcp" }>>) {
    super(scope, id);
    const [{ project }] = group.sites;
    // Asking for Cloud Storage's service agent makes it, where a project has never used Cloud Storage.
    const agent = new DataGoogleStorageProjectServiceAccount(this, "agent", { project });
    this.agent = `serviceAccount:${agent.emailAddress}`;
    this.stores = places(group).map((place) => this.store(place));
  }

  private store(place: Place): string {
    const { name, logs } = place.store;
    const key = this.key(place);
    const logBucket = this.bucket(`logs-${place.name}`, logs, place, key, {
      lifecycleRule: [{ action: { type: "Delete" }, condition: { age: accessLogDays } }],
      retentionPolicy: { retentionPeriod: seconds(accessLogDays), isLocked: false },
      softDeletePolicy: { retentionDurationSeconds: seconds(7) },
      rpo: "DEFAULT",
    });
    new StorageBucketIamMember(this, `logs-${place.name}-writer`, {
      bucket: logBucket.name,
      role: "roles/storage.objectCreator",
      member: usageLogger,
    });
    const bucket = this.bucket(`store-${place.name}`, name, place, key, {
      lifecycleRule: [
        { action: { type: "Delete" }, condition: { daysSinceNoncurrentTime: oldVersionDays, withState: "ARCHIVED" } },
      ],
      // No retention policy: Terraform must be able to take its lock off.
      softDeletePolicy: { retentionDurationSeconds: seconds(oldVersionDays) },
      logging: { logBucket: logBucket.name, logObjectPrefix: name },
      // What was applied 15 minutes before a region died is in the other one.
      rpo: "ASYNC_TURBO",
    });
    this.ready.push(bucket);
    return name;
  }

  private bucket(id: string, name: string, { store }: Place, key: KmsCryptoKeyIamMember, kind: Kind): StorageBucket {
    const { location, regions } = placement(store.region);
    return new StorageBucket(this, id, {
      name,
      location,
      ...(regions && { customPlacementConfig: { dataLocations: [...regions] } }),
      storageClass: "STANDARD",
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      forceDestroy: false,
      // A retention policy and versions exclude each other; logs are never written twice.
      ...(kind.retentionPolicy === undefined && { versioning: { enabled: true } }),
      encryption: { defaultKmsKeyName: key.cryptoKeyId },
      ...kind,
      lifecycle: keep,
    });
  }

  /** The place's key, as the grant by which Cloud Storage uses it: whoever names the grant waits for it. */
  private key({ name: place, id, store }: Place): KmsCryptoKeyIamMember {
    const { key: location } = placement(store.region);
    const ring = new KmsKeyRing(this, `ring-${place}`, { name: `${id}-state`, location, lifecycle: keep });
    const key = new KmsCryptoKey(this, `key-${place}`, {
      name: "state",
      keyRing: ring.id,
      ...keySettings(rotationDays, deletionDelayDays),
      lifecycle: keep,
    });
    return new KmsCryptoKeyIamMember(this, `key-${place}-storage`, {
      cryptoKeyId: key.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: this.agent,
    });
  }
}
