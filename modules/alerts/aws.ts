import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { policy } from "../core/aws";
import type { AwsSite } from "../core/site";
import type { Alerts, AlertsProps } from "./contract";

/** A topic of the site's own region. Its key must let CloudWatch decrypt and make data keys (the `logs` key does). */
export class AwsAlerts extends Construct implements Alerts {
  readonly channel: string;

  constructor(scope: Construct, id: string, { site, email, key }: AlertsProps<AwsSite>) {
    super(scope, id);
    const { account, region } = site;
    const name = `${site.id}-alerts`;
    const arn = `arn:aws:sns:${region}:${account}:${name}`;
    const topic = new SnsTopic(this, "topic", {
      name,
      displayName: site.id,
      kmsMasterKeyId: key.id,
      signatureVersion: 2,
      dependsOn: key.ready,
    });
    new SnsTopicPolicy(this, "topic-policy", {
      arn: topic.arn,
      policy: policy(
        {
          Sid: "Alarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: ["sns:Publish"],
          Resource: arn,
          Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${account}:alarm:*` },
          },
        },
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: ["sns:Publish"],
          Resource: arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ),
    });
    new SnsTopicSubscription(this, "on-call", { topicArn: topic.arn, protocol: "email", endpoint: email });
    this.channel = topic.arn;
  }
}
