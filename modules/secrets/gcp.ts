import { KmsCryptoKey } from "@cdktf/provider-google/lib/kms-crypto-key";
import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import { KmsKeyRing } from "@cdktf/provider-google/lib/kms-key-ring";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { SecretManagerSecret } from "@cdktf/provider-google/lib/secret-manager-secret";
import { SecretManagerSecretVersion } from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { ServiceAccountIamMember } from "@cdktf/provider-google/lib/service-account-iam-member";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { keySettings, projectNumber } from "../core/gcp";
import { keep } from "../core/lifecycle";
import { boundedName } from "../core/naming";
import type { GcpSite, Sibling } from "../core/site";
import { deletionDelayDays, rotationDays } from "../keys/contract";
import { recoveryDays, secretName, type Secrets, type SecretsProps, type SecretValue, workload } from "./contract";

/** A copy of a secret: its region, the key there that encrypts it, and the grant to use that key. */
interface Copy {
  readonly location: string;
  readonly kmsKeyName: string;
  readonly grant: ITerraformDependable;
}

/**
 * Secret Manager. A secret is global and its copies are fixed at birth, one in each site's region under a key of that
 * region; all of it is the origin's. A site's workloads read it through Workload Identity.
 */
export class GcpSecrets extends Construct implements Secrets {
  readonly reader: string;

  constructor(scope: Construct, id: string, { site, values }: SecretsProps<GcpSite>) {
    super(scope, id);
    if (site.origin) this.publish(site, values);
    this.reader = this.readerAccount(site);
  }

  private publish(site: GcpSite, values: SecretsProps["values"]): void {
    const copies = site.siblings.map((sibling) => this.copyIn(sibling, site));
    for (const [name, value] of Object.entries(values)) this.secret(site, name, value, copies);
  }

  private copyIn({ name, id, region }: Sibling<"gcp">, site: GcpSite): Copy {
    const ring = new KmsKeyRing(this, `ring-${name}`, { name: `${id}-secrets`, location: region, lifecycle: keep });
    const key = new KmsCryptoKey(this, `key-${name}`, {
      ...keySettings(rotationDays, deletionDelayDays),
      name: "secrets",
      keyRing: ring.id,
      lifecycle: keep,
    });
    const grant = new KmsCryptoKeyIamMember(this, `key-${name}-use`, {
      cryptoKeyId: key.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: `serviceAccount:service-${projectNumber(this, site)}@gcp-sa-secretmanager.iam.gserviceaccount.com`,
    });
    return { location: region, kmsKeyName: key.id, grant };
  }

  private secret(site: GcpSite, name: string, value: SecretValue, copies: readonly Copy[]): void {
    const secret = new SecretManagerSecret(this, name, {
      secretId: secretName(site, name),
      replication: {
        userManaged: {
          replicas: copies.map(({ location, kmsKeyName }) => ({ location, customerManagedEncryption: { kmsKeyName } })),
        },
      },
      deletionProtection: true,
      versionDestroyTtl: `${recoveryDays * 86400}s`,
      dependsOn: copies.map(({ grant }) => grant),
      lifecycle: keep,
    });
    new SecretManagerSecretVersion(this, `${name}-value`, {
      secret: secret.id,
      secretDataWo: value.value,
      secretDataWoVersion: value.version,
      deletionPolicy: "DISABLE",
      dependsOn: value.after ?? [],
      // Raising the version makes a new one; the old one stays readable until it is there.
      lifecycle: { createBeforeDestroy: true, ignoreChanges: value.frozen ? ["secret_data_wo_version"] : [] },
    });
  }

  private readerAccount(site: GcpSite): string {
    const { id, project } = site;
    const account = new ServiceAccount(this, "reader", {
      accountId: boundedName(id, [project, id, "workload"], 30),
      displayName: `${id} workload`,
    });
    new ServiceAccountIamMember(this, "reader-binding", {
      serviceAccountId: account.name,
      role: "roles/iam.workloadIdentityUser",
      member: `serviceAccount:${project}.svc.id.goog[${workload.namespace}/${workload.serviceAccount}]`,
    });
    const secrets = `projects/${projectNumber(this, site)}/secrets/${secretName(site, "")}`;
    new ProjectIamMember(this, "reader-policy", {
      project,
      role: "roles/secretmanager.secretAccessor",
      member: account.member,
      condition: { title: "secrets of the group", expression: `resource.name.startsWith("${secrets}")` },
    });
    return account.email;
  }
}
