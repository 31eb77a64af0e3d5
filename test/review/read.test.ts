import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInput } from "../../modules/core/problems";
import { readReviewedPlan } from "../../modules/review/plan/read";
import { planJson, type Written } from "./plan-json";
import { secretTexts } from "./secret-texts";

const read = (changes: readonly Written[], more = {}, drift: readonly Written[] = []) =>
  readReviewedPlan(planJson(changes, more, drift), "staging-aws-ohio");

const problemsOf = (text: string): readonly string[] => {
  try {
    readReviewedPlan(text, "staging-aws-ohio");
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
};

describe("a plan that is none", () => {
  const whole = planJson([{ address: "aws_s3_bucket.state", actions: ["delete"], before: { bucket: "x" } }]);

  test("is refused wherever it was cut off", () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(problemsOf(whole.slice(0, length))).toHaveLength(1);
      }),
    );
  });

  test.each([
    ["empty", "", "staging-aws-ohio: is empty; plan again"],
    ["cut off", whole.slice(0, -9), "staging-aws-ohio: is no whole JSON: it ends in the middle; plan again"],
    ["not JSON", "Error: no plan }", "staging-aws-ohio: is no whole JSON; plan again"],
    ["a list", "[]", "is JSON, but no plan"],
    ["of no format", "{}", "staging-aws-ohio.format_version: is missing"],
    ["of the next format", whole.replace('"1.2"', '"2.0"'), 'is "2.0", but only 1.x is read'],
    ["of a format before the first", whole.replace('"1.2"', '"0.1"'), 'is "0.1", but only 1.x is read'],
    ["a state", '{"format_version":"1.0","values":{}}', "has neither resource_changes nor planned_values"],
    [
      "of another shape",
      whole.replace('"update"', "1").replace('["delete"]', '"delete"'),
      "resource_changes.0.change.actions",
    ],
    ["of an action that no Terraform knows", whole.replace('"delete"', '"explode"'), "would be explode"],
    ["of an action that every object has", whole.replace('"delete"', '"constructor"'), "would be constructor"],
  ])("is refused when it is %s", (_, text, said) => {
    expect(problemsOf(text).join("\n")).toContain(said);
  });

  test("tells nothing of what was in it", () => {
    for (const secret of Object.values(secretTexts))
      expect(problemsOf(`{"resource_changes": ${secret}`).join("")).not.toContain(secret.slice(8, 24));
  });

  test.each([{ errored: true }, { complete: false }])("says that it is not all when it is %j", (more) => {
    expect(read([], more).isIncomplete).toBe(true);
    expect(read([]).isIncomplete).toBe(false);
  });
});

describe("what happens to a resource", () => {
  test.each([
    ["create", { actions: ["create"], after: {} }],
    ["update", { before: { a: 1 }, after: { a: 2 } }],
    ["replace", { actions: ["delete", "create"] }],
    ["replace", { actions: ["create", "delete"] }],
    ["replace", { actions: ["create", "forget"] }],
    ["destroy", { actions: ["delete"] }],
    ["forget", { actions: ["forget"] }],
    ["move", { actions: ["no-op"], movedFrom: "aws_vpc.old" }],
    ["import", { actions: ["no-op"], imported: true }],
  ])("is called %s", (kind, written) => {
    expect(read([{ address: "aws_vpc.main", ...written }]).changes).toMatchObject([{ kind, concerns: ["traffic"] }]);
  });

  test("nothing is told of what stays, and of what is looked up", () => {
    expect(read([{ address: "aws_vpc.looked", mode: "data", actions: ["read"] }]).changes).toEqual([]);
    expect(read([{ address: "aws_vpc.main", actions: ["no-op"] }]).changes).toEqual([]);
  });

  test("what is moved or imported and updated in one plan is said to be both", () => {
    const [change] = read([
      { address: "aws_vpc.main", movedFrom: "aws_vpc.old", imported: true, before: { a: 1 }, after: { a: 2 } },
    ]).changes;
    expect(change).toMatchObject({ kind: "update", movedFrom: "aws_vpc.old", isImported: true });
  });

  test("what was changed outside Terraform is drift, with both values", () => {
    const { changes, drift } = read([], {}, [
      { address: "aws_rds_cluster.c", before: { deletion_protection: true }, after: { deletion_protection: false } },
    ]);
    expect(changes).toEqual([]);
    expect(drift).toMatchObject([
      { kind: "drift", attributes: [{ path: "deletion_protection", before: "true", after: "false" }] },
    ]);
  });

  test("an attribute that forces the replacement is said to, also one within a block that is not told", () => {
    const [change] = read([
      {
        address: "google_sql_database_instance.s",
        actions: ["delete", "create"],
        before: { settings: [{ disk_size: 50, tier: "a" }], name: "x" },
        after: { settings: [{ disk_size: 20, tier: "b" }], name: "x" },
        unknown: { connection_name: true },
        forcedBy: [["settings", 0, "disk_size"], ["name"]],
      },
    ]).changes;
    expect(change?.attributes).toEqual([
      { path: "connection_name", before: undefined, after: "(known after apply)", forces: false },
      { path: "settings[0].disk_size", before: "50", after: "20", forces: true },
      { path: "settings[0].tier", before: '"a"', after: '"b"', forces: false },
      { path: "name", before: '"x"', after: '"x"', forces: true },
    ]);
    expect(change?.unseen).toEqual([{ path: "connection_name", because: "known after apply" }]);
  });
});

describe("a secret", () => {
  const hiding = [
    ["marked by Terraform", "terraform_data.x", "input", { input: true }],
    ["of an attribute that the schema calls sensitive", "aws_rds_cluster", "master_password", {}],
    ["of an attribute that is write-only", "google_sql_user", "password_wo", {}],
    ["of an attribute whose name says so", "nobody_knows", "api_token", {}],
  ] as const;

  test.each(hiding)("is shown nowhere when it is %s", (_, type, key, marks) => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (old, young) => {
        const plan = read([
          {
            address: `${type}.planted`,
            before: { [key]: old },
            after: { [key]: young },
            marks: { before: marks, after: marks },
          },
        ]);
        expect(JSON.stringify(plan)).not.toContain(old);
        expect(JSON.stringify(plan)).not.toContain(young);
        expect(plan.changes[0]).toMatchObject({
          attributes: [{ path: key, before: "(sensitive)", after: "(sensitive)" }],
          unseen: [{ path: key, because: "sensitive" }],
          after: { [key]: null },
        });
      }),
    );
  });

  test("that stays as it is is no news", () => {
    const same = { input: "kept", other: 1 };
    const [change] = read([
      { address: "terraform_data.x", before: same, after: { ...same, other: 2 }, marks: { after: { input: true } } },
    ]).changes;
    expect(change?.unseen).toEqual([]);
    expect(JSON.stringify(change)).not.toContain("kept");
  });

  test.each(Object.entries(secretTexts))("that looks like %s is found wherever it is, and never told", (_, secret) => {
    const placed = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constant(secret),
        fc.constant(`before ${secret} after`),
        tie("tree").map((inner) => [1, inner]),
        tie("tree").map((inner) => ({ plain: "x", inner })),
      ),
    })).tree;
    fc.assert(
      fc.property(placed, fc.constantFrom("create", "update", "no-op"), (value, action) => {
        const plan = read([{ address: "terraform_data.x", actions: [action], before: { a: 1 }, after: { a: value } }], {
          output_changes: { shown: { actions: ["create"], after: value } },
          variables: { given: { value } },
        });
        expect(plan.secrets.map((place) => place.slice(0, place.indexOf(".")))).toEqual([
          "output",
          "terraform_data",
          "var",
        ]);
        expect(JSON.stringify(plan)).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      { numRuns: 20 },
    );
  });

  test("that a generator keeps in the state is found", () => {
    const made = ["random_password.p", "tls_private_key.k"];
    expect(read(made.map((address) => ({ address, actions: ["create"], after: {} }))).secrets).toEqual([
      "random_password.p.result",
      "tls_private_key.k.private_key_pem",
    ]);
    expect(read(made.map((address) => ({ address, actions: ["delete"], before: {} }))).secrets).toEqual([]);
  });

  test.each([
    "arn:aws:iam::111122223333:role/reader",
    "https://example.com:8443/path?version=1",
    "postgres://db.example.com:5432/app",
    "postgres://app:${DATABASE_PASSWORD}@db.example.com/app",
    "postgres://app:<password>@db.example.com/app",
    "rotates the password of every token",
    "-----BEGIN CERTIFICATE-----",
    'resource.type="cloudsql_database" AND metric.type="password="',
  ])("is not seen in %s", (text) => {
    expect(read([{ address: "terraform_data.x", before: {}, after: { input: text } }]).secrets).toEqual([]);
  });
});
