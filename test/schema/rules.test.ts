import { describe, expect, test } from "@jest/globals";
import { schemaOf } from "../../modules/schema/load";
import { readRule } from "../../modules/schema/rules/read";

/** The rules of one top-level attribute, as one answer: may it have this value? */
function allows(type: string, attribute: string, value: string): boolean {
  const rules = schemaOf(type)?.attributes[attribute]?.rules ?? [];
  const demands = rules.map(readRule).filter((demand) => demand !== undefined && demand !== "unread");
  if (demands.length === 0) throw new Error(`${type}.${attribute} has no rule that can be checked: test another one`);
  return demands.every((demand) => demand.holds(value));
}

const vnet = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v";

describe("a rule accepts what the provider accepts and refuses what it refuses", () => {
  test.each([
    ["an ARN", "aws_rds_cluster", "kms_key_id", "arn:aws:kms:us-east-1:123456789012:key/mrk-1", "alias/orders"],
    [
      "an ARN without region and account",
      "aws_s3_bucket_replication_configuration",
      "role",
      "arn:aws:iam::aws:role/x",
      "arn:aws:iam",
    ],
    ["a network without host bits", "aws_subnet", "cidr_block", "10.10.1.0/24", "10.10.1.1/24"],
    ["the size of a network", "aws_vpc", "cidr_block", "10.10.0.0/16", "10.0.0.0/8"],
    ["a range of numbers", "azurerm_key_vault", "soft_delete_retention_days", "7", "91"],
    ["a list of numbers", "azurerm_postgresql_flexible_server", "storage_mb", "131072", "131073"],
    ["0 or a range", "aws_secretsmanager_secret", "recovery_window_in_days", "0", "5"],
    ["a name in small letters", "aws_rds_cluster", "cluster_identifier", "orders-use1", "1orders"],
    ["a pattern that the answer quotes", "aws_eks_cluster", "name", "acme_1", "-acme"],
    ["a length", "aws_iam_role", "name", "app", "a".repeat(65)],
    ["JSON", "aws_kms_key", "policy", '{"Version":"2012-10-17"}', "{Version}"],
    ["an Azure id of any kind", "azurerm_monitor_diagnostic_setting", "target_resource_id", vnet, "the network"],
    [
      "an Azure id of the right kind",
      "azurerm_postgresql_flexible_server",
      "delegated_subnet_id",
      `${vnet}/subnets/s`,
      vnet,
    ],
    ["an RFC 3339 time", "azurerm_key_vault_secret", "expiration_date", "2030-01-01T00:00:00Z", "2030-01-01"],
    ["a UUID", "azurerm_key_vault", "tenant_id", "11111111-1111-1111-1111-111111111111", "acme"],
    [
      "an Azure database size",
      "azurerm_postgresql_flexible_server",
      "sku_name",
      "GP_Standard_D4ds_v5",
      "GP_Standard_D4ds_v6",
    ],
    ["a name that ends in a dot", "google_dns_record_set", "name", "api.example.com.", "api.example.com"],
  ])("%s", (_, type, attribute, good, bad) => {
    expect([allows(type, attribute, good), allows(type, attribute, bad)]).toEqual([true, false]);
  });
});

describe("addresses", () => {
  const holds = (rule: string, value: string) => {
    const demand = readRule(rule);
    return typeof demand === "object" && demand.holds(value);
  };

  test("of version 6 are read whole, shortened and with an IPv4 tail", () => {
    const network = "value must be a valid IPv6 CIDR that represents a network address";
    const good = ["fd00::/8", "2001:db8:1:2:3:4:5:0/112", "::/0", "::ffff:10.0.0.0/104"];
    expect(good.filter((value) => !holds(network, value))).toEqual([]);
    const bad = ["fd00::1/8", "10.0.0.0/8", "fd00::/129", "fd00::", "fd00::/a"];
    expect(bad.filter((value) => holds(network, value))).toEqual([]);
  });

  test("must lie within the private ranges where the provider says so", () => {
    const rule =
      '"~probe~" is not a valid CIDR block; invalid value for x (must be within 10.0.0.0/8, 172.16.0.0/12, or 192.168.0.0/16)';
    expect(
      ["10.1.0.0/16", "172.31.0.0/16", "192.168.1.0/24", "172.32.0.0/16", "8.0.0.0/8"].map((value) =>
        holds(rule, value),
      ),
    ).toEqual([true, true, true, false, false]);
  });
});

test("an answer that no row describes is owed one, and is never silently taken for met", () => {
  expect(readRule('"x" must rhyme with "~probe~"')).toBeUndefined();
});
