import type { Cloud } from "./cloud";
import { type Place, siteId } from "./naming";
import { findRegion, type RegionOf, type Region, witnessOf } from "./regions";
import { firstRoles, type Lineage, type Role, roleOf, type Standing } from "./roles";

/** What stands on everything: AWS and Azure call them tags, GCP calls them labels. */
export interface Tags extends Readonly<Record<string, string>> {
  readonly environment: string;
  readonly group: string;
  readonly site: string;
  readonly owner: string;
  readonly cost_centre: string;
  readonly data_class: string;
}

/** The literal facts by which one site of a group may know another: never a reference, never a lookup. */
export interface Sibling<C extends Cloud = Cloud> {
  readonly name: string;
  readonly id: string;
  readonly region: RegionOf<C>;
  readonly cidr: string;
  readonly origin: boolean;
  readonly lineage: Lineage;
}

/** The facts of a site on one cloud, but for what only that cloud has. */
export interface SiteOn<C extends Cloud> extends Sibling<C>, Standing, Place, Pick<Region, "zones" | "geography"> {
  readonly cloud: C;
  readonly lineage: Lineage;
  readonly role: Role;
  readonly domain: string;
  /** The environment in whose stores the site's stacks keep their state. */
  readonly stores: string;
  readonly tags: Tags;
  /** Every site of the group, this one included, the origin first. */
  readonly siblings: readonly Sibling<C>[];
  /** The region that keeps what must outlive any site of the group. */
  readonly witness: RegionOf<C>;
}

/** A site on AWS. */
export interface AwsSite extends SiteOn<"aws"> {
  readonly account: string;
}

/** A site on GCP. */
export interface GcpSite extends SiteOn<"gcp"> {
  readonly project: string;
}

/** A site on Azure. */
export interface AzureSite extends SiteOn<"azure"> {
  readonly subscription: string;
  readonly tenant: string;
}

/** One cloud region of a group, with everything that a capability may be a function of. */
export type Site = AwsSite | GcpSite | AzureSite;

/** What {@link describeSite} cannot default. */
export interface SiteProps<C extends Cloud> extends Place {
  readonly cloud: C;
  readonly region: RegionOf<C>;
  readonly cidr: string;
  readonly domain: string;
  /** The environment in whose stores state is kept. @default - the site's own */
  readonly stores?: string;
  /** @default - a site alone in its group, its origin and active */
  readonly standing?: Standing;
  /** @default - this site alone */
  readonly siblings?: readonly Sibling<C>[];
  /** @default {} */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Completes a site's facts: names, zones, role, witness region and tags.
 * @throws RangeError when the cloud has no supported region of that name.
 */
export function describeSite<C extends Cloud>(props: SiteProps<C>): SiteOn<C> {
  const { cloud, environment, group, name, region, cidr, domain, stores = environment, tags = {} } = props;
  const id = siteId(props);
  const facts = findRegion(cloud, region);
  if (facts === undefined)
    throw new RangeError(`${cloud} has no supported region ${region}; see modules/core/regions.ts`);
  const { [name]: lineage = { generation: 1, source: null } } = firstRoles(name, [name]).sites;
  const standing = props.standing ?? { active: true, fenced: false, lineage };
  const self = { name, id, region, cidr, lineage: standing.lineage };
  const siblings = props.siblings ?? [{ ...self, origin: true }];
  return {
    ...self,
    ...standing,
    ...facts,
    cloud,
    environment,
    group,
    domain,
    stores,
    siblings,
    origin: siblings.some((sibling) => sibling.name === name && sibling.origin),
    role: roleOf(standing),
    witness: witnessOf(
      cloud,
      facts.geography,
      siblings.map((sibling) => sibling.region),
    ),
    tags: {
      owner: "platform",
      cost_centre: environment,
      data_class: "confidential",
      ...tags,
      environment,
      group,
      site: name,
    },
  };
}
