import { describe, expect, test } from "@jest/globals";
import { body, problemsOf } from "./support";

const check = (type: string, ignored: unknown) => {
  const problems = problemsOf(type, body(type, { lifecycle: { ignore_changes: ignored } }));
  return problems.map(({ kind, path, message }) => `${kind} ${path}: ${message}`);
};

describe("a path that terraform accepted is found clean", () => {
  test.each([
    ["aws_rds_cluster", "tags"],
    ["aws_rds_cluster", 'tags["app"]'],
    ["aws_rds_cluster", "arn"],
    ["aws_rds_cluster", "serverlessv2_scaling_configuration[0].min_capacity"],
    ["aws_rds_cluster", "timeouts"],
    ["google_sql_database_instance", "settings[0].backup_configuration[0].enabled"],
    ["google_sql_database_instance", 'settings[0].user_labels["a"]'],
    ["google_sql_database_instance", "server_ca_cert"],
    ["azurerm_postgresql_flexible_server", "high_availability[0].standby_availability_zone"],
    ["azurerm_postgresql_flexible_server", "administrator_password_wo"],
  ])("%s %s", (type, path) => {
    expect(check(type, [path])).toEqual([]);
  });

  test("and so is the word all", () => {
    expect(check("azurerm_postgresql_flexible_server", "all")).toEqual([]);
  });
});

describe("a path is found bad, with the right one", () => {
  test.each([
    ["an index without brackets", "aws_eks_cluster", "vpc_config.0.subnet_ids", "write vpc_config[0].subnet_ids"],
    ["a list of blocks without an index", "google_sql_database_instance", "settings.tier", "write settings[0].tier"],
    ["an element of a set attribute", "aws_rds_cluster", "vpc_security_group_ids[0]", "write vpc_security_group_ids"],
    [
      "an element of a set of blocks",
      "google_sql_database_instance",
      "settings[0].database_flags[0].name",
      "have no address",
    ],
    ["an unknown attribute", "aws_rds_cluster", "no_such", "there is no no_such"],
    [
      "an unknown attribute deep within",
      "azurerm_postgresql_flexible_server",
      "high_availability[0].nope",
      "there is no nope",
    ],
    ["a part of a plain value", "aws_rds_cluster", "engine.name", "there is no name in engine"],
    ["a map key as a member, which has no effect", "aws_rds_cluster", "tags.app", 'write tags["app"]'],
    ["the word all in a list", "aws_rds_cluster", "all", "there is no all"],
    ["no path at all", "aws_rds_cluster", "${aws_vpc.main.id}", "it is not a path"],
  ])("%s", (_, type, path, advice) => {
    const [problem, ...others] = check(type, ["timeouts", path]).filter((text) => text.startsWith("bad-ignore-path"));
    expect(problem).toContain("bad-ignore-path lifecycle.ignore_changes.1");
    expect(problem).toContain(advice);
    expect(others).toEqual([]);
  });

  test("or not even a list", () => {
    expect(check("aws_rds_cluster", "tags")).toHaveLength(1);
    expect(check("aws_rds_cluster", [1])).toHaveLength(1);
  });
});
