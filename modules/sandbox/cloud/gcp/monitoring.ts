import { randomUUID } from "node:crypto";
import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { bodiesOf } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { decimal, projectOf } from "./names";

const channelType = "google_monitoring_notification_channel";

/** Cloud Monitoring numbers what it is given: two of the same name are two. */
function numbered(asked: Fields, context: Context, collection: string): Fields {
  const name =
    textOf(asked, "name") ||
    `projects/${projectOf(asked, context)}/${collection}/${decimal(19, context.digits, randomUUID())}`;
  return { id: name, name, project: projectOf(asked, context) };
}

/** Alerts, and whom they tell. */
export const monitoring: Service = {
  [channelType]: {
    region: () => null,
    gives: (asked, context) => ({ ...numbered(asked, context, "notificationChannels"), verification_status: "" }),
    keeps: (there, { things }) => {
      const [policy] = things("google_monitoring_alert_policy").filter(({ attributes }) =>
        JSON.stringify(attributes["notification_channels"]).includes(textOf(there, "name")),
      );
      return policy !== undefined && there["force_delete"] !== true
        ? googleError(
            400,
            `The notification channel ${textOf(there, "name")} is in use by ${policy.id}; use force to delete it.`,
            "failedPrecondition",
          )
        : undefined;
    },
  },

  google_monitoring_alert_policy: {
    region: () => null,
    refers: {
      notification_channels: {
        type: channelType,
        missing: (name) =>
          `Error creating AlertPolicy: ${googleError(404, `Cannot find notification channel ${name}.`, "notFound")}`,
      },
    },
    gives: (asked, context) => {
      const names = numbered(asked, context, "alertPolicies");
      return {
        ...names,
        creation_record: [{ mutate_time: new Date().toISOString(), mutated_by: "" }],
        conditions: bodiesOf(asked, "conditions").map((_, index) => ({
          name: `${textOf(names, "name")}/conditions/${index + 1}`,
        })),
      };
    },
  },
};
