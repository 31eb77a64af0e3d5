import { describe, expect, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import { stateStore } from "../../modules/core/state-store";
import { valuesAt } from "../../modules/core/promise";
import type { Site } from "../../modules/core/site";
import { environments, parsed } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

const everyGroup = environments.flatMap((environment) => {
  const json = synthesizeEnvironment(environment);
  return environment.groups.map((group) => [group.id, { group, json }] as const);
});

/** The stores that a state stack makes: name, then where it lies. */
function stores(json: StackJson | undefined): ReadonlyMap<unknown, readonly unknown[]> {
  const made = ["aws_s3_bucket", "google_storage_bucket", "azurerm_storage_account"].flatMap((type) =>
    Object.entries(json?.resource?.[type] ?? {}).filter(([name]) => name.startsWith("state_store-")),
  );
  const name = (body: unknown) => valuesAt(body, "bucket")[0] ?? valuesAt(body, "name")[0];
  const region = (body: unknown) => [
    ...valuesAt(body, "region"),
    ...(valuesAt(body, "custom_placement_config").length > 0
      ? valuesAt(body, "custom_placement_config.data_locations")
      : valuesAt(body, "location")),
  ];
  return new Map(made.map(([, body]) => [name(body), region(body).flat().map(lowercase)]));
}

const lowercase = (value: unknown) => String(value).toLowerCase();

/** Where a stack keeps its state: bucket or account. */
const storeOf = (json: StackJson | undefined) =>
  ["s3.bucket", "gcs.bucket", "azurerm.storage_account_name"].flatMap((path) =>
    valuesAt(json?.terraform.backend, path),
  )[0];

describe.each(everyGroup)("%s", (_, { group, json }) => {
  const made = stores(json.get(`${group.id}-state`));

  test("has a store for each site and one that outlives them all", () => {
    expect(made.size).toBe(group.sites.length + 1);
  });

  test("keeps each site's state in a store of the site's own region", () => {
    const kept = group.sites.map((site: Site) => [site.region, made.get(storeOf(json.get(site.id)))] as const);
    expect(kept.filter(([region, places]) => places?.includes(region) !== true)).toEqual([]);
  });

  test.each(["state", "traffic"])("keeps the state of its %s stack away from all of its sites", (stack) => {
    const [first] = group.sites;
    const name = storeOf(json.get(`${group.id}-${stack}`));
    expect(name).toBe(stateStore(first, "witness").name);
    expect(made.get(name)).toContain(first.witness);
  });

  test("locks each state while it is changed", () => {
    const stacks = [...json].filter(([name]) => name.startsWith(group.id));
    const locked = stacks.filter(([, stack]) => {
      const { s3, gcs, azurerm } = stack.terraform.backend;
      // Cloud Storage locks by an object's generation and Azure by a lease, always; S3 has to be asked.
      return s3 === undefined ? gcs !== undefined || azurerm !== undefined : valuesAt(s3, "use_lockfile")[0] === true;
    });
    expect(locked.length).toBe(stacks.length);
  });
});

test("a bucket on GCP lies in two regions", () => {
  const buckets = everyGroup.flatMap(([id, { group, json }]) =>
    group.cloud === "gcp" ? [...stores(json.get(`${id}-state`))] : [],
  );
  expect(buckets.filter(([, regions]) => new Set(regions).size !== 2)).toEqual([]);
});

test("a store on Azure lets the administration in, address by address where its firewall takes no range", () => {
  const administration = ["198.51.100.0/24", "203.0.113.8/31", "203.0.113.7/32"];
  const json = synthesizeEnvironment(parsed({ ...staging, administration })).get("staging-azure-state");
  const accounts = Object.values(json?.resource?.["azurerm_storage_account"] ?? {});
  expect(accounts.flatMap((body) => valuesAt(body, "network_rules.ip_rules"))).toEqual(
    accounts.map(() => ["198.51.100.0/24", "203.0.113.8", "203.0.113.9", "203.0.113.7"]),
  );
  expect(accounts.map((body) => valuesAt(body, "public_network_access_enabled"))).toEqual(accounts.map(() => [true]));
});
