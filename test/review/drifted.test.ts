import { expect, test } from "@jest/globals";
import type { AttributeChange, ReviewedChange, ReviewedPlan } from "../../modules/review/contract";
import { driftedIn, driftIssue } from "../../modules/review/drifted";

const attribute = (path: string): AttributeChange => ({ path, before: '"old"', after: '"new"', forces: false });
const change = (type: string, paths: readonly string[], after: ReviewedChange["after"] = {}): ReviewedChange => ({
  address: `${type}.x`,
  type,
  kind: "drift",
  movedFrom: undefined,
  isImported: false,
  reason: "",
  concerns: [],
  attributes: paths.map(attribute),
  before: {},
  after,
  unseen: [],
});
const planOf = (drift: readonly ReviewedChange[]): ReviewedPlan => ({
  changes: [],
  drift,
  secrets: [],
  isIncomplete: false,
});
const described = (type: string, ignored: unknown) => ({
  resource: { [type]: { x: { lifecycle: { ignore_changes: ignored } } } },
});
const pathsOf = (type: string, paths: readonly string[], ignored: unknown) =>
  driftedIn("s", planOf([change(type, paths)]), described(type, ignored)).flatMap(({ attributes }) =>
    attributes.map(({ path }) => path),
  );

test("what only the cloud says of itself, and what is left to others, is no drift; an open port that nobody describes is", () => {
  expect(pathsOf("aws_eks_cluster", ["status", "version"], [])).toEqual(["version"]);
  const sizes = ["scaling_config[0].desired_size", "scaling_config[0].max_size"];
  expect(pathsOf("aws_eks_node_group", sizes, ["scaling_config[0].desired_size"])).toEqual([sizes[1]]);
  expect(pathsOf("aws_eks_node_group", sizes, ["scaling_config"])).toEqual([]);
  expect(pathsOf("aws_eks_node_group", sizes, "all")).toEqual([]);
  expect(pathsOf("aws_eks_node_group", ["labels_x"], ["labels"])).toEqual(["labels_x"]);
  expect(pathsOf("aws_security_group", ["ingress"], undefined)).toEqual(["ingress"]);
});

test("what was deleted is told, whatever is left to others", () => {
  const found = driftedIn(
    "s",
    planOf([change("aws_eks_cluster", ["status"], null)]),
    described("aws_eks_cluster", "all"),
  );
  expect(found).toMatchObject([{ address: "aws_eks_cluster.x", gone: true }]);
});

test("an issue is open while anything drifted or could not be looked at, is found by one title, and fits", () => {
  const some = driftedIn("s", planOf([change("aws_eks_cluster", ["version"])]), {});
  expect(driftIssue("staging", [], [])).toMatchObject({ open: false, title: "Drift in staging" });
  expect(driftIssue("staging", some, [])).toMatchObject({ open: true, title: "Drift in staging" });
  expect(driftIssue("staging", [], ["s: failed to plan"])).toMatchObject({ open: true });
  const many = driftIssue("staging", Array.from({ length: 5_000 }, () => some).flat(), ["@everyone: <b>"]);
  expect(many.body.length).toBeLessThan(60_000);
  expect(many.body).toMatch(/And \d{4} more, which/);
  const long = driftIssue(
    "staging",
    some.map((one) => ({ ...one, address: "<".repeat(20_000) })),
    Array.from({ length: 500 }, () => "<".repeat(200)),
  );
  expect(long.body.length).toBeLessThan(60_000);
  expect(many.body).not.toMatch(/@everyone|<b>/);
});
