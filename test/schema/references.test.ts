import { describe, expect, test } from "@jest/globals";
import { checkStack } from "../../modules/schema/check";
import type { JsonObject } from "../../modules/schema/json";
import { body, summary } from "./support";

const stack = (value: unknown, more: JsonObject = {}) => ({
  variable: { name: {} },
  locals: { zone: "a" },
  provider: { aws: [{ region: "us-east-1" }, { region: "us-west-2", alias: "oregon" }] },
  data: { aws_caller_identity: { me: {} }, terraform_remote_state: { state: { backend: "s3" } } },
  resource: {
    aws_vpc: { main: body("aws_vpc"), many: body("aws_vpc", { count: 2 }) },
    aws_eks_cluster: { main: body("aws_eks_cluster") },
    aws_db_subnet_group: { main: body("aws_db_subnet_group", { description: value, ...more }) },
  },
});

describe("a reference leads somewhere", () => {
  test.each([
    "${aws_vpc.main.id}",
    "${aws_vpc.main.tags.app}",
    '${aws_vpc.main.tags["app"]}',
    "${aws_vpc.many[0].id}",
    "${aws_vpc.many[*].id}",
    "${aws_vpc.many[count.index].id}",
    "${aws_eks_cluster.main.vpc_config[0].vpc_id}",
    "${aws_eks_cluster.main.identity[0].oidc[0].issuer}",
    "${aws_eks_cluster.main.certificate_authority[0].data}",
    "${data.aws_caller_identity.me.account_id}",
    "${data.terraform_remote_state.state.outputs.anything}",
    "${var.name}-${local.zone}",
    "${path.module}/${terraform.workspace}",
  ])("%s", (value) => {
    expect(checkStack(stack(value))).toEqual([]);
  });
});

describe("a reference that leads nowhere is found", () => {
  test.each([
    ["to a resource that is not in the stack", "${aws_vpc.other.id}", "aws_vpc.other"],
    ["to a type that is not in the stack", "x${google_sql_user.main.name}", "google_sql_user.main"],
    ["to an attribute that the type does not have", "${aws_vpc.main.vpc_id}", "there is no such attribute"],
    ["to an attribute deep within", "${aws_eks_cluster.main.identity[0].oidc[0].url}", "oidc[0].url"],
    [
      "into a list without an index",
      "${aws_eks_cluster.main.vpc_config.vpc_id}",
      "write aws_eks_cluster.main.vpc_config[0].vpc_id",
    ],
    ["beyond a plain value", "${aws_vpc.main.id.name}", "aws_vpc.main.id.name"],
    ["to one of several without saying which", "${aws_vpc.many.id}", 'add [0] or ["key"]'],
    ["to one of several where there is but one", "${aws_vpc.main[0].id}", "remove the brackets"],
    ["to a data source that is not in the stack", "${data.aws_region.here.name}", "data.aws_region.here"],
    ["to a variable that is not declared", "${upper(var.nome)}", "var.nome"],
    ["to a local that is not declared", "${local.zones}", "local.zones"],
    ["to a name that objects inherit", "${aws_vpc.main.constructor}", "aws_vpc.main.constructor"],
  ])("%s", (_, value, explanation) => {
    const problems = checkStack(stack(value));
    expect(summary(problems)).toEqual(["dangling-reference aws_db_subnet_group.main description"]);
    expect(problems[0]?.message).toContain(explanation);
  });

  test("in depends_on, replace_triggered_by and provider", () => {
    const meta = {
      depends_on: ["aws_vpc.main", "aws_vpc.gone"],
      lifecycle: { replace_triggered_by: ["aws_vpc.gone.id"] },
      provider: "aws.ohio",
    };
    expect(summary(checkStack(stack("x", meta)))).toEqual([
      "dangling-reference aws_db_subnet_group.main depends_on.1",
      "dangling-reference aws_db_subnet_group.main lifecycle.replace_triggered_by.0",
      "dangling-reference aws_db_subnet_group.main provider",
    ]);
    expect(checkStack(stack("x", { depends_on: ["aws_vpc.main"], provider: "aws.oregon" }))).toEqual([]);
  });

  test("in outputs, locals and provider blocks", () => {
    const others = {
      provider: { helm: { kubernetes: { host: "${aws_eks_cluster.gone.endpoint}" } } },
      output: { id: { value: "${aws_vpc.gone.id}" } },
      locals: { a: ["${aws_vpc.gone.id}"] },
    };
    expect(summary(checkStack(others))).toEqual([
      "dangling-reference provider.helm kubernetes.host",
      "dangling-reference output.id value",
      "dangling-reference local.a 0",
    ]);
  });
});

describe("a moved block", () => {
  const moved = (...moves: readonly JsonObject[]) => summary(checkStack({ ...stack("x"), moved: moves }));

  test("may lead to a resource, directly or over another move", () => {
    expect(moved({ from: "aws_vpc.old", to: "aws_vpc.older" }, { from: "aws_vpc.older", to: "aws_vpc.main" })).toEqual(
      [],
    );
    expect(moved({ from: "aws_vpc.old", to: "aws_vpc.many[0]" })).toEqual([]);
  });

  test("must not lead to nowhere, for that destroys what it was to keep", () => {
    expect(moved({ from: "aws_vpc.old", to: "aws_vpc.mian" })).toEqual(["dangling-reference moved.0 to"]);
  });
});

test("an ephemeral value may go into write-only arguments, providers and other ephemeral values", () => {
  const value = "${ephemeral.random_password.p.result}";
  const secret = body("aws_secretsmanager_secret_version", { secret_string_wo: value });
  const stack = {
    provider: { kubernetes: { token: value } },
    ephemeral: { random_password: { p: { length: 32 }, q: { length: 32, override_special: value } } },
    resource: { aws_secretsmanager_secret_version: { main: secret } },
  };
  expect(checkStack(stack)).toEqual([]);
});
