import { describe, expect, test } from "@jest/globals";
import { ties } from "../../modules/review/ties";
import { environments } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

const all = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);

describe("rule 2: sites share names and nothing else", () => {
  test.each(all)("%s refers to no other stack", (_, json) => {
    expect(ties(json)).toEqual([]);
  });

  test.each<readonly [string, Partial<StackJson>]>([
    ["remote state", { data: { terraform_remote_state: { other: { backend: "s3" } } } }],
    ["a data source", { data: { aws_rds_cluster: { other: { cluster_identifier: "staging-aws-virginia" } } } }],
    [
      "a reference",
      { resource: { aws_subnet: { planted: { vpc_id: "${aws_vpc.elsewhere.id}", cidr_block: "10.0.0.0/24" } } } },
    ],
    ["a variable", { variable: { host: {} } }],
    ["a module", { module: { database: { source: "./database" } } }],
    ["another region's provider", { provider: { aws: [{ region: "us-east-1" }, { region: "us-west-2" }] } }],
    [
      "a command",
      { resource: { terraform_data: { planted: { provisioner: [{ "local-exec": { command: "true" } }] } } } },
    ],
    ["a cross-stack output", { output: { "cross-stack-output": { value: "x", sensitive: true } } }],
  ])("it can fail: %s is found", (_, planted) => {
    expect(ties({ terraform: { backend: { s3: { region: "us-east-1" } } }, ...planted })).toHaveLength(1);
  });
});
