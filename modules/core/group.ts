import type { Cloud } from "./cloud";
import { groupId, siteId } from "./naming";
import { isRegion } from "./regions";
import type { GroupRoles } from "./roles";
import { type AwsSite, type AzureSite, describeSite, type GcpSite, type Sibling, type Site, type SiteOn } from "./site";

interface GroupOn<C extends Cloud, S extends Site> {
  readonly cloud: C;
  readonly name: string;
  /** `<environment>-<group>`. */
  readonly id: string;
  readonly environment: string;
  /** The group's DNS domain: each site has a name in it, and `active` in it follows the active site. */
  readonly domain: string;
  /** The site that takes writes now. */
  readonly active: string;
  /** The origin first. */
  readonly sites: readonly [S, ...S[]];
}

/** The sites of one environment on one cloud among which exactly one is active. */
export type Group = GroupOn<"aws", AwsSite> | GroupOn<"gcp", GcpSite> | GroupOn<"azure", AzureSite>;

/** A group's own facts, by cloud. */
export type GroupBody =
  | { readonly cloud: "aws"; readonly origin: string; readonly account: string }
  | { readonly cloud: "gcp"; readonly origin: string; readonly project: string }
  | { readonly cloud: "azure"; readonly origin: string; readonly subscription: string; readonly tenant: string };

/** What a group has from its environment. */
export interface GroupFacts {
  readonly name: string;
  readonly environment: string;
  readonly domain: string;
  /** The environment in whose stores state is kept. */
  readonly stores: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A site as it was written, its region already checked. */
export interface SiteText {
  readonly name: string;
  readonly region: string;
  readonly cidr: string;
}

function describeAll<C extends Cloud>(
  body: GroupBody & { readonly cloud: C },
  facts: GroupFacts,
  texts: readonly SiteText[],
  roles: GroupRoles,
): readonly SiteOn<C>[] {
  const siblings = texts
    .flatMap(({ name, region, cidr }): readonly Sibling<C>[] => {
      const lineage = roles.sites[name];
      if (lineage === undefined || !isRegion(body.cloud, region)) return [];
      const id = siteId({ environment: facts.environment, group: facts.name, name });
      return [{ name, id, region, cidr, lineage, origin: name === body.origin }];
    })
    // The origin leads whatever the order in the file, so that moving a line moves no resource.
    .toSorted((a, b) => Number(b.origin) - Number(a.origin) || a.name.localeCompare(b.name));
  return siblings.map(({ name, region, cidr, lineage }) =>
    describeSite({
      cloud: body.cloud,
      environment: facts.environment,
      group: facts.name,
      domain: facts.domain,
      stores: facts.stores,
      tags: facts.tags,
      name,
      region,
      cidr,
      siblings,
      standing: { active: roles.active === name, fenced: roles.fenced.includes(name), lineage },
    }),
  );
}

function nonEmpty<S extends Site>(sites: readonly S[], id: string): readonly [S, ...S[]] {
  const [first, ...rest] = sites;
  if (first === undefined)
    throw new RangeError(`${id} has no sites; check it with parseEnvironment before completing it`);
  return [first, ...rest];
}

/** Completes a checked group: every site's facts, the origin first. */
export function completeGroup(
  body: GroupBody,
  facts: GroupFacts,
  texts: readonly SiteText[],
  roles: GroupRoles,
): Group {
  const { environment, name, domain } = facts;
  const id = groupId({ environment, group: name });
  const common = { id, name, environment, domain: `${name}.${domain}`, active: roles.active };
  switch (body.cloud) {
    case "aws": {
      const sites = describeAll(body, facts, texts, roles).map((site) => ({ ...site, account: body.account }));
      return { ...common, cloud: body.cloud, sites: nonEmpty(sites, id) };
    }
    case "gcp": {
      const sites = describeAll(body, facts, texts, roles).map((site) => ({ ...site, project: body.project }));
      return { ...common, cloud: body.cloud, sites: nonEmpty(sites, id) };
    }
    case "azure": {
      const { subscription, tenant } = body;
      const sites = describeAll(body, facts, texts, roles).map((site) => ({ ...site, subscription, tenant }));
      return { ...common, cloud: body.cloud, sites: nonEmpty(sites, id) };
    }
  }
}
