import { describe, expect, test } from "@jest/globals";
import { compareResources } from "../../modules/schema/compare";
import type { JsonObject } from "../../modules/schema/json";
import { schemaOf } from "../../modules/schema/load";
import { forcesReplacement } from "../../modules/schema/replacement";
import { replacementExceptions } from "../../modules/schema/replacement-exceptions";
import { body } from "./support";

describe("whether changing an attribute replaces the resource", () => {
  test.each([
    ["by its flag", "aws_vpc", "cidr_block", true],
    ["by the lack of one", "aws_vpc", "enable_dns_support", false],
    ["deep within, with indexes", "google_sql_database_instance", "settings.0.disk_type", true],
    ["deep within, without", "google_sql_database_instance", "settings.disk_type", true],
    ["of a map, by its key", "aws_vpc", "tags.app", false],
    ["of a block, for the number of blocks", "azurerm_postgresql_flexible_server", "customer_managed_key", true],
    [
      "within such a block, by the attribute alone",
      "azurerm_postgresql_flexible_server",
      "customer_managed_key.0.key_vault_key_id",
      false,
    ],
    ["where no flag tells: any aws resource's region", "aws_kms_key", "region", true],
    ["where only some changes do, which then counts", "google_sql_database_instance", "settings.0.disk_size", true],
  ])("%s", (_, type, path, expected) => {
    expect(forcesReplacement(type, path)).toBe(expected);
  });

  test("is judged exactly where the change is known", () => {
    const path = "settings.0.disk_size";
    expect(forcesReplacement("google_sql_database_instance", path, { before: 100, after: 50 })).toBe(true);
    expect(forcesReplacement("google_sql_database_instance", path, { before: 100, after: 200 })).toBe(false);
  });

  test("is never guessed for what we do not know", () => {
    expect(() => forcesReplacement("aws_vcp", "cidr_block")).toThrow(/aws_vcp is not in modules\/schema\/data: add it/);
    expect(() => forcesReplacement("aws_vpc", "cidr")).toThrow(/aws_vpc has no cidr: give/);
    expect(() => forcesReplacement("google_sql_database_instance", "settings.0.teir")).toThrow(
      /has no settings\.0\.teir/,
    );
  });
});

test("every exception is about an attribute that exists", () => {
  const typed = replacementExceptions.filter(({ type }) => !type.endsWith("_"));
  expect(typed.filter(({ type }) => schemaOf(type) !== undefined).length).toBeGreaterThan(5);
  for (const { type, path } of typed.filter((entry) => schemaOf(entry.type) !== undefined)) {
    expect(() => forcesReplacement(type, path)).not.toThrow();
  }
});

describe("two bodies of one resource", () => {
  const compare = (type: string, before: JsonObject, after: JsonObject) =>
    compareResources(type, body(type, before), body(type, after)).map(
      ({ path, forcesReplacement: replaces }) => `${path} ${replaces ? "replaces" : "updates"}`,
    );

  test.each<readonly [string, string, JsonObject, JsonObject, readonly string[]]>([
    [
      "are equal in another order of a set",
      "aws_eks_cluster",
      { vpc_config: { subnet_ids: ["a", "b"] } },
      { vpc_config: { subnet_ids: ["b", "a"] } },
      [],
    ],
    ["are equal if one writes the default", "google_sql_database_instance", {}, { deletion_protection: null }, []],
    [
      "are equal if a number is written as text",
      "azurerm_postgresql_flexible_server",
      {},
      { storage_mb: "131072" },
      [],
    ],
    [
      "differ in an attribute",
      "aws_vpc",
      {},
      { enable_dns_support: false, cidr_block: "10.9.0.0/16" },
      ["cidr_block replaces", "enable_dns_support updates"],
    ],
    [
      "differ in an attribute within",
      "google_sql_database_instance",
      { settings: { tier: "a", disk_type: "PD_SSD" } },
      { settings: [{ tier: "b", disk_type: "PD_HDD" }] },
      ["settings.0.disk_type replaces", "settings.0.tier updates"],
    ],
    [
      "differ in the number of blocks",
      "azurerm_postgresql_flexible_server",
      {},
      { high_availability: null },
      ["high_availability updates"],
    ],
    [
      "differ in the number of blocks, which replaces",
      "azurerm_postgresql_flexible_server",
      {},
      { customer_managed_key: { key_vault_key_id: "a" } },
      ["customer_managed_key replaces"],
    ],
    [
      "differ in a value that comes with a block",
      "google_container_cluster",
      { private_cluster_config: null },
      { private_cluster_config: { master_ipv4_cidr_block: "10.0.0.0/28" } },
      ["private_cluster_config updates", "private_cluster_config.0.master_ipv4_cidr_block replaces"],
    ],
    [
      "differ in an element of a set of blocks",
      "google_sql_database_instance",
      { settings: { tier: "a", database_flags: [{ name: "a", value: "1" }] } },
      { settings: { tier: "a", database_flags: [{ name: "a", value: "2" }] } },
      ["settings.0.database_flags updates"],
    ],
    [
      "differ where the provider keeps what is no longer given",
      "google_sql_database_instance",
      { region: "us-east1" },
      { region: null },
      ["region updates"],
    ],
    [
      "differ in what the provider had not been given",
      "google_sql_database_instance",
      { region: null },
      { region: "us-east1" },
      ["region replaces"],
    ],
  ])("%s", (_, type, before, after, expected) => {
    expect(compare(type, before, after)).toEqual(expected);
  });

  test("may be those of a plan, where what only the provider sets is left out", () => {
    const before = { id: "vpc-1", arn: "arn:a", cidr_block: "10.0.0.0/16", tags: null, tags_all: {} };
    expect(compareResources("aws_vpc", before, { ...before, arn: "arn:b" })).toEqual([]);
  });

  test("cannot be compared if they are none, or of a type that we do not hold", () => {
    expect(() => compareResources("aws_vcp", {}, {})).toThrow(/cannot compare aws_vcp/);
    expect(() => compareResources("aws_vpc", null, {})).toThrow(/cannot compare aws_vpc/);
  });
});
