import type { Fields } from "../../protocol/values";
import type { Behaviour, Context, DatabaseWork, Service } from "../behaviour";
import { differs, refusal } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { named } from "./named";
import { instanceOf, instanceType, isReplica } from "./sql-roles";

const inInstance: Behaviour["region"] = (asked, context) =>
  instanceOf(context, textOf(asked, "instance"))?.region ?? null;

const refers: Behaviour["refers"] = {
  instance: {
    type: instanceType,
    missing: (name) => googleError(404, `The Cloud SQL instance does not exist: ${name}.`, "instanceDoesNotExist"),
  },
};

/** What is in a replica comes from its primary. */
function onReplica(asked: Fields, context: Context, before: Fields | undefined): string | undefined {
  const instance = instanceOf(context, textOf(asked, "instance"));
  return before === undefined && instance !== undefined && isReplica(instance.attributes)
    ? googleError(
        400,
        `Invalid request: The requested operation is not valid for the read replica ${instance.id}.`,
        "invalid",
      )
    : undefined;
}

const abandoned = (there: Fields) => textOf(there, "deletion_policy") === "ABANDON";

/** The password goes to the server, and nowhere else; it is asked for again where its version changes. */
function password(
  after: Fields | undefined,
  _: Context,
  before: Fields | undefined,
  config: Fields,
): DatabaseWork | undefined {
  if (after === undefined) return undefined;
  const value = textOf(config, "password_wo") || textOf(config, "password");
  const isSame =
    before !== undefined && !differs(after, before, "password_wo_version") && !differs(after, before, "password");
  if (value === "" || isSame) return undefined;
  return (servers) => servers.setPassword(textOf(after, "instance"), textOf(after, "name"), value);
}

/** What is in an instance: databases and users. What is abandoned stays in it, and can be taken up again. */
export const sqlContents: Service = {
  google_sql_database: named(
    {
      id: "projects/{project}/instances/{instance}/databases/{name}",
      api: "https://sqladmin.googleapis.com/sql/v1beta4/",
      taken: (_, asked) =>
        `Error creating Database: ${googleError(400, `Invalid request: Database ${textOf(asked, "name")} already exists.`, "invalid")}`,
    },
    {
      region: inInstance,
      refers,
      refuses: onReplica,
      gives: () => ({ charset: "UTF8", collation: "en_US.UTF8" }),
    },
  ),

  google_sql_user: named(
    {
      id: "{name}/{host}/{instance}",
      taken: (_, asked) =>
        `Error, failed to insert user ${textOf(asked, "name")} into instance ${textOf(asked, "instance")}: ${googleError(409, "User already exists", "userAlreadyExists")}`,
    },
    {
      region: inInstance,
      refers,
      refuses: onReplica,
      gives: () => ({ host: "", sql_server_user_details: [] }),
      keeps: (there, context) =>
        abandoned(there) || instanceOf(context, textOf(there, "instance")) === undefined
          ? undefined
          : refusal(
              context
                .things("google_sql_database")
                .filter(({ attributes }) => textOf(attributes, "instance") === textOf(there, "instance"))
                .slice(0, 1)
                .map(() =>
                  googleError(
                    400,
                    `Invalid request: failed to delete user ${textOf(there, "name")}: role "${textOf(there, "name")}" cannot be dropped because some objects depend on it., invalid`,
                  ),
                ),
            ),
      databases: password,
    },
  ),
};
