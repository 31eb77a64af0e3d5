/** What a site's database is, derived from `active` and lineage, never stored. */
export type Role = "primary" | "replica" | "promoted" | "retired";

/** A site's database at one of its generations: what a `source` names. */
export interface DatabaseOrigin {
  readonly site: string;
  readonly generation: number;
}

/** Which database a site's database was born from. `source` is null for the group's first primary. */
export interface Lineage {
  readonly generation: number;
  readonly source: DatabaseOrigin | null;
}

/** What a region switch rewrites, for one group. */
export interface GroupRoles {
  readonly active: string;
  /** Sites cut off by a forced failover and not yet rejoined or rebuilt. */
  readonly fenced: readonly string[];
  readonly sites: Readonly<Record<string, Lineage>>;
}

/** The content of `<environment>.roles.json`: one entry a group. */
export type Roles = Readonly<Record<string, GroupRoles>>;

/** Where a site stands in its group, as far as its database is concerned. */
export interface Standing {
  readonly active: boolean;
  readonly fenced: boolean;
  readonly lineage: Lineage;
}

/**
 * The role of a site's database. Active without a source: `primary`; active with one: `promoted`; standby: `replica`;
 * standby and fenced: `retired`.
 */
export function roleOf({ active, fenced, lineage }: Standing): Role {
  if (active) return lineage.source === null ? "primary" : "promoted";
  return fenced ? "retired" : "replica";
}

/** Roles of a group that has never switched: the origin is active and every other site was born from it. */
export function firstRoles(origin: string, sites: readonly string[]): GroupRoles {
  const lineage = (site: string): Lineage => ({
    generation: 1,
    source: site === origin ? null : { site: origin, generation: 1 },
  });
  return { active: origin, fenced: [], sites: Object.fromEntries(sites.map((site) => [site, lineage(site)])) };
}

/** A group, as far as its first roles follow from it. */
interface Unswitched {
  readonly origin: string;
  readonly sites: Readonly<Record<string, unknown>>;
}

/** Roles of an environment none of whose groups has ever switched. */
export function rolesBeforeAny(groups: Readonly<Record<string, Unswitched>>): Roles {
  return Object.fromEntries(
    Object.entries(groups).map(([name, { origin, sites }]) => [name, firstRoles(origin, Object.keys(sites))]),
  );
}
