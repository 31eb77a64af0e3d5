import { describe, expect, test } from "@jest/globals";
import { differences } from "../support/difference";
import { born, switched } from "../support/switches";
import type { StackJson } from "../support/synthesis";

const before = (environment: string) =>
  born.find((standing) => standing.environment === environment)?.stacks ?? new Map<string, StackJson>();

const cases = switched.flatMap(({ environment, story, stacks }) =>
  [...stacks].map(([name, json]) => ({ name, story, found: differences(before(environment).get(name) ?? json, json) })),
);

describe("rule 1: nothing that forces replacement follows active", () => {
  test.each(cases)("$name $story: only attributes that are updated in place differ", ({ found }) => {
    expect(found.filter(({ effect }) => effect !== "in-place")).toEqual([]);
  });

  test("there is something to see: standbys do differ from active sites", () => {
    expect(cases.filter(({ found }) => found.length > 0).length).toBeGreaterThan(cases.length / 4);
  });

  test("what follows active is known to the last attribute", () => {
    const followed = cases.flatMap(({ found }) =>
      found.map(({ address, path }) => `${address.split(".")[0] ?? ""} ${path}`),
    );
    expect([...new Set(followed)].sort()).toMatchInlineSnapshot(`
      [
        "aws_cloudwatch_metric_alarm treat_missing_data",
        "aws_eks_node_group scaling_config.0.desired_size",
        "aws_eks_node_group scaling_config.0.max_size",
        "aws_eks_node_group scaling_config.0.min_size",
        "azurerm_kubernetes_cluster default_node_pool.0.min_count",
        "azurerm_kubernetes_cluster_node_pool min_count",
        "azurerm_monitor_metric_alert enabled",
        "azurerm_postgresql_flexible_server high_availability",
        "azurerm_postgresql_flexible_server lifecycle.ignore_changes high_availability",
        "azurerm_postgresql_flexible_server lifecycle.ignore_changes high_availability[0].standby_availability_zone",
        "azurerm_traffic_manager_external_endpoint enabled",
        "google_container_node_pool autoscaling.0.total_min_node_count",
        "google_dns_record_set routing_policy.0.primary_backup.0.trickle_ratio",
        "google_monitoring_alert_policy conditions.0.condition_threshold.0.evaluation_missing_data",
        "google_sql_database_instance lifecycle.ignore_changes settings[0].backup_configuration",
        "google_sql_database_instance settings.0.backup_configuration",
      ]
    `);
  });
});

describe("rule 1 can fail", () => {
  const stack = (type: string, body: object): StackJson => ({
    resource: { [type]: { planted: body } },
    terraform: { backend: {} },
  });

  test.each([
    ["a region", "aws_vpc", { cidr_block: "10.0.0.0/16" }, { cidr_block: "10.1.0.0/16" }],
    [
      "a source on GCP",
      "google_sql_database_instance",
      { name: "one", database_version: "POSTGRES_17" },
      { name: "two", database_version: "POSTGRES_17" },
    ],
    [
      "a source on Azure",
      "azurerm_postgresql_flexible_server",
      { name: "a", source_server_id: "one" },
      { name: "a", source_server_id: "two" },
    ],
    [
      "a provider alias",
      "aws_vpc",
      { cidr_block: "10.0.0.0/16", provider: "aws" },
      { cidr_block: "10.0.0.0/16", provider: "aws.other" },
    ],
    [
      "an ignored source",
      "azurerm_postgresql_flexible_server",
      { name: "a", lifecycle: { ignore_changes: ["source_server_id"] } },
      { name: "a" },
    ],
    [
      "a lost protection",
      "aws_vpc",
      { lifecycle: { prevent_destroy: true } },
      { lifecycle: { prevent_destroy: false } },
    ],
  ])("%s that follows active is found", (_, type, one, other) => {
    expect(
      differences(stack(type, one), stack(type, other)).filter(({ effect }) => effect !== "in-place"),
    ).toHaveLength(1);
  });

  test("a resource that comes or goes with active is found", () => {
    const empty: StackJson = { terraform: { backend: {} } };
    expect(differences(empty, stack("aws_vpc", {}))).toEqual([
      { address: "aws_vpc.planted", path: "", effect: "appears" },
    ]);
    expect(differences(stack("aws_vpc", {}), empty)).toEqual([
      { address: "aws_vpc.planted", path: "", effect: "disappears" },
    ]);
  });

  test("a backend that follows active is found", () => {
    const one: StackJson = { terraform: { backend: { s3: { bucket: "one" } } } };
    const other: StackJson = { terraform: { backend: { s3: { bucket: "other" } } } };
    expect(differences(one, other)).toEqual([{ address: "terraform", path: "", effect: "elsewhere" }]);
  });
});
