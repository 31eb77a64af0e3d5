import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { KmsReplicaKey } from "@cdktf/provider-aws/lib/kms-replica-key";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Construct } from "constructs";
import { accountOwnsKey, policy, trust } from "../core/aws";
import { keep } from "../core/lifecycle";
import type { AwsSite, Sibling } from "../core/site";
import { deletionDelayDays, rotationDays } from "../keys/contract";
import { recoveryDays, secretName, type Secrets, type SecretsProps, type SecretValue, workload } from "./contract";

const keyAlias = (siteId: string) => `alias/${siteId}-secrets`;

/** A copy of a secret: its region, and the key there that encrypts it. */
interface Copy {
  readonly region: string;
  readonly kmsKeyId: string;
}

/**
 * Secrets Manager. The origin's stack owns each secret, its replicas in the other sites' regions, and a multi-Region
 * key with a replica beside each; a site reads its own region's copy through Pod Identity.
 */
export class AwsSecrets extends Construct implements Secrets {
  readonly reader: string;

  constructor(scope: Construct, id: string, { site, cluster, values }: SecretsProps<AwsSite>) {
    super(scope, id);
    if (site.origin) this.publish(site, values);
    this.reader = this.readerRole(site);
    new EksPodIdentityAssociation(this, "reader-binding", {
      ...workload,
      clusterName: cluster.name,
      roleArn: this.reader,
    });
  }

  private publish(site: AwsSite, values: SecretsProps["values"]): void {
    const key = new KmsKey(this, "key", {
      description: `${site.id} secrets`,
      multiRegion: true,
      enableKeyRotation: true,
      rotationPeriodInDays: rotationDays,
      deletionWindowInDays: deletionDelayDays,
      policy: policy(accountOwnsKey(site.account)),
      lifecycle: keep,
    });
    new KmsAlias(this, "key-alias", { name: keyAlias(site.id), targetKeyId: key.keyId });
    const copies = site.siblings.filter(({ origin }) => !origin).map((sibling) => this.copyOf(key, sibling, site));
    for (const [name, value] of Object.entries(values)) this.secret(site, name, value, key, copies);
  }

  /** A replica key works with the primary's region down. It stays where it was made: nothing here follows `active`. */
  private copyOf(key: KmsKey, { name, id, region }: Sibling<"aws">, { account }: AwsSite): Copy {
    const replica = new KmsReplicaKey(this, `key-${name}`, {
      region,
      primaryKeyArn: key.arn,
      description: `${id} secrets`,
      deletionWindowInDays: deletionDelayDays,
      policy: policy(accountOwnsKey(account)),
      lifecycle: keep,
    });
    new KmsAlias(this, `key-${name}-alias`, { region, name: keyAlias(id), targetKeyId: replica.keyId });
    return { region, kmsKeyId: replica.arn };
  }

  private secret(site: AwsSite, name: string, value: SecretValue, key: KmsKey, copies: readonly Copy[]): void {
    const secret = new SecretsmanagerSecret(this, name, {
      name: secretName(site, name),
      kmsKeyId: key.arn,
      recoveryWindowInDays: recoveryDays,
      replica: [...copies],
      lifecycle: keep,
    });
    new SecretsmanagerSecretVersion(this, `${name}-value`, {
      secretId: secret.id,
      secretStringWo: value.value,
      secretStringWoVersion: value.version,
      dependsOn: value.after ?? [],
      // Raising the version makes a new one; the old one stays readable until it is there.
      lifecycle: { createBeforeDestroy: true, ignoreChanges: value.frozen ? ["secret_string_wo_version"] : [] },
    });
  }

  private readerRole(site: AwsSite): string {
    const { id, region, account } = site;
    const role = new IamRole(this, "reader", {
      name: `${id}-workload-secrets`,
      assumeRolePolicy: trust("pods.eks.amazonaws.com", account, ["sts:AssumeRole", "sts:TagSession"]),
    });
    new IamRolePolicy(this, "reader-policy", {
      role: role.name,
      policy: policy(
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
          Resource: [`arn:aws:secretsmanager:${region}:${account}:secret:${secretName(site, "*")}`],
        },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: [`arn:aws:kms:${region}:${account}:key/*`],
          Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias(id) } },
        },
      ),
    });
    return role.arn;
  }
}
