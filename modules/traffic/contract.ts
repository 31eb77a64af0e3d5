import type { Group } from "../core/group";
import type { Site, Tags } from "../core/site";

/** How long anybody may remember where the name led, in seconds: a small part of the 15 minutes of an RTO. */
export const ttlSeconds = 30;

/**
 * What every prober asks of a site. The site answers 200 only while its own database accepts writes and the site is not
 * fenced: so traffic follows the database by itself, and a standby takes none before it can write.
 */
export const probe = {
  path: "/.well-known/understudy/active",
  port: 443,
  /** So many failures in a row, and traffic leaves the site. */
  failures: 3,
} as const;

/** The name of a group that follows its active site. */
export interface Traffic {
  /** The name itself. */
  readonly name: string;
  /** Id of the group's zone, in which each site publishes its own name. */
  readonly zone: string;
  /** To whom the environment's domain must delegate the group's. */
  readonly nameServers: readonly string[];
}

/** What the names of a group are a function of. */
export interface TrafficProps<G extends Group = Group> {
  readonly group: G;
  /** What stands on all of it: it belongs to no one site. */
  readonly tags: Tags;
}

/** The name that follows the active site. Below the group's domain: no name at the top of a zone can be an alias. */
export function activeName({ domain }: Pick<Group, "domain">): string {
  return `active.${domain}`;
}

/** The name by which one site is reached, whatever its role. */
export function siteName({ name, group, domain }: Pick<Site, "name" | "group" | "domain">): string {
  return `${name}.${group}.${domain}`;
}
