import { completeGroup, type Group, type GroupBody } from "../../core/group";
import { databaseName } from "../../core/naming";
import type { Environment } from "../../core/parse";
import type { GroupRoles } from "../../core/roles";
import type { Site } from "../../core/site";
import { activeName } from "../../traffic/contract";
import type { OwnAction, Plan, Target } from "../contract";

/** What a run writes into `<environment>.roles.json`, for one group. */
export type RolesChange = Extract<OwnAction, { readonly do: "write-roles" }>;

function accountOf(site: Site): string {
  switch (site.cloud) {
    case "aws":
      return site.account;
    case "gcp":
      return site.project;
    case "azure":
      return site.subscription;
  }
}

/** A site in literal names, its database at the site's present generation. */
export function targetOf(site: Site): Target {
  return {
    cloud: site.cloud,
    environment: site.environment,
    group: site.group,
    site: site.name,
    name: activeName({ domain: `${site.group}.${site.domain}` }),
    region: site.region,
    origin: site.origin,
    database: databaseName(site.id, site.lineage.generation),
    account: accountOf(site),
  };
}

/** The roles that a group stands in, as its roles file has them. */
export function rolesOf({ active, sites }: Group): GroupRoles {
  const all: readonly Site[] = sites;
  return {
    active,
    fenced: all.filter(({ fenced }) => fenced).map(({ name }) => name),
    sites: Object.fromEntries(all.map(({ name, lineage }) => [name, lineage])),
  };
}

/**
 * The roles after a change was written: a rebuilt site is one generation on, and born from the active site's database.
 * Written twice, it is as if written once: only a fenced site can be rebuilt, and then it is fenced no more.
 */
export function changedRoles(roles: GroupRoles, { active, fenced, rebuilt }: RolesChange): GroupRoles {
  if (rebuilt === null || !roles.fenced.includes(rebuilt)) return { ...roles, active, fenced };
  const { generation } = roles.sites[rebuilt] ?? { generation: 0 };
  const source = { site: active, generation: roles.sites[active]?.generation ?? 1 };
  return { active, fenced, sites: { ...roles.sites, [rebuilt]: { generation: generation + 1, source } } };
}

/** The roles that a plan leaves, once it has ended. */
export function rolesAfter(roles: GroupRoles, { steps }: Plan): GroupRoles {
  return steps.reduce((now, { action }) => (action.do === "write-roles" ? changedRoles(now, action) : now), roles);
}

function bodyOf(group: Group): GroupBody {
  switch (group.cloud) {
    case "aws": {
      const [{ name: origin, account }] = group.sites;
      return { cloud: group.cloud, origin, account };
    }
    case "gcp": {
      const [{ name: origin, project }] = group.sites;
      return { cloud: group.cloud, origin, project };
    }
    case "azure": {
      const [{ name: origin, subscription, tenant }] = group.sites;
      return { cloud: group.cloud, origin, subscription, tenant };
    }
  }
}

/** The group as it stands in other roles, which must be roles of its own sites. */
function groupWith(group: Group, roles: GroupRoles): Group {
  const [{ domain, stores, tags }] = group.sites;
  const facts = { name: group.name, environment: group.environment, domain, stores, tags };
  return completeGroup(bodyOf(group), facts, group.sites, roles);
}

/** The environment with one of its groups standing in other roles. */
export function environmentWith(environment: Environment, name: string, roles: GroupRoles): Environment {
  const groups = environment.groups.map((group) => (group.name === name ? groupWith(group, roles) : group));
  return { ...environment, groups };
}
