import type { Fields } from "../../protocol/values";
import type { Consequence, Context, Thing } from "../behaviour";
import { bodiesOf } from "../lookups";
import { textOf } from "../values";

/** The type of a global database. */
export const globalType = "aws_rds_global_cluster";
/** The type of its members, and of clusters that stand alone. */
const clusterType = "aws_rds_cluster";

/** Clusters that a failover left behind, in the cloud alone: Aurora takes them back once they answer. */
const leftBehind = "left_behind";

/** A cluster's place in a global database. */
export interface Member {
  readonly arn: string;
  readonly isWriter: boolean;
}

/** The cluster with an ARN; its id is what a server is called. */
export function clusterOf(context: Context, arn: string): Thing | undefined {
  return context.things(clusterType).find(({ attributes }) => textOf(attributes, "arn") === arn);
}

/** The members of a global database. A cluster that could not be made, or is gone, is none. */
export function membersOf(context: Context, global: Thing): readonly Member[] {
  return bodiesOf(global.attributes, "global_cluster_members")
    .map((body) => ({ arn: textOf(body, "db_cluster_arn"), isWriter: body["is_writer"] === true }))
    .filter(({ arn }) => clusterOf(context, arn) !== undefined);
}

/** The ARNs of the clusters that a failover left behind. */
export function leftBehindOf(global: Thing): readonly string[] {
  const value = global.attributes[leftBehind] ?? null;
  return Array.isArray(value) ? value.map(String) : [];
}

/** The global database that a cluster is a member of, as DescribeGlobalClusters would find it. */
export function globalOf(context: Context, arn: string): Thing | undefined {
  return context.things(globalType).find((global) => membersOf(context, global).some((member) => member.arn === arn));
}

/** The writer that a cluster replicates from; the empty text for one that replicates from none. */
export function sourceOf(context: Context, arn: string): string {
  const global = globalOf(context, arn);
  if (global === undefined) return "";
  const writer = membersOf(context, global).find(({ isWriter }) => isWriter)?.arn ?? "";
  return writer === arn ? "" : writer;
}

/** What a global database becomes with other members. */
export function withMembers(
  global: Thing,
  members: readonly Member[],
  behind: readonly string[] = leftBehindOf(global),
): Consequence {
  const bodies: readonly Fields[] = members.map(({ arn, isWriter }) => ({ db_cluster_arn: arn, is_writer: isWriter }));
  return {
    type: globalType,
    id: global.id,
    scope: global.scope,
    attributes: { global_cluster_members: bodies, [leftBehind]: behind },
  };
}

/** The writer of the global database that a new cluster is to join; undefined when it will be the writer itself. */
export function writerFor(context: Context, asked: Fields): Fields | undefined {
  const global = context.find(globalType, textOf(asked, "global_cluster_identifier"));
  const writer = global && membersOf(context, global).find(({ isWriter }) => isWriter);
  return writer && clusterOf(context, writer.arn)?.attributes;
}

/** Whether a cluster takes writes: alone, or as the writer of its global database. */
export function takesWrites(context: Context, arn: string): boolean {
  return sourceOf(context, arn) === "";
}
