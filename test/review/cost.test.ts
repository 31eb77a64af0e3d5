import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { regionNames } from "../../modules/core/regions";
import type { Kind, ReviewedChange, Values } from "../../modules/review/contract";
import { costOf } from "../../modules/review/cost";
import { free } from "../../modules/review/cost/free";
import { costLimits, pricesAsOf } from "../../modules/review/cost/limits";
import { meters } from "../../modules/review/cost/meters";
import { machines } from "../../modules/review/cost/prices";

function change(type: string, kind: Kind, before: Values | null, after: Values | null, path = "tags"): ReviewedChange {
  return {
    ...{ address: `${type}.x`, type, kind, movedFrom: undefined, isImported: false, reason: "", concerns: [] },
    ...{ attributes: [{ path, before: undefined, after: undefined, forces: false }], before, after, unseen: [] },
  };
}

const dollars = ({ before, after }: { readonly before: number; readonly after: number }) =>
  [before, after].map((amount) => amount.toFixed(2));

describe("nodes that are resized", () => {
  const group = (nodes: number) => ({ scaling_config: [{ min_size: nodes, max_size: 9 }] });

  test("on AWS cost what the launch template's new machines cost, as many as always run", () => {
    const changes = [
      change("aws_launch_template", "update", { instance_type: "m6i.xlarge" }, { instance_type: "m6i.2xlarge" }),
      change("aws_eks_node_group", "update", group(6), group(6), "launch_template[0].version"),
      change("aws_eks_node_group", "update", group(0), group(0), "launch_template[0].version"),
    ];
    const cost = costOf(changes, "us-east-1");
    expect(cost.unpriced).toEqual([]);
    expect(dollars(cost)).toEqual([(6 * 0.192 * 730).toFixed(2), (6 * 0.384 * 730).toFixed(2)]);
  });

  test("on GCP and Azure cost what their pools say", () => {
    const pool = (machine: string, least: number) => ({
      node_config: [{ machine_type: machine }],
      autoscaling: [{ total_min_node_count: least }],
    });
    const gcp = change("google_container_node_pool", "update", pool("n2-standard-4", 3), pool("n2-standard-4", 4));
    expect(dollars(costOf([gcp], "us-central1"))).toEqual(["425.37", "567.17"]);
    const azure = (size: string) => ({ vm_size: size, min_count: 1 });
    const type = "azurerm_kubernetes_cluster_node_pool";
    const resized = change(type, "replace", azure("Standard_D2s_v5"), azure("Standard_D4s_v5"));
    expect(dollars(costOf([resized], "eastus2"))).toEqual(["70.08", "140.16"]);
  });

  test("of a machine, or in a region, without a known price are named and in no sum", () => {
    const pool = (size: string) => ({ vm_size: size, min_count: 1 });
    const type = "azurerm_kubernetes_cluster_node_pool";
    const strange = change(type, "update", pool("Standard_D2s_v5"), pool("Standard_D96_v9"), "vm_size");
    expect(costOf([strange], "eastus2")).toEqual({ before: 0, after: 0, unpriced: [`${type}.x`] });
    const far = change(type, "create", null, pool("Standard_D2s_v5"));
    expect(costOf([far], "japaneast").unpriced).toEqual([`${type}.x`]);
    expect(costOf([far], "__proto__").unpriced).toEqual([`${type}.x`]);
  });
});

test("what comes, goes, is replaced, forgotten or imported is on the sides where it costs", () => {
  const cluster = { name: "x" };
  const both = [cluster, cluster] as const;
  const sides: readonly (readonly [Kind, Values | null, Values | null, readonly string[]])[] = [
    ["create", null, cluster, ["0.00", "73.00"]],
    ["destroy", cluster, null, ["73.00", "0.00"]],
    ["replace", ...both, ["73.00", "73.00"]],
    ["move", ...both, ["73.00", "73.00"]],
    ["forget", cluster, null, ["73.00", "73.00"]],
    ["drift", ...both, ["0.00", "0.00"]],
  ];
  for (const [kind, before, after, expected] of sides)
    expect([kind, dollars(costOf([change("aws_eks_cluster", kind, before, after)], "us-east-1"))]).toEqual([
      ...[kind, expected],
    ]);
  const imported = { ...change("aws_eks_cluster", "import", null, cluster), isImported: true };
  expect(dollars(costOf([imported], undefined))).toEqual(["73.00", "73.00"]);
});

test("a database server, whose price is not known, is named when its size changes or it comes, not when its tags do", () => {
  const values = { instance_class: "db.r6g.large" };
  const named = (kind: Kind, path: string) =>
    costOf([change("aws_rds_cluster_instance", kind, kind === "create" ? null : values, values, path)], "us-east-1")
      .unpriced;
  expect(
    costOf([change("aws_rds_cluster_instance", "update", values, { ...values }, "instance_class")], "us-east-1"),
  ).toEqual({
    ...{ before: 0, after: 0, unpriced: ["aws_rds_cluster_instance.x"] },
  });
  expect(named("create", "instance_class")).toHaveLength(1);
  expect(
    costOf([change("aws_rds_cluster_instance", "update", values, { ...values }, "tags.owner")], "us-east-1").unpriced,
  ).toEqual([]);
  const sql = change("google_sql_database_instance", "update", {}, { x: 1 }, "settings[0].availability_type");
  expect(costOf([sql], "us-central1").unpriced).toHaveLength(1);
});

test("an endpoint costs by the zones that it is in, when they are known", () => {
  const endpoint = (subnets: readonly string[] | null) => ({ vpc_endpoint_type: "Interface", subnet_ids: subnets });
  const moved = change("aws_vpc_endpoint", "update", endpoint(["a"]), endpoint(["a", "b", "c"]), "subnet_ids");
  expect(dollars(costOf([moved], "us-east-1"))).toEqual(["7.30", "21.90"]);
  expect(costOf([change("aws_vpc_endpoint", "create", null, endpoint(null))], "us-east-1").unpriced).toHaveLength(1);
  const gateway = change("aws_vpc_endpoint", "create", null, { vpc_endpoint_type: "Gateway" });
  expect(costOf([gateway], "us-east-1")).toEqual({ before: 0, after: 0, unpriced: [] });
});

test("whatever values a plan has, a cost is a number that is not negative", () => {
  const values = fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.jsonValue()));
  const type = fc.oneof(fc.constantFrom(...Object.keys(meters)), fc.string());
  const kind = fc.constantFrom<Kind>("create", "update", "replace", "destroy", "forget", "move", "import", "drift");
  fc.assert(
    fc.property(
      fc.array(fc.tuple(type, kind, values, values)),
      fc.option(fc.string(), { nil: undefined }),
      (all, region) => {
        const { before, after } = costOf(
          all.map(([name, what, from, to]) => change(name, what, from, to)),
          region,
        );
        for (const amount of [before, after]) expect(Number.isFinite(amount) && amount >= 0).toBe(true);
      },
    ),
  );
});

/** Types of this project's stacks with a price that could not be found, or that cost by use alone. */
const unknown = `
  aws_cloudwatch_log_group aws_cloudwatch_metric_alarm aws_eip aws_flow_log aws_rds_cluster aws_rds_cluster_instance
  aws_rds_global_cluster aws_route53_health_check aws_route53_zone aws_route53recoverycontrolconfig_cluster aws_s3_bucket
  aws_scheduler_schedule aws_secretsmanager_secret aws_sns_topic aws_sns_topic_subscription
  azurerm_dns_zone azurerm_key_vault azurerm_key_vault_key azurerm_key_vault_secret azurerm_log_analytics_workspace
  azurerm_monitor_action_group azurerm_monitor_metric_alert azurerm_network_watcher_flow_log
  azurerm_postgresql_flexible_server azurerm_private_dns_zone azurerm_private_endpoint azurerm_storage_account
  azurerm_traffic_manager_external_endpoint azurerm_traffic_manager_profile
  google_compute_global_address google_compute_health_check google_compute_router_nat google_dns_managed_zone
  google_kms_crypto_key google_logging_project_bucket_config google_monitoring_alert_policy google_secret_manager_secret
  google_secret_manager_secret_version google_sql_database_instance google_storage_bucket`
  .trim()
  .split(/\s+/);

test("every type in this project's stacks is priced, or free, or known to be neither", () => {
  const folder = join(__dirname, "../rules/inventory");
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  const types = new Set(lines.flatMap((line) => line.trim().split(".").slice(0, -1).slice(0, 1)));
  const places = (type: string) =>
    [Object.hasOwn(meters, type), free.has(type), unknown.includes(type)].filter(Boolean).length;
  expect([...types].filter((type) => places(type) !== 1)).toEqual([]);
});

test("every machine of this project has a price in every region of AWS and GCP, and in Azure's of the United States", () => {
  const [aws, gcp, azure] = machines.map(({ hourly }) => Object.keys(hourly).toSorted());
  expect(aws).toEqual(regionNames("aws").toSorted());
  expect(gcp).toEqual(regionNames("gcp").toSorted());
  expect(azure).toEqual(["centralus", "eastus", "eastus2", "westus2", "westus3"]);
  const tables = ["aws-nodes", "gcp-nodes", "azure-nodes"].map((file) =>
    readFileSync(join(__dirname, `../../modules/cluster/${file}.ts`), "utf8"),
  );
  for (const [index, { sizes }] of machines.entries())
    for (const size of Object.keys(sizes)) expect(tables[index]).toContain(`"${size}"`);
});

test("the limits are sentences, and say of which day the prices are", () => {
  for (const limit of costLimits) expect(limit).toMatch(/^(?:[a-z]|of )[^.]*$/);
  expect(costLimits.join("\n")).toContain(pricesAsOf);
  expect(costLimits.join("\n")).toMatch(/no discounts.*no traffic.*no growth/s);
});
