import { describe, expect, test } from "@jest/globals";
import type { Group } from "../../modules/core/group";
import { regionNames } from "../../modules/core/regions";
import type { Site } from "../../modules/core/site";
import { without } from "../../modules/deploy/left-out";
import { environments } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

/** Arguments that say where something is, in the three providers' words. */
const placing = [
  "region",
  "location",
  "zone",
  "zones",
  "availability_zone",
  "node_locations",
  "locations",
  "data_locations",
];

/**
 * Global resources that name a region without standing there: Azure's own link between the servers of a pair, asked of
 * the region that answers, and Cloud DNS, whose locations are those of the people who ask.
 */
const linking = ["azurerm_postgresql_flexible_server_virtual_endpoint", "google_dns_record_set"];

/** Every region of the site's cloud that a value names as a place, however deep. */
function places(value: unknown, regions: readonly string[], placed = false): readonly string[] {
  if (typeof value === "string")
    return placed ? regions.filter((region) => value.toLowerCase().startsWith(region)) : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "//" ? [] : places(inner, regions, placing.includes(key) || (placed && Array.isArray(value))),
  );
}

/** Regions other than `own` that a stack stands in or keeps its state in. */
function foreign(json: StackJson, cloud: Site["cloud"], own: readonly string[]): readonly string[] {
  const resources = Object.fromEntries(Object.entries(json.resource ?? {}).filter(([type]) => !linking.includes(type)));
  const regions = regionNames(cloud).toSorted((a, b) => b.length - a.length);
  const found = [resources, json.provider, json.terraform].flatMap((part) => places(part, regions));
  // eastus is the beginning of eastus2: the longest name that fits is the one that is meant.
  return [...new Set(found)].filter((region) => !own.some((allowed) => allowed.startsWith(region)));
}

const stacksOf = environments.map((environment) => ({ environment, json: synthesizeEnvironment(environment) }));
const groups: readonly { readonly group: Group; readonly json: ReadonlyMap<string, StackJson> }[] = stacksOf.flatMap(
  ({ environment, json }) => environment.groups.map((group) => ({ group, json })),
);
const standbys = groups.flatMap(({ group, json }) =>
  group.sites.filter(({ origin }) => !origin).map((site: Site) => ({ name: site.id, site, json: json.get(site.id) })),
);
const traffic = groups.map(({ group, json }) => ({
  name: `${group.id}-traffic`,
  group,
  json: json.get(`${group.id}-traffic`),
}));
const nothing: StackJson = { terraform: { backend: {} } };
const origins = groups.flatMap(({ group, json }) =>
  group.sites
    .filter(({ origin }) => origin)
    .flatMap((site: Site) => site.siblings.map((sibling) => ({ site, sibling, json: json.get(site.id) })))
    .filter(({ site, sibling }) => sibling.name !== site.name)
    .map((pair) => ({ ...pair, name: pair.site.id, region: pair.sibling.region })),
);

/** Only those of a stack's resources. */
function keeping({ resource = {} }: StackJson, kept: readonly string[]) {
  return Object.fromEntries(
    Object.entries(resource).map(([type, named]) => [
      type,
      Object.fromEntries(Object.entries(named).filter(([name]) => kept.includes(`${type}.${name}`))),
    ]),
  );
}

describe("rule 3: a standby and the traffic need no other region", () => {
  test.each(standbys)("$name stands in its own region alone, and so does its state", ({ site, json = nothing }) => {
    expect(Object.keys(json.resource ?? {}).length).toBeGreaterThan(10);
    expect(foreign(json, site.cloud, [site.region])).toEqual([]);
  });

  test.each(origins)(
    "$name has of $region copies of secrets alone, and nothing else of it needs them",
    ({ site, region, json = nothing }) => {
      const { leftOut, kept } = without(region, json);
      expect(leftOut.filter((address) => !/[.]secrets_/.test(address))).toEqual([]);
      expect(kept.length).toBeGreaterThan(leftOut.length * 3);
      const ofOthers = { ...json, resource: keeping(json, kept) };
      expect(foreign(ofOthers, site.cloud, [site.region])).toEqual([]);
    },
  );

  test.each(traffic)("$name stands in no site's region, and neither does its state", ({ group, json = nothing }) => {
    expect(Object.keys(json.resource ?? {}).length).toBeGreaterThan(0);
    const [site] = group.sites;
    const providers = { ...json, provider: {} };
    expect(foreign(providers, site.cloud, [site.witness])).toEqual([]);
  });

  test.each<readonly [string, Site["cloud"], string, object]>([
    ["AWS", "aws", "us-west-2", { resource: { aws_kms_replica_key: { planted: { region: "us-east-1" } } } }],
    ["GCP", "gcp", "us-east1", { resource: { google_compute_subnetwork: { planted: { region: "us-central1" } } } }],
    [
      "GCP, in a zone",
      "gcp",
      "us-east1",
      { resource: { google_container_node_pool: { planted: { node_locations: ["us-central1-a"] } } } },
    ],
    ["Azure", "azure", "westus3", { resource: { azurerm_subnet: { planted: { location: "eastus2" } } } }],
    ["the state of AWS", "aws", "us-west-2", { terraform: { backend: { s3: { region: "us-east-1" } } } }],
  ])("it can fail: another region on %s is found", (_, cloud, own, planted) => {
    expect(foreign({ ...nothing, ...planted }, cloud, [own])).not.toEqual([]);
  });
});
