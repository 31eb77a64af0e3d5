import { nearest, oneOf, type Problem } from "./problems";
import type { GroupRoles, Lineage } from "./roles";
import { groupRolesShape, shape, type Shaped } from "./shapes";

interface Context {
  readonly path: string;
  readonly origin: string;
  readonly sites: readonly string[];
}

function unknownSite(path: string, got: string, { sites }: Context): Problem {
  const guess = nearest(got, sites);
  const hint = guess === undefined ? "" : `; did you mean ${JSON.stringify(guess)}?`;
  return { path, message: `${JSON.stringify(got)} is no site of this group; choose ${oneOf(sites)}${hint}` };
}

function membership(roles: GroupRoles, context: Context): readonly Problem[] {
  const { path, sites } = context;
  return [
    ...(sites.includes(roles.active) ? [] : [unknownSite(`${path}.active`, roles.active, context)]),
    ...roles.fenced.flatMap((site, index) => {
      const here = `${path}.fenced.${index}`;
      if (!sites.includes(site)) return [unknownSite(here, site, context)];
      if (site !== roles.active) return [];
      return [
        {
          path: here,
          message: `${JSON.stringify(site)} is active and cannot be fenced too; remove it here or choose another active site`,
        },
      ];
    }),
    ...Object.keys(roles.sites)
      .filter((site) => !sites.includes(site))
      .map((site) => unknownSite(`${path}.sites.${site}`, site, context)),
    ...sites
      .filter((site) => !Object.hasOwn(roles.sites, site))
      .map((site) => ({
        path: `${path}.sites.${site}`,
        message: "is missing; add its generation and the source that its database was born from",
      })),
  ];
}

function birth(site: string, lineage: Lineage, roles: GroupRoles, context: Context): readonly Problem[] {
  const path = `${context.path}.sites.${site}.source`;
  const { source, generation } = lineage;
  const first = site === context.origin && generation === 1;
  if (source === null) {
    if (first) return [];
    const message =
      site === context.origin
        ? `is null at generation ${generation}: a rebuilt database has a source; name the site it was rebuilt from`
        : `is null, which makes ${JSON.stringify(site)} a second source of the group's data beside the origin; name the site it was born from`;
    return [{ path, message }];
  }
  if (first)
    return [
      {
        path,
        message: `names ${JSON.stringify(source.site)}, but ${JSON.stringify(site)} is the origin: its first database has no source; write null`,
      },
    ];
  if (source.site === site)
    return [
      {
        path,
        message: `names ${JSON.stringify(site)} itself: a site in its own lineage; name the site that was active when it was built`,
      },
    ];
  const parent = roles.sites[source.site];
  if (parent === undefined) return [unknownSite(`${path}.site`, source.site, context)];
  if (source.generation <= parent.generation) return [];
  return [
    {
      path: `${path}.generation`,
      message: `is ${source.generation}, but ${JSON.stringify(source.site)} is at generation ${parent.generation}; choose 1 to ${parent.generation}`,
    },
  ];
}

/** Follows sources back from `site`; a lineage that comes back to where it has been never had a first primary. */
function cycle(site: string, roles: GroupRoles, { path, sites }: Context): readonly Problem[] {
  const visited: string[] = [];
  let at: string | undefined = site;
  while (at !== undefined && !visited.includes(at)) {
    visited.push(at);
    const source: Lineage["source"] | undefined = roles.sites[at]?.source;
    // An older generation of a site is gone: nothing can be born from it again, so the walk ends there.
    at = source && roles.sites[source.site]?.generation === source.generation ? source.site : undefined;
  }
  // A circle is one mistake, told at the first of its sites.
  if (at !== site || visited.length < 2 || site !== sites.find((candidate) => visited.includes(candidate))) return [];
  return [
    {
      path: `${path}.sites.${site}.source`,
      message: `closes a circle: ${[...visited, site].join(" <- ")}; one of these sites must come from an older generation or have no source`,
    },
  ];
}

/** Checks one group's roles against the group's sites. Reports every problem; never throws. */
export function parseGroupRoles(value: unknown, context: Context): Shaped<GroupRoles> {
  const { path, sites } = context;
  if (value === undefined)
    return {
      value: undefined,
      problems: [{ path, message: "is missing; add the group's active site, fenced sites and lineages" }],
    };
  const shaped = shape(groupRolesShape, value, path, "roles");
  const roles = shaped.value;
  if (roles === undefined) return shaped;
  const problems = [
    ...membership(roles, context),
    ...sites.flatMap((site) => {
      const lineage = roles.sites[site];
      return lineage === undefined ? [] : [...birth(site, lineage, roles, context), ...cycle(site, roles, context)];
    }),
  ];
  return problems.length === 0 ? { value: roles, problems } : { value: undefined, problems };
}
