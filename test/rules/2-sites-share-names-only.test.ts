import { describe, expect, test } from "@jest/globals";
import { checkStack } from "../../modules/schema/check";
import { environments } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

/**
 * Looked up in the stack's own project, which is global, or in the site's own vault: no other region has to answer.
 */
const allowedLookups = [
  "azurerm_key_vault_key",
  "google_logging_project_cmek_settings",
  "google_project",
  "google_storage_project_service_account",
];

const all = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);

/** Everything by which a stack could depend on another stack's state or API. */
function ties(json: StackJson): readonly string[] {
  const lookups = Object.keys(json.data ?? {}).filter((type) => !allowedLookups.includes(type));
  const dangling = checkStack(json)
    .filter(({ kind }) => kind === "dangling-reference")
    .map(({ address, path }) => `${address} ${path}`);
  const sections = ["variable", "module"].filter((section) => json[section] !== undefined);
  // cdktf gives a value to another stack through an output of this name.
  const outputs = Object.keys(json.output ?? {}).filter((name) => name.startsWith("cross-stack-output"));
  return [...lookups, ...dangling, ...sections, ...outputs];
}

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
    ["a cross-stack output", { output: { "cross-stack-output": { value: "x", sensitive: true } } }],
  ])("it can fail: %s is found", (_, planted) => {
    expect(ties({ terraform: { backend: {} }, ...planted })).not.toEqual([]);
  });
});
