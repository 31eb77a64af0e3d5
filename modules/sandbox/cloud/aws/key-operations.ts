import { type Context, type Operation, Refusal, type Thing } from "../behaviour";
import { textOf } from "../values";
import { apiError } from "./errors";
import { keyOf } from "./lookups";
import { primaryRegion } from "./kms";
import { lastOfArn } from "./names";
import { withoutReplica } from "./secretsmanager";

function refuse(call: string, code: string, says: string): Refusal {
  return new Refusal(apiError({ doing: "", call, code, says }));
}

/** A key and all its replicas, wherever they are. */
function relatives(context: Context, key: Thing): readonly Thing[] {
  const id = textOf(key.attributes, "key_id");
  return [...context.things("aws_kms_key"), ...context.things("aws_kms_replica_key")].filter(
    ({ attributes }) => textOf(attributes, "key_id") === id,
  );
}

/** Makes a replica of a multi-Region key its primary. Terraform can no longer read either of them. */
const updatePrimaryRegion: Operation = {
  takes: {
    region: "where the primary key is now",
    KeyId: "its ARN or id",
    PrimaryRegion: "where it shall be",
  },
  region: ({ region = "" }) => region,
  run: async (given, context) => {
    const call = "KMS: UpdatePrimaryRegion";
    const { KeyId: name = "", PrimaryRegion: wanted = "" } = given;
    const key = keyOf(context, name);
    if (key === undefined) throw refuse(call, "NotFoundException", `Key '${name}' does not exist`);
    const all = relatives(context, key);
    if (!all.some(({ region }) => region === wanted))
      throw refuse(call, "NotFoundException", `${textOf(key.attributes, "arn")} has no replica in ${wanted}`);
    await context.change(
      all.map(({ type, id, scope }) => ({ type, id, scope, attributes: { [primaryRegion]: wanted } })),
    );
    return {};
  },
};

/** Makes a secret's replica a secret of its own. It is called in the replica's region, and the secret loses the replica. */
const stopReplication: Operation = {
  takes: { region: "where the replica is", SecretId: "the replica's ARN, or the secret's name" },
  region: ({ region = "" }) => region,
  run: async (given, context) => {
    const { region = "", SecretId: name = "" } = given;
    const secret = context
      .things("aws_secretsmanager_secret")
      .find(
        ({ attributes }) =>
          textOf(attributes, "name") === name || lastOfArn(textOf(attributes, "arn")) === lastOfArn(name),
      );
    const left = secret && withoutReplica(secret.attributes, region);
    if (secret === undefined || left === undefined)
      throw refuse(
        "Secrets Manager: StopReplicationToReplica",
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret.",
      );
    await context.change([{ type: secret.type, id: secret.id, attributes: left }]);
    return { ARN: textOf(secret.attributes, "arn").replace(/:secretsmanager:[^:]+:/, `:secretsmanager:${region}:`) };
  },
};

/** What recovery must not do to keys, and may do to secrets. */
export const keyOperations: Readonly<Record<string, Operation>> = {
  "kms:UpdatePrimaryRegion": updatePrimaryRegion,
  "secretsmanager:StopReplicationToReplica": stopReplication,
};
