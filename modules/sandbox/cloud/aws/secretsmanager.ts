import { randomBytes } from "node:crypto";
import { type Fields, isFields, isList } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { bodiesOf, refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each, keyServes } from "./lookups";
import { arn, empty, lastOfArn, regionOf, regionOfArn, uuid } from "./names";

/** A secret that is scheduled for deletion: its name is not free until then. */
const deletedSecret = "deleted_secretsmanager_secret";

const day = 86_400_000;

const creating = (asked: Fields) =>
  errorsOf(`creating Secrets Manager Secret (${textOf(asked, "name")})`, "Secrets Manager: CreateSecret");

/** Names end in a hyphen and six characters that Secrets Manager chooses, so that a secret made anew is another one. */
function secret(asked: Fields, context: Context): Fields {
  const known = textOf(asked, "id");
  const suffix = randomBytes(3).toString("hex");
  const name = known || arn("secretsmanager", `secret:${textOf(asked, "name")}-${suffix}`, asked, context);
  return {
    ...empty("name_prefix", "policy"),
    id: name,
    arn: name,
    replica: bodiesOf(asked, "replica").map((one) => ({
      ...one,
      kms_key_id: textOf(one, "kms_key_id") || "alias/aws/secretsmanager",
      last_accessed_date: "",
      status: "InSync",
      status_message: "Replication succeeded",
    })),
  };
}

function keys(asked: Fields, context: Context): readonly string[] {
  const missing = () =>
    creating(asked)(
      "AccessDeniedException",
      "Access to KMS is not allowed. This version of the secret cannot be encrypted.",
    );
  const own = each(asked, "kms_key_id", (key) => keyServes(context, key, regionOf(asked, context)), missing);
  const others = bodiesOf(asked, "replica").flatMap((replica) =>
    each(replica, "kms_key_id", (key) => keyServes(context, key, textOf(replica, "region")), missing),
  );
  return [...own, ...others];
}

function placesOf(asked: Fields, context: Context): readonly string[] {
  const own = regionOf(asked, context);
  return [own, ...bodiesOf(asked, "replica").map((replica) => textOf(replica, "region"))];
}

function scheduled(asked: Fields, context: Context): string | undefined {
  const until = context
    .things(deletedSecret)
    .filter(({ attributes }) => textOf(attributes, "name") === textOf(asked, "name"))
    .some(
      ({ attributes }) => attributes["region"] === regionOf(asked, context) && Number(attributes["until"]) > Date.now(),
    );
  const says = "You can't create this secret because a secret with this name is already scheduled for deletion.";
  return until ? creating(asked)("InvalidRequestException", says) : undefined;
}

const windowOf = (secretFields: Fields) => {
  const days = secretFields["recovery_window_in_days"];
  return typeof days === "number" ? days : 30;
};

/** Secrets with their replicas in other regions, and their versions. No value is ever kept. */
export const secretsmanager: Service = {
  aws_secretsmanager_secret: {
    gives: secret,
    unique: (asked, context) => {
      const name = textOf(asked, "name");
      const says = `The operation failed because the secret ${name} already exists.`;
      return { key: `${regionOf(asked, context)} ${name}`, taken: creating(asked)("ResourceExistsException", says) };
    },
    refuses: (asked, context, before) =>
      refusal(
        keys(asked, context),
        before === undefined ? scheduled(asked, context) : undefined,
        new Set(placesOf(asked, context)).size < placesOf(asked, context).length
          ? creating(asked)("InvalidParameterException", "Invalid replica region.")
          : undefined,
      ),
    leaves: (there) => {
      const days = windowOf(there);
      return days === 0
        ? undefined
        : {
            type: deletedSecret,
            id: textOf(there, "arn"),
            attributes: {
              name: textOf(there, "name"),
              region: textOf(there, "region"),
              until: Date.now() + days * day,
            },
          };
    },
    reads: (there, state) => ({
      ...there,
      recovery_window_in_days: state["recovery_window_in_days"] ?? null,
      force_overwrite_replica_secret: state["force_overwrite_replica_secret"] ?? null,
    }),
  },
  aws_secretsmanager_secret_version: {
    gives: (asked) => {
      const version = lastOfArn(textOf(asked, "id").replace("|", "/")) || uuid({});
      return {
        id: `${textOf(asked, "secret_id")}|${version}`,
        arn: textOf(asked, "secret_id"),
        has_secret_string_wo: asked["secret_string_wo_version"] !== null,
        version_id: version,
        version_stages: ["AWSCURRENT"],
      };
    },
    region: (asked, context) => regionOfArn(textOf(asked, "secret_id")) || regionOf(asked, context),
    refers: {
      secret_id: {
        type: "aws_secretsmanager_secret",
        missing: () =>
          errorsOf("putting Secrets Manager Secret value", "Secrets Manager: PutSecretValue")(
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret.",
          ),
      },
    },
  },
};

/** A secret without its replica in a region; undefined when it has none there. */
export function withoutReplica(attributes: Fields, region: string): Fields | undefined {
  const replicas = attributes["replica"] ?? null;
  if (!isList(replicas)) return undefined;
  const left = replicas.filter((one) => isFields(one) && one["region"] !== region);
  return left.length === replicas.length ? undefined : { replica: left };
}
