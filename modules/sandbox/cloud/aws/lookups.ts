import type { Fields } from "../../protocol/values";
import type { Context, Thing } from "../behaviour";
import { type Mention, mentions } from "../lookups";
import { textOf, textsAt } from "../values";
import { accountOf } from "./names";

/** Sentences about each text at a dotted path that does not pass. */
export function each(
  asked: Fields,
  path: string,
  passes: (text: string) => boolean,
  sentence: (text: string) => string,
): readonly string[] {
  return textsAt(asked, path.split("."))
    .filter((text) => !passes(text))
    .map(sentence);
}

/** The things of a type where an attribute, or any text at a dotted path, is this. */
export function naming(context: Context, type: string, path: string, text: string): readonly Thing[] {
  return mentions(context, [text], [[type, path]]);
}

/** Whether something of one of these types names a thing; each type with the path of what it names. */
export function isNamed(context: Context, text: string, places: readonly Mention[]): boolean {
  return mentions(context, [text], places).length > 0;
}

/** Whether a role of the caller's own account exists. Others are not this sandbox's to know. */
export function roleExists(context: Context, arn: string): boolean {
  const isOwn = arn.split(":")[4] === accountOf(context);
  return !isOwn || naming(context, "aws_iam_role", "arn", arn).length > 0;
}

/** A key by its ARN, its id, or an alias of the region or its ARN. */
export function keyOf(context: Context, name: string, region = context.place.region): Thing | undefined {
  const keys = [...context.things("aws_kms_key"), ...context.things("aws_kms_replica_key")];
  const alias = context
    .things("aws_kms_alias")
    .find(
      (one) =>
        textOf(one.attributes, "arn") === name || (textOf(one.attributes, "name") === name && one.region === region),
    );
  const wanted = alias === undefined ? name : textOf(alias.attributes, "target_key_arn");
  return keys.find(({ attributes }) => [textOf(attributes, "arn"), textOf(attributes, "key_id")].includes(wanted));
}

/** Whether a key can be used in a region: it exists, and it is there. AWS's own keys always can. */
export function keyServes(context: Context, name: string, region: string): boolean {
  return name.includes("alias/aws/") || keyOf(context, name, region)?.region === region;
}

/** Where security groups come from: made, a network's default one, a cluster's own. */
const groupHolders = [
  ["aws_security_group", "id"],
  ["aws_vpc", "default_security_group_id"],
  ["aws_eks_cluster", "vpc_config.cluster_security_group_id"],
] as const;

/** Whether there is a security group of this id, whoever made it. */
export function groupExists(context: Context, id: string): boolean {
  return isNamed(context, id, groupHolders);
}
