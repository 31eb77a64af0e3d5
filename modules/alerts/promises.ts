import type { Promises } from "../core/promise";

/** What a site's notification channel promises, and what keeps each promise on each cloud. */
export const alertsPromises: Promises = {
  capability: "alerts",
  stack: "site",
  promises: [
    {
      promise: "each site's alarms reach the people on call by e-mail",
      aws: [
        {
          type: "aws_sns_topic_subscription",
          name: "alerts_on-call",
          count: 1,
          has: { protocol: "email", endpoint: { contains: "@" } },
        },
        {
          type: "aws_sns_topic_policy",
          name: "alerts_topic-policy",
          count: 1,
          has: { policy: { matches: '"Service":"cloudwatch\\.amazonaws\\.com".*"aws:SourceAccount"' } },
        },
      ],
      gcp: [
        {
          type: "google_monitoring_notification_channel",
          name: "alerts_on-call",
          count: 1,
          has: { type: "email", "labels.email_address": { contains: "@" }, enabled: true },
        },
      ],
      azure: [
        {
          type: "azurerm_monitor_action_group",
          name: "alerts_on-call",
          count: 1,
          has: {
            enabled: true,
            "email_receiver.email_address": { contains: "@" },
            "email_receiver.use_common_alert_schema": true,
          },
        },
      ],
      gaps: { aws: "nothing is sent before the recipient has confirmed the subscription, once for each site" },
    },
    {
      promise: "what waits to be delivered is encrypted with the site's own key",
      aws: [
        {
          type: "aws_sns_topic",
          name: "alerts_topic",
          count: 1,
          has: { kms_master_key_id: { contains: "aws_kms_key.keys_" } },
        },
        {
          type: "aws_kms_key",
          name: "keys_logs",
          has: { policy: { matches: "cloudwatch\\.amazonaws\\.com.*kms:GenerateDataKey" } },
        },
      ],
      gcp: [{ type: "google_monitoring_notification_channel", name: "alerts_on-call", has: { type: "email" } }],
      azure: [
        {
          type: "azurerm_monitor_action_group",
          name: "alerts_on-call",
          has: { event_hub_receiver: { absent: true }, webhook_receiver: { absent: true } },
        },
      ],
      gaps: {
        gcp: "Cloud Monitoring sends by itself, encrypted with Google's keys; there is no queue of ours",
        azure: "Azure Monitor sends by itself, encrypted with Microsoft's keys; there is no queue of ours",
      },
    },
    {
      promise: "a site's alarms need no other site's region",
      aws: [{ type: "aws_sns_topic", name: "alerts_topic", count: 1, has: { region: { absent: true } } }],
      gcp: [{ type: "google_monitoring_notification_channel", name: "alerts_on-call", count: 1 }],
      azure: [{ type: "azurerm_monitor_action_group", name: "alerts_on-call", count: 1, has: { location: "global" } }],
    },
  ],
};
