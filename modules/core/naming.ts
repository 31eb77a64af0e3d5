import { createHash } from "node:crypto";
import type { Cloud } from "./cloud";

/** The parts of every name: which site of which group of which environment. */
export interface Place {
  readonly environment: string;
  readonly group: string;
  readonly name: string;
}

/** `<environment>-<group>-<site>`: the name of a site's stack and the beginning of all names in it. */
export function siteId({ environment, group, name }: Place): string {
  return `${environment}-${group}-${name}`;
}

/** `<environment>-<group>`: the beginning of the names that a group's sites share. */
export function groupId({ environment, group }: Omit<Place, "name">): string {
  return `${environment}-${group}`;
}

/**
 * The database of a site at one of its generations. A rebuild is a new generation and so a new name: Cloud SQL keeps a
 * deleted instance's name for a week, and the old server must survive until its lost writes are looked at.
 */
export function databaseName(id: string, generation: number): string {
  return generation === 1 ? id : `${id}-g${generation}`;
}

/**
 * A name for services that allow too few characters for a readable one, or that share one namespace among all their
 * customers: as much of `readable` as fits, then eight hexadecimal digits of a hash over all of `unique`. Deterministic.
 */
export function boundedName(readable: string, unique: readonly string[], maximum: number, separator = "-"): string {
  const digest = createHash("sha256").update(unique.join("/")).digest("hex").slice(0, 8);
  const room = maximum - digest.length - separator.length;
  return `${readable.slice(0, room).replace(/[^a-z0-9]+$/, "")}${separator}${digest}`;
}

/** The longest name that a service takes, and the longest ending that Understudy puts behind the site's id there. */
interface Limit {
  readonly service: string;
  readonly maximum: number;
  readonly ending: string;
}

/**
 * The tightest services of each cloud whose names carry the whole site id. Sources: the services' own quotas pages and
 * the provider schemas' name rules (aws 6.25, google 6.50, azurerm 4.55).
 */
const limits = {
  aws: [
    { service: "Aurora cluster", maximum: 63, ending: "-g10-2" },
    { service: "IAM role", maximum: 64, ending: "-workload-secrets" },
    { service: "S3 bucket", maximum: 63, ending: "-state-logs-111122223333" },
  ],
  gcp: [
    { service: "GKE cluster", maximum: 40, ending: "" },
    { service: "Compute Engine", maximum: 63, ending: "-allow-health-checks" },
    { service: "Secret Manager key ring", maximum: 63, ending: "-secrets" },
  ],
  azure: [
    { service: "AKS cluster", maximum: 63, ending: "-nodes" },
    { service: "Flexible Server", maximum: 63, ending: "-g10" },
    { service: "Traffic Manager", maximum: 63, ending: "-endpoint" },
  ],
} as const satisfies Record<Cloud, readonly Limit[]>;

/** Sentences about the services of `cloud` that would refuse a name that begins with `id`. Empty: all take it. */
export function nameProblems(cloud: Cloud, id: string): readonly string[] {
  return limits[cloud]
    .filter(({ maximum, ending }) => id.length + ending.length > maximum)
    .map(
      ({ service, maximum, ending }) =>
        `"${id}${ending}" has ${id.length + ending.length} characters but ${service} names have at most ${maximum}; ` +
        "shorten the environment's, group's or site's name",
    );
}
