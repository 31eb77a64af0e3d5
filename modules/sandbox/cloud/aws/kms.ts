import type { Fields } from "../../protocol/values";
import { type Context, Refusal, type Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each, keyOf, naming } from "./lookups";
import { accountOf, arn, empty, lastOfArn, partitionOf, regionOf, uuid } from "./names";

/** The region of a multi-Region key's primary, in the cloud alone, once it is not where the key was made. */
export const primaryRegion = "primary_region";

/** What a key does when nobody says otherwise, per kind (KMS API reference). */
const usual = { key_spec: "SYMMETRIC_DEFAULT", key_usage: "ENCRYPT_DECRYPT" } as const;

const replicating = errorsOf("creating KMS Replica Key", "KMS: ReplicateKey");
const aliasing = (asked: Fields) => errorsOf(`creating KMS Alias (${textOf(asked, "name")})`, "KMS: CreateAlias");

function policy(context: Context, asked: Fields): string {
  const root = `arn:${partitionOf(regionOf(asked, context))}:iam::${accountOf(context)}:root`;
  const statement = { Sid: "Enable IAM User Permissions", Effect: "Allow", Principal: { AWS: root } };
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, Action: "kms:*", Resource: "*" }] });
}

function key(asked: Fields, context: Context): Fields {
  const id =
    asked["multi_region"] === true ? textOf(asked, "id") || `mrk-${uuid({}).replaceAll("-", "")}` : uuid(asked);
  return {
    id,
    key_id: id,
    arn: arn("kms", `key/${id}`, asked, context),
    description: "",
    multi_region: false,
    policy: policy(context, asked),
    rotation_period_in_days: asked["enable_key_rotation"] === true ? 365 : 0,
  };
}

/** A replica has the primary's id, in another region. */
function replica(asked: Fields, context: Context): Fields {
  const id = lastOfArn(textOf(asked, "primary_key_arn"));
  const primary = keyOf(context, textOf(asked, "primary_key_arn"))?.attributes ?? {};
  return {
    ...usual,
    id,
    key_id: id,
    arn: arn("kms", `key/${id}`, asked, context),
    key_rotation_enabled: primary["enable_key_rotation"] === true,
    policy: policy(context, asked),
  };
}

function replicable(asked: Fields, context: Context): string | undefined {
  const [name, region] = [textOf(asked, "primary_key_arn"), regionOf(asked, context)];
  const primary = keyOf(context, name);
  if (primary === undefined) return replicating("NotFoundException", `Key '${name}' does not exist`);
  if (primary.attributes["multi_region"] !== true)
    return replicating("UnsupportedOperationException", `${name} is not a multi-region key.`);
  if (primary.region !== region) return undefined;
  return replicating("UnsupportedOperationException", `${name} is already in ${region}`);
}

const moved = (there: Fields, away: boolean) => {
  const now = textOf(there, primaryRegion);
  return now !== "" && (now !== textOf(there, "region")) === away;
};

/** Keys, their replicas in other regions, and their aliases. */
export const kms: Service = {
  aws_kms_key: {
    gives: key,
    keeps: (there, context) => {
      const replicas = naming(context, "aws_kms_replica_key", "primary_key_arn", textOf(there, "arn"));
      if (replicas.length === 0) return undefined;
      // KMS takes the order, and waits for the replicas as long as they live: here they are gone first.
      const error = errorsOf(`deleting KMS Key (${textOf(there, "id")})`, "KMS: ScheduleKeyDeletion");
      return error(
        "KMSInvalidStateException",
        `${textOf(there, "arn")} has replicas: ${replicas.map((one) => textOf(one.attributes, "arn")).join(", ")}`,
      );
    },
    reads: (there) => {
      if (moved(there, true)) throw new Refusal(`KMS Key (${textOf(there, "id")}) is not a multi-Region primary key`);
      return there;
    },
  },
  aws_kms_replica_key: {
    gives: replica,
    unique: (asked, context) => {
      const region = regionOf(asked, context);
      const name = arn("kms", `key/${lastOfArn(textOf(asked, "primary_key_arn"))}`, asked, context);
      return {
        key: `${region} ${lastOfArn(name)}`,
        taken: replicating("AlreadyExistsException", `${name} already exists`),
      };
    },
    refuses: (asked, context, before) => (before === undefined ? replicable(asked, context) : undefined),
    reads: (there, _, context) => {
      if (moved(there, false))
        throw new Refusal(`KMS Replica Key (${textOf(there, "id")}) is not a multi-Region replica key`);
      const elsewhere = textOf(there, primaryRegion);
      return elsewhere === ""
        ? there
        : { ...there, primary_key_arn: arn("kms", `key/${textOf(there, "key_id")}`, { region: elsewhere }, context) };
    },
  },
  aws_kms_alias: {
    gives: (asked, context) => ({
      ...empty("name_prefix"),
      id: textOf(asked, "name"),
      arn: arn("kms", textOf(asked, "name"), asked, context),
      target_key_arn: textOf(keyOf(context, textOf(asked, "target_key_id"))?.attributes ?? {}, "arn"),
    }),
    unique: (asked, context) => {
      const name = arn("kms", textOf(asked, "name"), asked, context);
      const taken = aliasing(asked)("AlreadyExistsException", `An alias with the name ${name} already exists`);
      return { key: `${regionOf(asked, context)} ${textOf(asked, "name")}`, taken };
    },
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "target_key_id",
          (name) => keyOf(context, name) !== undefined,
          (name) => aliasing(asked)("NotFoundException", `Key '${name}' does not exist`),
        ),
        textOf(asked, "name").startsWith("alias/aws/")
          ? aliasing(asked)("NotAuthorizedException", "Alias must not begin with 'alias/aws/'")
          : undefined,
      ),
  },
};
