import { isRegion, type RegionOf } from "../core/regions";

/** Where a bucket lies so that it survives either of two regions, and where Cloud KMS wants the key of such a bucket. */
export interface Placement {
  readonly location: string;
  readonly key: string;
  /** The two regions. @default - Google's own choice for the location */
  readonly regions?: readonly [string, string];
}

const within = (location: string, key: string) => (one: string, other: string) => ({
  location,
  key,
  regions: [one.toUpperCase(), other.toUpperCase()] as const,
});
const us = within("US", "us");
const eu = within("EU", "europe");
const asia = within("ASIA", "asia");

/**
 * By region. Iowa and South Carolina pair only as NAM4 and Tokyo only with Osaka (Cloud Storage, bucket locations); a
 * key is wanted in the multi-region around a chosen pair, but in the pair itself for ASIA1 (Cloud Storage,
 * customer-managed encryption keys, restrictions).
 */
const placements = {
  "us-central1": us("us-central1", "us-east4"),
  "us-east1": us("us-east1", "us-east4"),
  "us-east4": us("us-east4", "us-central1"),
  "us-west1": us("us-west1", "us-central1"),
  "europe-west1": eu("europe-west1", "europe-west4"),
  "europe-west3": eu("europe-west3", "europe-west4"),
  "europe-west4": eu("europe-west4", "europe-west1"),
  "asia-northeast1": { location: "ASIA1", key: "asia1" },
  "asia-southeast1": asia("asia-southeast1", "asia-east1"),
  "asia-east1": asia("asia-east1", "asia-southeast1"),
} as const satisfies Record<RegionOf<"gcp">, Placement>;

/**
 * The placement of a bucket for `region`: a function of the region alone, because a bucket can never move and a new
 * sibling must not ask it to.
 * @throws RangeError when the region is no supported one
 */
export function placement(region: string): Placement {
  if (!isRegion("gcp", region))
    throw new RangeError(`gcp has no supported region ${region}; see modules/core/regions.ts`);
  return placements[region];
}
