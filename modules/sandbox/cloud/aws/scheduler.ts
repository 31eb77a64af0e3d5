import type { Fields } from "../../protocol/values";
import type { Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each, roleExists } from "./lookups";
import { arn, empty, regionOf } from "./names";

const creating = (asked: Fields) =>
  errorsOf(`creating EventBridge Scheduler Schedule (${textOf(asked, "name")})`, "Scheduler: CreateSchedule");

const groupOf = (asked: Fields) => textOf(asked, "group_name") || "default";

/** Schedules of EventBridge. */
export const scheduler: Service = {
  aws_scheduler_schedule: {
    gives: (asked, context) => ({
      ...empty("name_prefix"),
      id: `${groupOf(asked)}/${textOf(asked, "name")}`,
      action_after_completion: "NONE",
      arn: arn("scheduler", `schedule/${groupOf(asked)}/${textOf(asked, "name")}`, asked, context),
      group_name: groupOf(asked),
    }),
    unique: (asked, context) => ({
      key: `${regionOf(asked, context)} ${groupOf(asked)}/${textOf(asked, "name")}`,
      taken: creating(asked)("ConflictException", `Schedule ${textOf(asked, "name")} already exists.`),
    }),
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "target.role_arn",
          (role) => roleExists(context, role),
          () =>
            creating(asked)(
              "ValidationException",
              "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
            ),
        ),
      ),
  },
};
