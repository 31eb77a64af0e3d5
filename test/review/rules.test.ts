import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { entries } from "../../modules/core/parse-group";
import type { Rule, StackJson, Subject } from "../../modules/review/contract";
import { readReviewedPlan } from "../../modules/review/plan/read";
import { examine, rules } from "../../modules/review/rules";
import { planJson, type Written } from "./plan-json";
import { secretTexts } from "./secret-texts";

const empty: StackJson = {};

function subject(changes: readonly Written[], more: Partial<Subject> = {}, drifted: readonly Written[] = []): Subject {
  const plan = readReviewedPlan(planJson(changes, {}, drifted), "stack");
  return { stack: "stack", base: empty, head: empty, plan, ...more };
}

const of = (...written: Parameters<typeof subject>) =>
  examine(subject(...written)).map(({ rule, weight, attribute }) => `${rule} ${weight} ${attribute}`.trim());

const update = (address: string, before: object, after: object, more: Partial<Written> = {}): Written => ({
  address,
  before,
  after,
  ...more,
});

describe("the rules", () => {
  test("one that fails blocks, and does not tell a secret that it stumbled over", () => {
    for (const said of ["out of order", ...Object.values(secretTexts)]) {
      const broken: Rule = {
        id: "access",
        promise: "fails",
        examine: () => {
          throw new Error(said);
        },
      };
      const [found] = examine(subject([]), [broken]);
      expect(found).toMatchObject({ rule: "access", weight: "blocks", stack: "stack" });
      if (said !== "out of order") expect(found?.message).not.toContain(said);
    }
  });

  test("each has a promise of its own, and finds nothing where nothing changes", () => {
    expect(new Set(rules.map(({ promise }) => promise)).size).toBe(rules.length);
    expect(examine(subject([]))).toEqual([]);
  });

  test("none is talked round: whatever a plan holds, the rules end", () => {
    const names = fc.constantFrom(
      "policy",
      "ingress",
      "cidr_blocks",
      "deny",
      "condition",
      "settings",
      "member",
      "value",
      "name",
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 0, "", "0.0.0.0/0", '{"Statement":1}', '{"bindings":{}}', "rds.force_ssl"),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(names, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    const types = fc.constantFrom(
      "aws_s3_bucket_policy",
      "google_compute_firewall",
      "azurerm_role_assignment",
      "aws_rds_cluster",
    );
    fc.assert(
      fc.property(types, tree, tree, (type, before, after) => {
        const findings = examine(subject([{ address: `${type}.x`, before: { a: before }, after: { a: after } }]));
        expect(findings.filter(({ message }) => message.startsWith("the rule failed"))).toEqual([]);
      }),
    );
  });
});

describe("what holds data", () => {
  test.each([
    ["aws_rds_cluster.x", "replace", ["delete", "create"]],
    ["google_sql_database_instance.x", "destroy", ["delete"]],
    ["azurerm_postgresql_flexible_server.x", "forget", ["forget"]],
    ["aws_dynamodb_table.x", "destroy, though nobody has said that it does", ["delete"]],
  ])("is missed: %s, %s", (address, _, actions) => {
    expect(of([{ address, actions, before: {} }])).toContain("data-loss blocks");
  });

  test("may be in what a plan that ended early does not tell", () => {
    const plan = readReviewedPlan(planJson([], { errored: true }), "stack");
    expect(examine({ ...subject([]), plan })).toMatchObject([{ rule: "data-loss", weight: "blocks" }]);
  });

  test("may be in a stack that nothing describes any more", () => {
    const base = (type: string): StackJson => ({ resource: { [type]: { x: {} } } });
    const gone = (type: string) => of([], { base: base(type), head: undefined, plan: undefined });
    expect(gone("aws_s3_bucket")).toEqual(["abandoned blocks"]);
    expect(gone("aws_dynamodb_table")).toEqual(["abandoned blocks"]);
    expect(gone("aws_route")).toEqual(["abandoned risk"]);
  });
});

describe("the path of traffic and identity", () => {
  const tagged = [{ tags: { a: "1" } }, { tags: { a: "2" } }] as const;

  test.each<readonly [string, Written, readonly string[]]>([
    [
      "a route that leads elsewhere",
      update("aws_route.x", { gateway_id: "a" }, { gateway_id: "b" }),
      ["path risk gateway_id"],
    ],
    ["a record that goes", { address: "google_dns_record_set.x", actions: ["delete"], before: {} }, ["path risk"]],
    [
      "a link that is replaced",
      { address: "azurerm_private_endpoint.x", actions: ["delete", "create"] },
      ["path risk"],
    ],
    ["a role that is new", { address: "aws_iam_role.x", actions: ["create"], after: {} }, ["path risk"]],
    [
      "a member of another role",
      update("google_project_iam_member.x", { role: "a" }, { role: "b" }),
      ["path risk role"],
    ],
    ["an identity that is let go of", { address: "azurerm_role_assignment.x", actions: ["forget"] }, ["path risk"]],
    ["a network with other tags", update("aws_vpc.x", ...tagged), []],
    [
      "an address with other labels",
      update("google_compute_subnetwork.x", { description: "a" }, { description: "b" }),
      [],
    ],
    [
      "a subnet that only moves in the state",
      { address: "azurerm_subnet.x", actions: ["no-op"], movedFrom: "azurerm_subnet.y" },
      [],
    ],
    ["a node group that grows", update("aws_eks_node_group.x", { scaling_config: 1 }, { scaling_config: 2 }), []],
  ])("%s is looked at exactly when it matters", (_, written, found) => {
    expect(of([written])).toEqual(found);
  });

  test("is nobody's yet in a new stack", () => {
    expect(of([{ address: "aws_route.x", actions: ["create"], after: {} }], { base: undefined })).toEqual([]);
  });
});

describe("what was changed outside Terraform", () => {
  test.each<readonly [string, Written, string]>([
    [
      "a protection that is weaker is a risk",
      update("aws_rds_cluster.x", { deletion_protection: true }, { deletion_protection: false }),
      "drift risk deletion_protection",
    ],
    [
      "a database's size is a risk",
      update("azurerm_postgresql_flexible_server.x", { sku_name: "a" }, { sku_name: "b" }),
      "drift risk sku_name",
    ],
    [
      "a bucket that is gone is a risk",
      { address: "google_storage_bucket.x", actions: ["delete"], before: {} },
      "drift risk",
    ],
    [
      "what a cloud computes is a notice",
      update("aws_rds_cluster.x", { reader_endpoint: "a" }, { reader_endpoint: "b" }),
      "drift notice reader_endpoint",
    ],
    ["a route is a notice", update("aws_route.x", { gateway_id: "a" }, { gateway_id: "b" }), "drift notice gateway_id"],
  ])("%s", (_, drifted, found) => {
    const [type = "", name = ""] = drifted.address.split(".");
    // What nobody describes, as an endpoint, the cloud tells anew.
    const described = Object.keys(entries(drifted.before)).filter((key) => key !== "reader_endpoint");
    const base = { resource: { [type]: { [name]: Object.fromEntries(described.map((key) => [key, "given"])) } } };
    expect(of([], { base, head: base }, [drifted])).toEqual([found]);
  });
});

describe("what nobody can see", () => {
  const ingress = (source: unknown) => ({ ip_protocol: "tcp", from_port: 443, to_port: 443, cidr_ipv4: source });
  const address = "aws_vpc_security_group_ingress_rule.x";

  test("is a risk when only the apply will tell", () => {
    const head = { resource: { aws_vpc_security_group_ingress_rule: { x: ingress("${aws_eip.x.public_ip}/32") } } };
    const { cidr_ipv4: _, ...rest } = ingress("");
    const planned = { address, actions: ["create"], after: rest, unknown: { cidr_ipv4: true } };
    expect(of([planned], { base: empty, head })).toContain("access risk cidr_ipv4");
  });

  test("blocks when it is hidden as sensitive", () => {
    const hidden = update(address, ingress("10.0.0.0/16"), ingress("0.0.0.0/0"), {
      marks: { after: { cidr_ipv4: true } },
    });
    expect(of([hidden])).toContain("access blocks cidr_ipv4");
  });

  test("of a protection is taken to be weaker", () => {
    const [before, after] = [{ deletion_protection: true }, { deletion_protection: false }];
    expect(
      of([update("aws_rds_cluster.x", before, after, { marks: { after: { deletion_protection: true } } })]),
    ).toEqual(["protection blocks deletion_protection"]);
  });
});

describe("what was open", () => {
  const rule = (source: string, from: number, to: number): Written =>
    update(
      "aws_vpc_security_group_ingress_rule.x",
      { ip_protocol: "tcp", from_port: 80, to_port: 443, cidr_ipv4: "0.0.0.0/0" },
      { ip_protocol: "tcp", from_port: from, to_port: to, cidr_ipv4: source },
    );
  const blocks = (written: Written) => of([written]).filter((text) => text.startsWith("access blocks"));

  test("and becomes narrower is no finding", () => {
    expect(blocks(rule("0.0.0.0/0", 443, 443))).toEqual([]);
    expect(blocks(rule("198.51.100.0/24", 80, 443))).toEqual([]);
    expect(blocks(rule("0.0.0.0/1", 80, 443))).toEqual([]);
  });

  test("and becomes wider is one", () => {
    expect(blocks(rule("0.0.0.0/0", 22, 443))).toEqual(["access blocks cidr_ipv4"]);
  });
});
