import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { googleError } from "./errors";
import { keyTrouble } from "./kms";
import { named } from "./named";
import { now, projectNumber, projectOf } from "./names";

const secretType = "google_secret_manager_secret";

/** In the cloud alone: how many versions a secret ever had. Their numbers are never used again. */
const versionCount = "version_count";

function nextVersion(asked: Fields, { find }: Context): number {
  return Number(find(secretType, textOf(asked, "secret"))?.attributes[versionCount] ?? 0) + 1;
}

const keyPath = ["replication", "user_managed", "replicas", "customer_managed_encryption", "kms_key_name"] as const;

/** Secrets are global, with copies in the regions that they name; the values are nowhere here. */
export const secretmanager: Service = {
  [secretType]: named(
    {
      id: "projects/{project}/secrets/{secret_id}",
      taken: (id) => `Error creating Secret: ${googleError(409, `Secret [${id}] already exists.`)}`,
    },
    {
      region: () => null,
      gives: (asked, context) => ({
        name: `projects/${projectNumber(projectOf(asked, context), context)}/secrets/${textOf(asked, "secret_id")}`,
        effective_annotations: asked["annotations"] ?? {},
        expire_time: "",
      }),
      refuses: (asked, context) =>
        refusal(
          textsAt(asked, keyPath).flatMap((key) => keyTrouble(key, "secretmanager", null, context) ?? []),
          /^[\w-]{1,255}$/.test(textOf(asked, "secret_id"))
            ? undefined
            : `Error creating Secret: ${googleError(400, "The provided Secret ID does not match the expected format [[a-zA-Z_0-9]+].", "invalid")}`,
        ),
      keeps: (there) =>
        there["deletion_protection"] === true
          ? "cannot destroy secret manager secret without setting deletion_protection=false and running `terraform apply`"
          : undefined,
    },
  ),

  google_secret_manager_secret_version: {
    region: () => null,
    refers: {
      secret: {
        type: secretType,
        missing: (id) => `Error creating SecretVersion: ${googleError(404, `Secret [${id}] not found.`)}`,
      },
    },
    gives: (asked, context) => {
      const secret = context.find(secretType, textOf(asked, "secret"));
      const version = String(nextVersion(asked, context));
      const name = `${textOf(secret?.attributes ?? {}, "name")}/versions/${version}`;
      return { id: name, name, version, create_time: now(), destroy_time: "" };
    },
    consequences: (after, context, before) =>
      after === undefined || before !== undefined
        ? []
        : [
            {
              type: secretType,
              id: textOf(after, "secret"),
              attributes: { [versionCount]: nextVersion(after, context) },
            },
          ],
  },
};
