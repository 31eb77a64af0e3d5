import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each, keyServes, naming } from "./lookups";
import { arn, empty, regionOf } from "./names";

/** A log group that Terraform let go of and that is there all the same (skip_destroy). */
const keptGroup = "kept_cloudwatch_log_group";

const creating = (asked: Fields) =>
  errorsOf(`creating CloudWatch Logs Log Group (${textOf(asked, "name")})`, "CloudWatch Logs: CreateLogGroup");

const exists = (asked: Fields) =>
  creating(asked)("ResourceAlreadyExistsException", "The specified log group already exists");

const isKept = (asked: Fields, context: Context) =>
  naming(context, keptGroup, "arn", arn("logs", `log-group:${textOf(asked, "name")}`, asked, context)).length > 0;

/** Log groups and alarms. */
export const cloudwatch: Service = {
  aws_cloudwatch_log_group: {
    gives: (asked, context) => ({
      ...empty("name_prefix"),
      id: textOf(asked, "name"),
      arn: arn("logs", `log-group:${textOf(asked, "name")}`, asked, context),
      deletion_protection_enabled: false,
      log_group_class: "STANDARD",
    }),
    unique: (asked, context) => ({ key: `${regionOf(asked, context)} ${textOf(asked, "name")}`, taken: exists(asked) }),
    refuses: (asked, context, before) =>
      refusal(
        each(
          asked,
          "kms_key_id",
          (key) => keyServes(context, key, regionOf(asked, context)),
          (key) =>
            creating(asked)(
              "AccessDeniedException",
              `The specified KMS key does not exist or is not allowed to be used with Arn '${arn("logs", `log-group:${textOf(asked, "name")}`, asked, context)}': ${key}`,
            ),
        ),
        before === undefined && isKept(asked, context) ? exists(asked) : undefined,
      ),
    keeps: (there) =>
      there["deletion_protection_enabled"] === true && there["skip_destroy"] !== true
        ? errorsOf(`deleting CloudWatch Logs Log Group (${textOf(there, "name")})`, "CloudWatch Logs: DeleteLogGroup")(
            "ValidationException",
            "Log group with deletion protection enabled cannot be deleted",
          )
        : undefined,
    leaves: (there) =>
      there["skip_destroy"] === true
        ? { type: keptGroup, id: textOf(there, "arn"), attributes: { arn: textOf(there, "arn") } }
        : undefined,
  },
  aws_cloudwatch_metric_alarm: {
    gives: (asked, context) => ({
      ...empty("evaluate_low_sample_count_percentiles"),
      id: textOf(asked, "alarm_name"),
      arn: arn("cloudwatch", `alarm:${textOf(asked, "alarm_name")}`, asked, context),
    }),
  },
};
