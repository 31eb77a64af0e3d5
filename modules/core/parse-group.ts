import { contains, parseCidr, sitePrefixes } from "./cidr";
import { clouds, type Cloud } from "./cloud";
import { completeGroup, type Group } from "./group";
import { nameProblems, siteId } from "./naming";
import { parseGroupRoles } from "./parse-roles";
import { nearest, oneOf, type Problem } from "./problems";
import { findRegion, regionNames } from "./regions";
import { groupShape, nameShape, shape, siteShape } from "./shapes";

/** What a group inherits from its environment. */
export interface GroupContext {
  readonly environment: string;
  readonly domain: string;
  readonly stores: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A group's own input: where it was found and what was found there. */
export interface GroupInput {
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
  readonly roles: unknown;
  /** Undefined when there is no roles file at all, which is reported once for the environment. */
  readonly rolesPath: string | undefined;
}

/** A site's addresses and where they were written, for checks across groups. */
export interface Placed {
  readonly path: string;
  readonly cidr: string;
}

/** A group, or what is wrong with it; `placed` and `cloud` are there as far as they could be read. */
export interface ParsedGroup {
  readonly group: Group | undefined;
  readonly cloud: Cloud | undefined;
  readonly placed: readonly Placed[];
  readonly problems: readonly Problem[];
}

/** Endings of a group's own stacks, stores and names: no site may be called so. */
const reserved = ["state", "traffic", "platform", "active", "witness"];

/** A Route 53 failover record has one primary and one secondary. The other clouds set no limit that we reach. */
const mostSites = { aws: 2, gcp: 8, azure: 6 } as const satisfies Record<Cloud, number>;

/** Private IPv4 space, RFC 1918. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap((cidr) => parseCidr(cidr) ?? []);

/** The entries of an object, or none where the value is no object. */
export function entries(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function regionProblems(cloud: Cloud, region: string, path: string): readonly Problem[] {
  if (findRegion(cloud, region) !== undefined) return [];
  const names = regionNames(cloud);
  const owner = clouds.find((other) => findRegion(other, region) !== undefined);
  const guess = nearest(region, names);
  const because =
    owner === undefined
      ? `is no region that ${cloud} supports here`
      : `is a region of ${owner}, but this group is on ${cloud}`;
  const hint = guess === undefined ? "" : `; did you mean ${JSON.stringify(guess)}?`;
  return [{ path, message: `${JSON.stringify(region)} ${because}; choose ${oneOf(names)}${hint}` }];
}

function cidrProblems(cidr: string, path: string): readonly Problem[] {
  const range = parseCidr(cidr);
  if (range === undefined)
    return [
      {
        path,
        message: `${JSON.stringify(cidr)} is no IPv4 range; write one such as 10.16.0.0/16 with no bits set behind the prefix`,
      },
    ];
  const { largest, smallest } = sitePrefixes;
  if (range.prefix < largest || range.prefix > smallest)
    return [
      { path, message: `${cidr} must be between /${largest} and /${smallest}: a site's subnets are cut from it` },
    ];
  return privateRanges.some((outer) => contains(outer, range))
    ? []
    : [{ path, message: `${cidr} is not private; choose a range within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16` }];
}

interface SiteInput {
  readonly name: string;
  readonly path: string;
  readonly region: string;
  readonly cidr: string;
}

/** Two sites of a group in one region would be lost together. */
function togetherProblems(sites: readonly SiteInput[], origin: string): readonly Problem[] {
  const originFirst = sites.toSorted((a, b) => Number(b.name === origin) - Number(a.name === origin));
  return originFirst.flatMap((site, index) => {
    const other = originFirst.slice(0, index).find(({ region }) => region === site.region);
    if (other === undefined) return [];
    const what =
      other.name === origin ? `the origin's own region: a standby there` : `also the region of ${other.name}: both`;
    return [
      {
        path: `${site.path}.region`,
        message: `${JSON.stringify(site.region)} is ${what} would be lost with it; choose another region`,
      },
    ];
  });
}

function originProblems(origin: string, names: readonly string[], path: string): readonly Problem[] {
  if (names.includes(origin)) return [];
  const guess = nearest(origin, names);
  const hint = guess === undefined ? "" : `; did you mean ${JSON.stringify(guess)}?`;
  return [{ path, message: `${JSON.stringify(origin)} is no site of this group; choose ${oneOf(names)}${hint}` }];
}

function nameOfSiteProblems(
  cloud: Cloud,
  name: string,
  context: GroupContext & Pick<GroupInput, "name">,
  path: string,
): readonly Problem[] {
  if (reserved.includes(name))
    return [
      {
        path,
        message: `"${name}" is taken by what the group itself owns; choose a name other than ${oneOf(reserved)}`,
      },
    ];
  const id = siteId({ environment: context.environment, group: context.name, name });
  return nameProblems(cloud, id).map((message) => ({ path, message }));
}

/** Checks one group: its own shape, its sites, and its roles. Reports every problem; never throws. */
export function parseGroup(input: GroupInput & GroupContext): ParsedGroup {
  const { name, path, value } = input;
  const raw = entries(value);
  const cloud = clouds.find((candidate) => candidate === raw["cloud"]);
  if (cloud === undefined) {
    const got = raw["cloud"] === undefined ? "is missing; add" : `${JSON.stringify(raw["cloud"])} is no cloud; choose`;
    return {
      group: undefined,
      cloud,
      placed: [],
      problems: [{ path: `${path}.cloud`, message: `${got} ${oneOf(clouds)}` }],
    };
  }
  const shaped = shape(groupShape, value, path, cloud);
  const sites = Object.entries(entries(raw["sites"])).map(([site, body]) => {
    const here = `${path}.sites.${site}`;
    const parsed = shape(siteShape, body, here, "site");
    const text = parsed.value && { name: site, path: here, ...parsed.value };
    return {
      text,
      problems: [
        ...shape(nameShape, site, here, "site").problems,
        ...nameOfSiteProblems(cloud, site, input, here),
        ...parsed.problems,
        ...(text === undefined
          ? []
          : [...regionProblems(cloud, text.region, `${here}.region`), ...cidrProblems(text.cidr, `${here}.cidr`)]),
      ],
    };
  });
  const names = Object.keys(entries(raw["sites"]));
  const texts = sites.flatMap(({ text }) => text ?? []);
  const origin = typeof raw["origin"] === "string" ? raw["origin"] : "";
  const roles =
    input.rolesPath === undefined
      ? { value: undefined, problems: [] }
      : parseGroupRoles(input.roles, { path: input.rolesPath, origin, sites: names });
  const problems = [
    ...shape(nameShape, name, path, "group").problems,
    ...shaped.problems,
    ...sites.flatMap((site) => site.problems),
    ...(shaped.value === undefined ? [] : originProblems(origin, names, `${path}.origin`)),
    ...(names.length > mostSites[cloud]
      ? [
          {
            path: `${path}.sites`,
            message: `has ${names.length} sites, but a group on ${cloud} has at most ${mostSites[cloud]}; make a second group`,
          },
        ]
      : []),
    ...togetherProblems(texts, origin),
    ...roles.problems,
  ];
  const placed = texts.map((text) => ({ path: `${text.path}.cidr`, cidr: text.cidr }));
  const group =
    problems.length === 0 && shaped.value !== undefined && roles.value !== undefined
      ? completeGroup(shaped.value, input, texts, roles.value)
      : undefined;
  return { group, cloud, placed, problems };
}
