import { describe, expect, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import { parseEnvironment } from "../../modules/core/parse";
import { valuesAt } from "../../modules/core/promise";
import { checkStack } from "../../modules/schema/check";
import { environments, rolesOf } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

interface Limit {
  readonly attribute: string;
  readonly maximum: number;
  readonly pattern: RegExp;
}

const dashed = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** The services' own limits on names, from their quotas and naming pages. */
const limits: Readonly<Record<string, Limit>> = {
  aws_iam_policy: { attribute: "name", maximum: 128, pattern: /^[\w+=,.@-]+$/ },
  aws_iam_role: { attribute: "name", maximum: 64, pattern: /^[\w+=,.@-]+$/ },
  aws_eks_cluster: { attribute: "name", maximum: 100, pattern: /^[0-9A-Za-z][0-9A-Za-z_-]*$/ },
  aws_rds_cluster: { attribute: "cluster_identifier", maximum: 63, pattern: dashed },
  aws_rds_cluster_instance: { attribute: "identifier", maximum: 63, pattern: dashed },
  aws_rds_global_cluster: { attribute: "global_cluster_identifier", maximum: 63, pattern: dashed },
  aws_s3_bucket: { attribute: "bucket", maximum: 63, pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/ },
  aws_kms_alias: { attribute: "name", maximum: 256, pattern: /^alias\/[\w/-]+$/ },
  aws_security_group: { attribute: "name", maximum: 255, pattern: /^[\w -]+$/ },
  aws_sns_topic: { attribute: "name", maximum: 256, pattern: /^[\w-]+$/ },
  aws_launch_template: { attribute: "name", maximum: 128, pattern: /^[\w()./-]+$/ },
  aws_scheduler_schedule: { attribute: "name", maximum: 64, pattern: /^[\w.-]+$/ },
  aws_route53recoverycontrolconfig_routing_control: { attribute: "name", maximum: 64, pattern: /^[\w-]+$/ },
  google_container_cluster: { attribute: "name", maximum: 40, pattern: dashed },
  google_container_node_pool: { attribute: "name", maximum: 40, pattern: dashed },
  google_sql_database_instance: { attribute: "name", maximum: 67, pattern: dashed },
  google_compute_network: { attribute: "name", maximum: 63, pattern: dashed },
  google_compute_subnetwork: { attribute: "name", maximum: 63, pattern: dashed },
  google_compute_firewall: { attribute: "name", maximum: 63, pattern: dashed },
  google_compute_global_address: { attribute: "name", maximum: 63, pattern: dashed },
  google_kms_key_ring: { attribute: "name", maximum: 63, pattern: /^[\w-]+$/ },
  google_storage_bucket: { attribute: "name", maximum: 63, pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/ },
  google_service_account: { attribute: "account_id", maximum: 30, pattern: /^[a-z][a-z0-9-]{4,}[a-z0-9]$/ },
  google_iam_deny_policy: { attribute: "name", maximum: 63, pattern: dashed },
  google_iam_workload_identity_pool: {
    attribute: "workload_identity_pool_id",
    maximum: 32,
    pattern: /^(?!gcp-)[a-z0-9-]{4,}$/,
  },
  google_project_iam_custom_role: { attribute: "role_id", maximum: 64, pattern: /^[\w.]{3,}$/ },
  google_dns_managed_zone: { attribute: "name", maximum: 63, pattern: dashed },
  google_logging_project_bucket_config: { attribute: "bucket_id", maximum: 100, pattern: /^[\w.-]+$/ },
  azurerm_key_vault: { attribute: "name", maximum: 24, pattern: /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]+[a-zA-Z0-9]$/ },
  azurerm_storage_account: { attribute: "name", maximum: 24, pattern: /^[a-z0-9]{3,}$/ },
  azurerm_kubernetes_cluster: { attribute: "name", maximum: 63, pattern: /^[a-zA-Z0-9][\w-]*[a-zA-Z0-9]$/ },
  azurerm_kubernetes_cluster_node_pool: { attribute: "name", maximum: 12, pattern: /^[a-z][a-z0-9]*$/ },
  azurerm_postgresql_flexible_server: { attribute: "name", maximum: 63, pattern: dashed },
  azurerm_resource_group: { attribute: "name", maximum: 90, pattern: /^[\w().-]*[\w()-]$/ },
  azurerm_traffic_manager_profile: { attribute: "name", maximum: 63, pattern: dashed },
  azurerm_private_endpoint: { attribute: "name", maximum: 80, pattern: /^[a-zA-Z0-9][\w.-]*\w$/ },
  azurerm_user_assigned_identity: { attribute: "name", maximum: 128, pattern: /^[a-zA-Z0-9][\w-]{2,}$/ },
  azurerm_policy_definition: { attribute: "name", maximum: 64, pattern: /^[\w-]+$/ },
  azurerm_resource_group_policy_assignment: { attribute: "name", maximum: 64, pattern: /^[\w-]+$/ },
  azurerm_role_definition: { attribute: "name", maximum: 128, pattern: /^[\w-]+$/ },
  azurerm_log_analytics_workspace: {
    attribute: "name",
    maximum: 63,
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,}[a-zA-Z0-9]$/,
  },
};

function refused(stack: string, json: StackJson): readonly string[] {
  return Object.entries(limits).flatMap(([type, { attribute, maximum, pattern }]) =>
    Object.entries(json.resource?.[type] ?? {}).flatMap(([name, body]) =>
      valuesAt(body, attribute)
        .filter((value): value is string => typeof value === "string" && !value.includes("${"))
        .filter((value) => value.length > maximum || !pattern.test(value))
        .map((value) => `${stack} ${type}.${name}: ${value} (${value.length}, at most ${maximum})`),
    ),
  );
}

/** Staging under the longest name that the parser lets pass. */
function longest() {
  const lengths = Array.from({ length: 60 }, (_, index) => 60 - index);
  for (const length of lengths) {
    const { environment } = parseEnvironment({ ...staging, name: `${"e".repeat(length - 2)}-x` }, rolesOf(staging));
    if (environment !== undefined) return environment;
  }
  throw new Error("no name passes at all");
}

const cases = [...environments, longest()].map((environment) => [environment.name, environment] as const);

describe("names", () => {
  test.each(cases)("of %s are such as every service takes", (_, environment) => {
    const stacks = [...synthesizeEnvironment(environment)];
    expect(stacks.flatMap(([name, json]) => refused(name, json))).toEqual([]);
    expect(stacks.flatMap(([name, json]) => checkStack(json, name)).map(({ message }) => message)).toEqual([]);
  });

  test("the longest is long enough to be of use", () => {
    expect(longest().name.length).toBeGreaterThanOrEqual(20);
  });

  test("one that is too long, and one with a wrong letter, are found", () => {
    const cluster = (name: string): StackJson => ({
      terraform: { backend: {} },
      resource: { google_container_cluster: { planted: { name } } },
    });
    expect(refused("planted", cluster("a".repeat(41)))).toHaveLength(1);
    expect(refused("planted", cluster("a_b"))).toHaveLength(1);
    expect(refused("planted", cluster("a-b"))).toEqual([]);
  });
});
