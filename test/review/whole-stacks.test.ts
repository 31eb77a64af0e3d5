import { describe, expect, test } from "@jest/globals";
import type { Finding, StackJson } from "../../modules/review/contract";
import { readReviewedPlan } from "../../modules/review/plan/read";
import { examine } from "../../modules/review/rules";
import { resourcesOf } from "../../modules/review/stack-json";
import { explained } from "../../modules/review/switches";
import { born, switched } from "../support/switches";
import { planJson } from "./plan-json";

describe("a stack that cannot be planned yet", () => {
  const unplanned = (resource: StackJson) =>
    examine({ stack: "stack", base: undefined, head: { resource }, plan: undefined }).map(
      ({ rule, weight, attribute }) => `${rule} ${weight} ${attribute}`,
    );

  test.each(born.flatMap(({ stacks }) => [...stacks]))("%s passes as it is", (stack, head) => {
    const findings = examine({ stack, base: undefined, head, plan: undefined });
    expect(findings.filter(({ weight }) => weight === "blocks")).toEqual([]);
  });

  test.each<readonly [string, StackJson, string]>([
    [
      "opens a database",
      { aws_rds_cluster_instance: { x: { publicly_accessible: true } } },
      "access blocks publicly_accessible",
    ],
    ["opens a bucket", { google_storage_bucket_iam_member: { x: { member: "allUsers" } } }, "access blocks member"],
    [
      "opens a vault",
      { azurerm_key_vault: { x: { public_network_access_enabled: true } } },
      "access blocks public_network_access_enabled",
    ],
    [
      "does not protect a database",
      { google_sql_database_instance: { x: { settings: {} } } },
      "protection blocks settings.deletion_protection_enabled",
    ],
  ])("is blocked all the same when it %s", (_, resource, found) => {
    expect(unplanned(resource)).toContain(found);
  });
});

describe("an identity that may do much", () => {
  const role = (action: string): StackJson => ({
    resource: {
      aws_iam_role_policy: {
        x: { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] }) },
      },
    },
  });
  const reader: StackJson = {
    resource: { azurerm_role_assignment: { x: { role_definition_name: "Reader", scope: "/subscriptions/x" } } },
  };
  const weight = (head: StackJson, base?: StackJson) => {
    const created = resourcesOf(head).map(({ address, body }) => ({ address, actions: ["create"], after: body }));
    const plan = readReviewedPlan(planJson(created), "stack");
    const findings = examine({ stack: "stack", base, head, plan }).filter(({ rule }) => rule === "access");
    return findings.map((found) => found.weight);
  };

  test.each([
    ["a service, in a stack that is there", role("ec2:*"), {}, "blocks"],
    ["a service, in a new stack", role("ec2:*"), undefined, "risk"],
    ["identities, in a new stack", role("iam:*"), undefined, "blocks"],
    ["everything, in a new stack", role("*"), undefined, "blocks"],
    ["a subscription, in a stack that is there", reader, {}, "blocks"],
    ["a subscription, in a new stack", reader, undefined, "risk"],
  ])("with %s, is told by its weight", (_, head, base, found) => {
    expect(weight(head, base)).toEqual([found]);
  });
});

describe("a switch of regions", () => {
  test.each(["after a switchover", "after a failover"])(
    "%s weakens nothing that does not follow the active site",
    (story) => {
      const before = born.find(({ environment }) => environment === "staging")?.stacks;
      const after = switched.find((one) => one.environment === "staging" && one.story === story)?.stacks;
      const findings = [...(after ?? [])].flatMap(([stack, head]): readonly Finding[] =>
        examine({ stack, base: before?.get(stack), head, plan: undefined }),
      );
      const reviews = [...(after ?? [])].map(([stack]) => ({
        stack,
        environment: "staging",
        cloud: "aws",
        group: "all",
        site: undefined,
        region: undefined,
        difference: "changed" as const,
        result: undefined,
        plan: undefined,
        cost: undefined,
      }));
      const turn = { environment: "staging", group: "all", from: "one", to: "other", fenced: [] };
      expect(findings.length).toBeGreaterThan(0);
      expect(explained(findings, [turn], reviews).filter(({ weight }) => weight === "blocks")).toEqual([]);
    },
  );
});
