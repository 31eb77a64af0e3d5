import { KmsCryptoKey } from "@cdktf/provider-google/lib/kms-crypto-key";
import { KmsKeyRing } from "@cdktf/provider-google/lib/kms-key-ring";
import { Construct } from "constructs";
import { keySettings } from "../core/gcp";
import { keep } from "../core/lifecycle";
import type { GcpSite } from "../core/site";
import { deletionDelayDays, type Key, type Keys, type KeysProps, type Purpose, rotationDays } from "./contract";

/** Cloud KMS keys on a ring of the site's own region. Rings can never be deleted, so neither is this one's name reused. */
export class GcpKeys extends Construct implements Keys {
  readonly cluster: Key;
  readonly database: Key;
  readonly logs: Key;

  constructor(scope: Construct, id: string, { site }: KeysProps<GcpSite>) {
    super(scope, id);
    const ring = new KmsKeyRing(this, "ring", { name: site.id, location: site.region, lifecycle: keep });
    this.cluster = this.key("cluster", ring);
    this.database = this.key("database", ring);
    this.logs = this.key("logs", ring);
  }

  private key(purpose: Purpose, ring: KmsKeyRing): Key {
    const key = new KmsCryptoKey(this, purpose, {
      ...keySettings(rotationDays, deletionDelayDays),
      name: purpose,
      keyRing: ring.id,
      lifecycle: keep,
    });
    return { id: key.id, scope: key.id, ready: [key] };
  }
}
