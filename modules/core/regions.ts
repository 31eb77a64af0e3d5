import type { Cloud } from "./cloud";

/** Regions lie in one of these; state never leaves its geography. */
type Geography = "us" | "eu" | "asia";

/** What placement needs to know of a region. */
export interface Region {
  /** Three zones in which every service of a site is sold. */
  readonly zones: readonly [string, string, string];
  readonly geography: Geography;
}

const region = (geography: Geography, ...zones: readonly [string, string, string]): Region => ({ zones, geography });
const inRegion = <Name extends string>(name: Name, ...letters: readonly [string, string, string]) => {
  const [first, second, third] = letters;
  return [`${name}${first}`, `${name}${second}`, `${name}${third}`] as const;
};

/**
 * The regions that Understudy supports: three zones, and every service of a site is sold there. Zone names are each
 * cloud's own (AWS availability zones, Compute Engine zones, Azure availability zones).
 */
export const regions = {
  aws: {
    "us-east-1": region("us", ...inRegion("us-east-1", "a", "b", "c")),
    "us-east-2": region("us", ...inRegion("us-east-2", "a", "b", "c")),
    "us-west-2": region("us", ...inRegion("us-west-2", "a", "b", "c")),
    "eu-west-1": region("eu", ...inRegion("eu-west-1", "a", "b", "c")),
    "eu-west-3": region("eu", ...inRegion("eu-west-3", "a", "b", "c")),
    "eu-central-1": region("eu", ...inRegion("eu-central-1", "a", "b", "c")),
    "ap-southeast-1": region("asia", ...inRegion("ap-southeast-1", "a", "b", "c")),
    "ap-southeast-2": region("asia", ...inRegion("ap-southeast-2", "a", "b", "c")),
    "ap-northeast-1": region("asia", ...inRegion("ap-northeast-1", "a", "c", "d")),
  },
  gcp: {
    "us-central1": region("us", ...inRegion("us-central1-", "a", "b", "c")),
    "us-east1": region("us", ...inRegion("us-east1-", "b", "c", "d")),
    "us-east4": region("us", ...inRegion("us-east4-", "a", "b", "c")),
    "us-west1": region("us", ...inRegion("us-west1-", "a", "b", "c")),
    "europe-west1": region("eu", ...inRegion("europe-west1-", "b", "c", "d")),
    "europe-west3": region("eu", ...inRegion("europe-west3-", "a", "b", "c")),
    "europe-west4": region("eu", ...inRegion("europe-west4-", "a", "b", "c")),
    "asia-northeast1": region("asia", ...inRegion("asia-northeast1-", "a", "b", "c")),
    "asia-southeast1": region("asia", ...inRegion("asia-southeast1-", "a", "b", "c")),
    "asia-east1": region("asia", ...inRegion("asia-east1-", "a", "b", "c")),
  },
  azure: {
    eastus: region("us", "1", "2", "3"),
    eastus2: region("us", "1", "2", "3"),
    centralus: region("us", "1", "2", "3"),
    westus2: region("us", "1", "2", "3"),
    westus3: region("us", "1", "2", "3"),
    northeurope: region("eu", "1", "2", "3"),
    westeurope: region("eu", "1", "2", "3"),
    swedencentral: region("eu", "1", "2", "3"),
    germanywestcentral: region("eu", "1", "2", "3"),
    southeastasia: region("asia", "1", "2", "3"),
    japaneast: region("asia", "1", "2", "3"),
    eastasia: region("asia", "1", "2", "3"),
  },
} as const satisfies Record<Cloud, Record<string, Region>>;

/** The region names of one cloud. */
export type RegionOf<C extends Cloud> = keyof (typeof regions)[C] & string;

/**
 * Where a group keeps the state that must outlive any of its sites: the first of these that is no site of the group.
 * The order decides where state lives: append, never reorder.
 */
const witnesses: {
  readonly [C in Cloud]: Readonly<Record<Geography, readonly [RegionOf<C>, RegionOf<C>, RegionOf<C>]>>;
} = {
  aws: {
    us: ["us-east-2", "us-west-2", "us-east-1"],
    eu: ["eu-west-1", "eu-central-1", "eu-west-3"],
    asia: ["ap-southeast-1", "ap-northeast-1", "ap-southeast-2"],
  },
  gcp: {
    us: ["us-east4", "us-central1", "us-east1"],
    eu: ["europe-west4", "europe-west1", "europe-west3"],
    asia: ["asia-southeast1", "asia-northeast1", "asia-east1"],
  },
  azure: {
    us: ["centralus", "westus3", "eastus2"],
    eu: ["northeurope", "westeurope", "swedencentral"],
    asia: ["southeastasia", "japaneast", "eastasia"],
  },
};

/** The names of a cloud's supported regions. */
export function regionNames(cloud: Cloud): readonly string[] {
  return Object.keys(regions[cloud]);
}

/** The facts of a region, or undefined where the cloud has no supported region of that name. */
export function findRegion(cloud: Cloud, name: string): Region | undefined {
  const known: Readonly<Record<string, Region>> = regions[cloud];
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** Whether `name` is a supported region of `cloud`. */
export function isRegion<C extends Cloud>(cloud: C, name: string): name is RegionOf<C> {
  return findRegion(cloud, name) !== undefined;
}

/**
 * The region, apart from all sites of the group, that keeps the state of the group as a whole. Falls back to the last
 * candidate when the group's sites occupy all three.
 */
export function witnessOf<C extends Cloud>(cloud: C, geography: Geography, sites: readonly string[]): RegionOf<C> {
  const candidates = witnesses[cloud][geography];
  const [, , last] = candidates;
  return candidates.find((candidate) => !sites.includes(candidate)) ?? last;
}
