import { describe, expect, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import type { GroupRoles } from "../../modules/core/roles";
import { parsed, rolesOf } from "../support/environments";
import { synthesizeEnvironment } from "../support/synthesis";

/** Failed over to the standby, and the origin's database rebuilt from it. */
function rebuilt(group: GroupRoles, origin: string): GroupRoles {
  const standby = Object.keys(group.sites).find((site) => site !== origin) ?? "";
  return {
    active: standby,
    fenced: [],
    sites: { ...group.sites, [origin]: { generation: 2, source: { site: standby, generation: 1 } } },
  };
}

const roles = Object.fromEntries(
  Object.entries(rolesOf(staging)).map(([name, group]) => [name, rebuilt(group, staging.groups[name]?.origin ?? "")]),
);
const before = synthesizeEnvironment(parsed(staging));
const after = synthesizeEnvironment(parsed(staging, roles));

const server = {
  aws: { stack: "staging-aws-virginia", type: "aws_rds_cluster", name: "cluster", named: "cluster_identifier" },
  gcp: { stack: "staging-gcp-iowa", type: "google_sql_database_instance", name: "server", named: "name" },
  azure: { stack: "staging-azure-virginia", type: "azurerm_postgresql_flexible_server", name: "server", named: "name" },
} as const;

describe.each(Object.entries(server))("a rebuilt database on %s", (_, { stack, type, name, named }) => {
  const servers = after.get(stack)?.resource?.[type] ?? {};

  test("is a new server under a new name and address", () => {
    expect(Object.keys(servers)).toEqual([`database_${name}-g2`]);
    expect(servers[`database_${name}-g2`]).toMatchObject({ [named]: `${stack}-g2` });
  });

  test("is born from the site that was active, without a password of its own", () => {
    const text = JSON.stringify(servers);
    expect(text).not.toMatch(/password_wo"|"(master_username|administrator_login)":/);
    if (type !== "aws_rds_cluster") expect(text).toMatch(/staging-(gcp-carolina|azure-arizona)/);
  });

  test("leaves the old server in the cloud, out of Terraform", () => {
    expect(after.get(stack)?.["removed"]).toContainEqual({
      from: `${type}.database_${name}`,
      lifecycle: { destroy: false },
    });
  });

  test("lets go of everything that belonged to the old server, so that nothing of it is destroyed", () => {
    const addresses = (json: typeof before) =>
      Object.entries(json.get(stack)?.resource ?? {}).flatMap(([kind, bodies]) =>
        Object.keys(bodies).map((key) => `${kind}.${key}`),
      );
    const now = addresses(after);
    const removed = JSON.stringify(after.get(stack)?.["removed"]);
    const destroyed = addresses(before).filter(
      (address) => !now.includes(address) && !removed.includes(`"${address}"`),
    );
    expect(destroyed).toEqual([]);
  });

  test("freezes the published password, which the others know", () => {
    const secrets = JSON.stringify([
      after.get(stack)?.resource?.["aws_secretsmanager_secret_version"],
      after.get(stack)?.resource?.["google_secret_manager_secret_version"],
      after.get(stack)?.resource?.["azurerm_key_vault_secret"],
    ]);
    expect(secrets).toMatch(
      /"ignore_changes":\["(secret_string_wo_version|secret_data_wo_version|value_wo_version)"\]/,
    );
  });
});
