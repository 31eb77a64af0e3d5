import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { accountOf, arn, empty, uuid } from "./names";

const subscribing = errorsOf("creating SNS Topic Subscription", "SNS: Subscribe");
const setting = errorsOf("setting SNS Topic policy", "SNS: SetTopicAttributes");

function topic(asked: Fields, context: Context): Fields {
  const name = arn("sns", textOf(asked, "name"), asked, context);
  return {
    ...empty("beginning_archive_time", "fifo_throughput_scope", "name_prefix", "tracing_config"),
    id: name,
    arn: name,
    owner: accountOf(context),
    policy: "",
    signature_version: 0,
  };
}

function subscription(asked: Fields, context: Context): Fields {
  const id = textOf(asked, "id") || `${textOf(asked, "topic_arn")}:${uuid({})}`;
  return {
    ...empty("filter_policy_scope"),
    id,
    arn: id,
    confirmation_was_authenticated: false,
    owner_id: accountOf(context),
    // Somebody has to click on a link in a mail, which nobody here does.
    pending_confirmation: textOf(asked, "protocol") === "email",
  };
}

/** Topics, who may publish to them, and who reads them. */
export const sns: Service = {
  aws_sns_topic: { gives: topic },
  aws_sns_topic_policy: {
    gives: (asked, context) => ({ id: textOf(asked, "arn"), owner: accountOf(context) }),
    refers: {
      arn: { type: "aws_sns_topic", missing: () => setting("NotFound", "Topic does not exist") },
    },
  },
  aws_sns_topic_subscription: {
    gives: subscription,
    refers: {
      topic_arn: { type: "aws_sns_topic", missing: () => subscribing("NotFound", "Topic does not exist") },
    },
  },
};
