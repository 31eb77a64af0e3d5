import type { Fields } from "../../protocol/values";
import { type Consequence, type Context, type DatabaseWork, Refusal } from "../behaviour";
import { differs } from "../lookups";
import { textOf } from "../values";
import { creating } from "./aurora-rules";
import { globalOf, globalType, leftBehindOf, membersOf, sourceOf, withMembers, writerFor } from "./members";

/** The user that a cluster's owner is called when the sandbox sets a password. */
export const whoever = "postgres";

/** Whether a cluster leaves its global database: taken out of it, or promoted away from its writer. */
function leaves(after: Fields | undefined, context: Context, before: Fields): boolean {
  if (after === undefined) return true;
  const own = textOf(before, "arn");
  const isCut = sourceOf(context, own) !== "" && textOf(after, "replication_source_identifier") === "";
  return isCut || textOf(after, "global_cluster_identifier") === "";
}

/** How a global database follows what becomes of a cluster. */
export function membership(
  after: Fields | undefined,
  context: Context,
  before: Fields | undefined,
): readonly Consequence[] {
  const own = textOf(after ?? before ?? {}, "arn");
  if (before === undefined) {
    const global = context.find(globalType, textOf(after ?? {}, "global_cluster_identifier"));
    if (global === undefined) return [];
    const others = membersOf(context, global).filter((member) => member.arn !== own);
    return [withMembers(global, [...others, { arn: own, isWriter: !others.some(({ isWriter }) => isWriter) }])];
  }
  const global = globalOf(context, own);
  if (global === undefined || !leaves(after, context, before)) return [];
  return [
    withMembers(
      global,
      membersOf(context, global).filter((member) => member.arn !== own),
      leftBehindOf(global).filter((one) => one !== own),
    ),
  ];
}

function birth(after: Fields, context: Context, config: Fields): DatabaseWork {
  const name = textOf(after, "cluster_identifier");
  const source = textOf(writerFor(context, after) ?? {}, "cluster_identifier");
  const password = textOf(config, "master_password_wo") || textOf(config, "master_password");
  return async (servers) => {
    const there = await servers.status(name);
    if (source !== "" && source !== name) {
      if (there !== undefined) return;
      if ((await servers.status(source))?.running !== true)
        throw new Refusal(
          creating(after)("InvalidDBClusterStateFault", `The source cluster ${source} is not in the available state.`),
        );
      await servers.createReplica(name, source);
      return;
    }
    if (there === undefined) await servers.createPrimary(name);
    if (password !== "") await servers.setPassword(name, textOf(after, "master_username") || whoever, password);
  };
}

/** What becomes of the real server: it is born, stands alone from now on, gets another password, or goes. */
export function work(
  after: Fields | undefined,
  context: Context,
  before: Fields | undefined,
  config: Fields,
): DatabaseWork | undefined {
  if (after !== undefined && before === undefined) return birth(after, context, config);
  if (before === undefined) return undefined;
  const name = textOf(before, "cluster_identifier");
  if (after === undefined)
    return async (servers) => ((await servers.status(name)) === undefined ? undefined : servers.remove(name));
  const isCut = sourceOf(context, textOf(before, "arn")) !== "" && leaves(after, context, before);
  const password = textOf(config, "master_password_wo") || textOf(config, "master_password");
  const isNew = differs(after, before, "master_password_wo_version") || differs(after, before, "master_password");
  if (!isCut && !(isNew && password !== "")) return undefined;
  return async (servers) => {
    if (isCut && (await servers.status(name))?.role === "replica") await servers.promote(name);
    if (isNew && password !== "") await servers.setPassword(name, textOf(after, "master_username"), password);
  };
}
