import type { Fields } from "../../protocol/values";
import type { Context } from "../behaviour";
import { blockOf, numberOf, refusal } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { keyTrouble } from "./kms";
import { missingNetworks, networkId } from "./network-names";
import { hasRecovery, instanceOf, isReplica } from "./sql-roles";

/** Cloud SQL gives a deleted instance's name to nobody for a week. */
export const nameRestMilliseconds = 7 * 24 * 3_600_000;

/** A name at rest. */
export const deletedType = "deleted_google_sql_database_instance";

/** How the provider says that an instance could not be made. */
export const failed = (asked: Fields, error: string) =>
  `Error, failed to create instance ${textOf(asked, "name")}: ${error}`;

/** What Cloud SQL says of a name that is taken, or at rest. */
export const taken = googleError(
  409,
  "The Cloud SQL instance already exists. When you delete an instance, you can't reuse the name of the deleted instance until one week from the deletion date.",
  "instanceAlreadyExists",
);

/** Why an instance cannot be made a replica of what it names. */
function replicaTrouble(asked: Fields, context: Context): string | undefined {
  const name = textOf(asked, "master_instance_name").split(":").at(-1) ?? "";
  if (name === "") return undefined;
  const master = instanceOf(context, name)?.attributes;
  if (master === undefined)
    return googleError(404, `The Cloud SQL instance does not exist: ${name}.`, "instanceDoesNotExist");
  const [own, its] = [blockOf(asked, "settings"), blockOf(master, "settings")];
  if (!isReplica(master) && !hasRecovery(master))
    return googleError(
      400,
      `Invalid request: Automated backups and point-in-time recovery must be enabled on the primary instance ${name}.`,
      "invalid",
    );
  if (textOf(asked, "database_version") !== textOf(master, "database_version"))
    return googleError(
      400,
      `Invalid request: The replica's database version must be ${textOf(master, "database_version")}, as its primary's.`,
      "invalid",
    );
  if (numberOf(own, "disk_size") > 0 && numberOf(own, "disk_size") < numberOf(its, "disk_size"))
    return googleError(
      400,
      `Invalid request: The replica's disk must not be smaller than its primary's ${numberOf(its, "disk_size")} GB.`,
      "invalid",
    );
  return undefined;
}

function addressTrouble(asked: Fields, context: Context): readonly string[] {
  const path = "settings.ip_configuration.private_network";
  const network = textOf(blockOf(asked, "settings", "ip_configuration"), "private_network");
  if (network === "") return [];
  const missing = missingNetworks(asked, path, context);
  if (missing.length > 0) return missing;
  const id = networkId(asked, network, context);
  const isPeered = context
    .things("google_service_networking_connection")
    .some(({ attributes }) => networkId(attributes, textOf(attributes, "network"), context) === id);
  return isPeered
    ? []
    : [
        googleError(
          400,
          `Invalid request: Incorrect Service Networking config for instance: ${textOf(asked, "name")}: SERVICE_NETWORKING_NOT_ENABLED. The network ${id} has no private services access connection.`,
          "invalid",
        ),
      ];
}

function nameTrouble(asked: Fields, { find }: Context): string | undefined {
  const name = textOf(asked, "name");
  if (!/^[a-z]([-a-z0-9]{0,95}[a-z0-9])?$/.test(name))
    return googleError(
      400,
      `Invalid value for: Instance name ${name}. It must start with a letter, and hold lowercase letters, digits and hyphens only.`,
      "invalid",
    );
  const deleted = find(deletedType, name);
  return deleted !== undefined && Number(deleted.attributes["until"]) > Date.now() ? taken : undefined;
}

/** Why Cloud SQL refuses an instance. */
export function sqlRefuses(asked: Fields, context: Context, before: Fields | undefined): string | undefined {
  if (before !== undefined) {
    const isDemoted = !isReplica(before) && isReplica(asked);
    return isDemoted
      ? `Error, failed to update instance settings for ${textOf(asked, "name")}: ${googleError(400, "Invalid request: A primary instance cannot be made a replica by an update.", "invalid")}`
      : undefined;
  }
  const region = textOf(asked, "region") || context.place.region;
  const reasons = [
    nameTrouble(asked, context),
    replicaTrouble(asked, context),
    ...addressTrouble(asked, context),
    keyTrouble(textOf(asked, "encryption_key_name"), "sql", region, context),
  ].flatMap((reason) => (reason === undefined ? [] : [failed(asked, reason)]));
  return refusal(reasons);
}
