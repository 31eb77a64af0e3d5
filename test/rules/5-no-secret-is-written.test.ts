import { describe, expect, test } from "@jest/globals";
import { writtenSecrets } from "../../modules/review/written-secrets";
import { environments } from "../support/environments";
import { synthesizeEnvironment } from "../support/synthesis";

const all = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);

describe("rule 5: no secret value is ever written", () => {
  test.each(all)("%s holds none", (_, json) => {
    expect(writtenSecrets(json)).toEqual([]);
  });

  test("every origin does set passwords, so that there is something to leak", () => {
    const references = all.flatMap(([, json]) => JSON.stringify(json).match(/\$\{ephemeral\.random_password/g) ?? []);
    expect(references.length).toBeGreaterThan(20);
  });

  test.each<readonly [string, string, object]>([
    ["a literal password on AWS", "aws_rds_cluster", { master_password: "not-a-secret" }],
    ["a literal password on GCP", "google_sql_user", { password: "not-a-secret" }],
    ["a literal password on Azure", "azurerm_postgresql_flexible_server", { administrator_password: "not-a-secret" }],
    ["a literal in a write-only argument", "aws_rds_cluster", { master_password_wo: "not-a-secret" }],
    [
      "an ephemeral value where state keeps it",
      "aws_rds_cluster",
      { master_password: "${ephemeral.random_password.database.result}" },
    ],
    [
      "a secret in a nested block",
      "google_sql_database_instance",
      { replica_configuration: { password: "not-a-secret" } },
    ],
    ["a generator that keeps its result", "random_password", { length: 40 }],
  ])("it can fail: %s is found", (_, type, body) => {
    expect(writtenSecrets({ terraform: { backend: {} }, resource: { [type]: { planted: body } } })).toHaveLength(1);
  });
});
