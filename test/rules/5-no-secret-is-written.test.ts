import { describe, expect, test } from "@jest/globals";
import { schemaOf } from "../../modules/schema/load";
import type { Block } from "../../modules/schema/shape";
import { environments } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

const all = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);

const ephemeral = /^\$\{ephemeral\.[a-z_]+\.[a-z0-9_-]+\.[a-z_]+\}$/;

/** Names that give a secret away whatever the schema says, unless they only speak about one. */
const secretName = /(?:password|passwd|secret_string|secret_data|private_key|client_key|access_key|token|credentials)$/;
const aboutSecrets = /(?:_enabled|_version|_id|_arn|_name|_policy|_ttl)$/;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Sensitive or write-only attributes that hold anything but a reference to an ephemeral value. */
function written(body: unknown, block: Block, path: string): readonly string[] {
  if (Array.isArray(body)) return body.flatMap((element: unknown) => written(element, block, path));
  if (!isRecord(body)) return [];
  return Object.entries(body).flatMap(([key, value]) => {
    const here = `${path}.${key}`;
    const nested = block.blocks[key];
    if (nested !== undefined) return written(value, nested, here);
    const attribute = block.attributes[key];
    const secret =
      attribute?.sensitive === true ||
      attribute?.writeOnly === true ||
      (secretName.test(key) && !aboutSecrets.test(key));
    if (!secret || value === null || typeof value === "boolean") return [];
    if (typeof value === "string" && ephemeral.test(value) && attribute?.writeOnly === true) return [];
    return [here];
  });
}

/** Ephemeral values outside write-only arguments, and secrets anywhere. */
function secretsIn(json: StackJson): readonly string[] {
  const resources = Object.entries(json.resource ?? {}).flatMap(([type, bodies]) =>
    Object.entries(bodies).flatMap(([name, body]) => {
      const schema = schemaOf(type);
      return schema === undefined ? [`${type}: no schema to tell`] : written(body, schema, `${type}.${name}`);
    }),
  );
  const generators = Object.keys(json.resource ?? {}).filter(
    (type) => type === "random_password" || type === "tls_private_key",
  );
  return [...resources, ...generators.map((type) => `${type} keeps its result in state`)];
}

describe("rule 5: no secret value is ever written", () => {
  test.each(all)("%s holds none", (_, json) => {
    expect(secretsIn(json)).toEqual([]);
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
    expect(secretsIn({ terraform: { backend: {} }, resource: { [type]: { planted: body } } })).toHaveLength(1);
  });
});
