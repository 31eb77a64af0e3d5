import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { blockOf, refusal } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { poolTrouble, roleTrouble } from "./federation";
import { named } from "./named";
import { decimal, projectOf } from "./names";

const accountType = "google_service_account";

const emailOf = (asked: Fields, context: Context) =>
  `${textOf(asked, "account_id")}@${projectOf(asked, context)}.iam.gserviceaccount.com`;

/** A service account that people make: Google's own agents end otherwise. */
const own = /^serviceAccount:([^[\]]+@[a-z0-9-]+\.iam\.gserviceaccount\.com)$/;

/** Google's own agents live in projects whose names begin so. */
const agents = /@(?:gcp-sa-|gs-project-accounts|container-engine-robot|compute-system)/;

/** Whether who is to be allowed something exists, as far as this sandbox can know. */
function unknownMember(asked: Fields, { things }: Context): string | undefined {
  const email = own.exec(textOf(asked, "member"))?.[1];
  if (email === undefined || agents.test(email)) return undefined;
  return things(accountType).some(({ attributes }) => textOf(attributes, "email") === email)
    ? undefined
    : googleError(400, `Service account ${email} does not exist.`, "badRequest");
}

function grant(asked: Fields, { digits }: Context, of: string): Fields {
  const title = textOf(blockOf(asked, "condition"), "title");
  const words = [of, textOf(asked, "role"), textOf(asked, "member"), ...(title === "" ? [] : [title])];
  return { id: words.join("/"), etag: digits(12, "etag", ...words) };
}

/** Who there is, and what each may do. Identity and Access Management is global. */
export const iam: Service = {
  [accountType]: named(
    {
      id: "projects/{project}/serviceAccounts/{account_id}@{project}.iam.gserviceaccount.com",
      taken: (id, asked) =>
        `Error creating service account: ${googleError(409, `Service account ${textOf(asked, "account_id")} already exists within project ${id.split("/").slice(0, 2).join("/")}.`, "alreadyExists")}`,
    },
    {
      region: () => null,
      gives: (asked, context) => {
        const email = emailOf(asked, context);
        return {
          email,
          member: `serviceAccount:${email}`,
          name: `projects/${projectOf(asked, context)}/serviceAccounts/${email}`,
          unique_id: decimal(21, context.digits, "account", email),
        };
      },
      refuses: (asked) =>
        /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/.test(textOf(asked, "account_id"))
          ? undefined
          : googleError(
              400,
              `The account ID "${textOf(asked, "account_id")}" does not have a length between 6 and 30.`,
              "badRequest",
            ),
    },
  ),

  google_service_account_iam_member: {
    region: () => null,
    refers: {
      service_account_id: {
        type: accountType,
        missing: (id) => googleError(404, `Unknown service account: ${id}`, "notFound"),
      },
    },
    refuses: (asked, context) => refusal(unknownMember(asked, context)),
    gives: (asked, context) => grant(asked, context, textOf(asked, "service_account_id")),
  },

  google_project_iam_member: {
    region: () => null,
    refuses: (asked, context) =>
      refusal(
        unknownMember(asked, context),
        poolTrouble(textOf(asked, "member"), context),
        roleTrouble(textOf(asked, "role"), context),
      ),
    gives: (asked, context) => grant(asked, context, textOf(asked, "project")),
  },
};
