import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { accountOwnsKey, policy, type Statement } from "../core/aws";
import { keep } from "../core/lifecycle";
import type { AwsSite } from "../core/site";
import { deletionDelayDays, type Key, type Keys, type KeysProps, type Purpose, rotationDays } from "./contract";

const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"] as const;

/** What services, beside the account's own roles, use a key of each purpose. */
const services = {
  // Auto Scaling attaches node disks through EC2 with a service-linked role that IAM policies cannot reach.
  cluster: ({ account, region }: AwsSite): readonly Statement[] => [
    {
      Sid: "NodeDisks",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: [...use, "kms:CreateGrant"],
      Resource: "*",
      Condition: { StringEquals: { "kms:CallerAccount": account, "kms:ViaService": `ec2.${region}.amazonaws.com` } },
    },
  ],
  database: () => [],
  logs: ({ account, region, id }: AwsSite): readonly Statement[] => [
    {
      Sid: "Logs",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: use,
      Resource: "*",
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*${id}*` },
      },
    },
    {
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      // No condition on the caller's account: AWS publishes none for this, and an alarm that cannot encrypt is silent.
      Resource: "*",
    },
  ],
} as const satisfies Record<Purpose, (site: AwsSite) => readonly Statement[]>;

/** KMS keys of the site's own region. Nothing in another region is needed to use them. */
export class AwsKeys extends Construct implements Keys {
  readonly cluster: Key;
  readonly database: Key;
  readonly logs: Key;

  constructor(scope: Construct, id: string, { site }: KeysProps<AwsSite>) {
    super(scope, id);
    this.cluster = this.key("cluster", site);
    this.database = this.key("database", site);
    this.logs = this.key("logs", site);
  }

  private key(purpose: Purpose, site: AwsSite): Key {
    const key = new KmsKey(this, purpose, {
      description: `${site.id} ${purpose}`,
      enableKeyRotation: true,
      rotationPeriodInDays: rotationDays,
      deletionWindowInDays: deletionDelayDays,
      policy: policy(accountOwnsKey(site.account), ...services[purpose](site)),
      lifecycle: keep,
    });
    new KmsAlias(this, `${purpose}-alias`, { name: `alias/${site.id}-${purpose}`, targetKeyId: key.keyId });
    return { id: key.arn, scope: key.arn, ready: [key] };
  }
}
