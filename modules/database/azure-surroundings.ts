import type { PostgresqlFlexibleServer } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server";
import { PostgresqlFlexibleServerConfiguration } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-configuration";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import type { Construct } from "constructs";
import type { AzureSite } from "../core/site";
import type { Key } from "../keys/contract";
import { generationId } from "./generation";

/** Not carried over by a promotion (Microsoft, read replicas), so that every server has its own. */
const parameters = {
  require_secure_transport: "on",
  ssl_min_protocol_version: "TLSv1.2",
  log_min_duration_statement: "1000",
  "pg_qs.query_capture_mode": "top",
  "pgms_wait_sampling.query_capture_mode": "all",
  "metrics.collector_database_activity": "on",
} as const;

const word = (name: string) => `set-${name.replace(/[._]/g, "-")}`;

/** Construct ids of all parameters, of a first generation. */
export const parameterWords = Object.keys(parameters).map(word);

/** Gives a server its parameters, one resource each, as the provider has it. */
export function setParameters(scope: Construct, server: PostgresqlFlexibleServer, generation: number): void {
  for (const [name, value] of Object.entries(parameters))
    new PostgresqlFlexibleServerConfiguration(scope, generationId(word(name), generation), {
      serverId: server.id,
      name,
      value,
    });
}

/** The identity with which the server uses its key, and the grant that it must wait for. */
export function keyUser(scope: Construct, site: AzureSite, group: string, key: Key) {
  const identity = new UserAssignedIdentity(scope, "identity", {
    name: `${site.id}-database`,
    location: site.region,
    resourceGroupName: group,
    tags: { ...site.tags },
  });
  const grant = new RoleAssignment(scope, "key-use", {
    scope: key.scope,
    roleDefinitionName: "Key Vault Crypto Service Encryption User",
    principalId: identity.principalId,
    principalType: "ServicePrincipal",
  });
  return { identity, grant };
}
