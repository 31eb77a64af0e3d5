import { parseCidr } from "./cidr";
import type { Cloud } from "./cloud";
import type { ClusterDefinition } from "./environment";
import { entries } from "./parse-group";
import type { Problem } from "./problems";

/**
 * How far back each service's point-in-time recovery reaches, in days. Aurora 1-35 (BackupRetentionPeriod), Cloud SQL
 * Enterprise Plus 1-35 (transactionLogRetentionDays), Flexible Server 7-35 (backup.backupRetentionDays).
 */
const retention = {
  aws: { min: 1, max: 35 },
  gcp: { min: 1, max: 35 },
  azure: { min: 7, max: 35 },
} as const satisfies Record<Cloud, { readonly min: number; readonly max: number }>;

/** Default of an environment's `database.retentionDays`. */
export const defaultRetentionDays = 7;

const retentionProblems = (days: number, used: readonly Cloud[], path: string): readonly Problem[] =>
  used
    .filter((cloud) => days < retention[cloud].min || days > retention[cloud].max)
    .map((cloud) => ({
      path,
      message: `is ${days}, but ${cloud} keeps ${retention[cloud].min} to ${retention[cloud].max} days; choose a number in that range`,
    }));

/** An autoscaler that works zone by zone needs room for one more node in each of three. */
const nodeRoom = 3;

function nodeProblems({ min, max }: ClusterDefinition["nodes"], path: string): readonly Problem[] {
  if (min > max) return [{ path, message: `has min ${min} above max ${max}; raise max or lower min` }];
  return max - min < nodeRoom
    ? [
        {
          path,
          message: `has max ${max} less than ${nodeRoom} above min ${min}: one more node in each zone; raise max or lower min`,
        },
      ]
    : [];
}

function administrationProblems(cidr: string, path: string): readonly Problem[] {
  const range = parseCidr(cidr);
  if (range === undefined)
    return [{ path, message: `${JSON.stringify(cidr)} is no IPv4 range; write one such as 198.51.100.0/24` }];
  const addresses = 2 ** (32 - range.prefix);
  return range.prefix < 16
    ? [{ path, message: `${cidr} would open control planes to ${addresses} addresses; allow /16 or smaller` }]
    : [];
}

/** Checks of the environment's own values that need no other part of it to be right. */
export function valueProblems(
  raw: Readonly<Record<string, unknown>>,
  used: readonly Cloud[],
  path: string,
): readonly Problem[] {
  const { retentionDays: days = defaultRetentionDays } = entries(raw["database"]);
  const { min, max } = entries(entries(raw["cluster"])["nodes"]);
  const administration: readonly unknown[] = Array.isArray(raw["administration"]) ? raw["administration"] : [];
  return [
    ...(typeof days === "number" ? retentionProblems(days, used, `${path}.database.retentionDays`) : []),
    ...(typeof min === "number" && typeof max === "number" ? nodeProblems({ min, max }, `${path}.cluster.nodes`) : []),
    ...administration.flatMap((cidr, index) =>
      typeof cidr === "string" ? administrationProblems(cidr, `${path}.administration.${index}`) : [],
    ),
  ];
}
