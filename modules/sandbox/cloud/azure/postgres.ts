import type { Fields } from "../../protocol/values";
import type { Behaviour, Context, DatabaseWork, Service } from "../behaviour";
import { blockOf, bodiesOf, differs, numberOf, refusal } from "../lookups";
import { textOf } from "../values";
import { azureError, imported, notFound } from "./errors";
import { groupId, tenantOf, uuid } from "./ids";
import { keyTrouble } from "./keyvault";
import { named } from "./named";
import { endpoint } from "./postgres-endpoint";
import { endpointsOf, endpointType, leads, nameOf, serverType, sourceOf, wasSwitched } from "./postgres-roles";

/** The performance tier that a size comes with, by MB (Flexible Server, "Storage options"). */
const storageTiers: Readonly<Record<number, string>> = {
  32768: "P4",
  65536: "P6",
  131072: "P10",
  262144: "P15",
  524288: "P20",
  1048576: "P30",
  2097152: "P40",
  4194304: "P50",
};

/** What a server has when it says nothing. */
const usual = {
  administrator_login: "",
  backup_retention_days: 7,
  storage_mb: 32768,
  sku_name: "B_Standard_B1ms",
  version: "16",
} as const;

const isReplica = (server: Fields) => sourceOf(server) !== "";

function gives(asked: Fields, context: Context): Fields {
  const source = context.find(serverType, sourceOf(asked))?.attributes ?? {};
  const inherited = Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, source[name] ?? value]));
  const megabytes = numberOf(asked, "storage_mb") || Number(inherited["storage_mb"]);
  return {
    ...inherited,
    fqdn: `${textOf(asked, "name")}.postgres.database.azure.com`,
    private_dns_zone_id: "",
    storage_tier: storageTiers[megabytes] ?? "P4",
    authentication: [{ active_directory_auth_enabled: false, password_auth_enabled: true, tenant_id: "" }],
    identity: [{ principal_id: uuid(context, "server", textOf(asked, "name")), tenant_id: tenantOf(context) }],
  };
}

/** Why a server cannot be a replica of what it names (Flexible Server, "Read replicas: considerations"). */
function replicaTrouble(asked: Fields, { find }: Context): readonly (string | undefined)[] {
  const id = sourceOf(asked);
  if (id === "") return [];
  const source = find(serverType, id)?.attributes;
  if (source === undefined) return [notFound(id)];
  const sku = textOf(asked, "sku_name") || textOf(source, "sku_name");
  const [own, its] = [numberOf(asked, "storage_mb"), numberOf(source, "storage_mb")];
  return [
    textOf(source, "sku_name").startsWith("B_") || sku.startsWith("B_")
      ? azureError(
          400,
          "ReplicaNotSupportedForBurstable",
          "Read replicas are not supported for the Burstable compute tier.",
        )
      : undefined,
    isReplica(source)
      ? azureError(400, "SourceServerIsReplica", `The server ${nameOf(id)} is a read replica itself.`)
      : undefined,
    own > 0 && own < its
      ? azureError(
          400,
          "ReplicaStorageTooSmall",
          `The replica's storage of ${own} MB must not be smaller than its source's ${its} MB.`,
        )
      : undefined,
    textOf(asked, "version") !== "" && textOf(asked, "version") !== textOf(source, "version")
      ? azureError(
          400,
          "ReplicaVersionMismatch",
          `The replica's version must be ${textOf(source, "version")}, as its source's.`,
        )
      : undefined,
    asked["geo_redundant_backup_enabled"] === true
      ? azureError(
          400,
          "GeoRedundantBackupNotSupportedForReplica",
          "Geo-redundant backup is not supported for read replicas.",
        )
      : undefined,
  ];
}

function refuses(asked: Fields, context: Context, before: Fields | undefined): string | undefined {
  const available = bodiesOf(asked, "high_availability").length > 0;
  const isBornReplica = before === undefined && isReplica(asked);
  const turnsOn = before !== undefined && isReplica(before) && bodiesOf(before, "high_availability").length === 0;
  const key = blockOf(asked, "customer_managed_key");
  return refusal(
    /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(textOf(asked, "name"))
      ? undefined
      : azureError(
          400,
          "InvalidServerName",
          `The server name '${textOf(asked, "name")}' must be 3 to 63 lowercase letters, digits and hyphens.`,
        ),
    ...(before === undefined ? replicaTrouble(asked, context) : []).flatMap((sentence) => sentence ?? []),
    available && (isBornReplica || turnsOn)
      ? azureError(400, "HANotSupportedForReplica", "High availability is not supported for read replicas.")
      : undefined,
    keyTrouble(textOf(key, "key_vault_key_id"), textOf(key, "primary_user_assigned_identity_id"), context),
  );
}

/** "None" makes a replica independent, once: the provider knows no other change of role (4.55.0). */
const leavesPair = (asked: Fields, before: Fields) =>
  isReplica(before) && textOf(asked, "replication_role") === "None" && differs(asked, before, "replication_role");

function password(after: Fields, before: Fields | undefined, config: Fields): string {
  const isSame =
    before !== undefined &&
    !differs(after, before, "administrator_password_wo_version") &&
    !differs(after, before, "administrator_password");
  return isSame ? "" : textOf(config, "administrator_password_wo") || textOf(config, "administrator_password");
}

function databases(
  after: Fields | undefined,
  _: Context,
  before: Fields | undefined,
  config: Fields,
): DatabaseWork | undefined {
  const name = textOf(after ?? before ?? {}, "name");
  if (after === undefined) return (servers) => servers.remove(name);
  const source = nameOf(sourceOf(before ?? after));
  const secret = password(after, before, config);
  return async (servers) => {
    if (before === undefined && (await servers.status(name)) === undefined)
      await (source === "" ? servers.createPrimary(name) : servers.createReplica(name, source));
    if (before !== undefined && leavesPair(after, before)) await servers.promote(name);
    if (secret !== "" && !isReplica(after))
      await servers.setPassword(name, textOf(after, "administrator_login"), secret);
  };
}

const server: Behaviour = {
  gives,
  refuses,
  unique: (asked, context) => {
    const name = textOf(asked, "name");
    const id = `${groupId(context, textOf(asked, "resource_group_name"))}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`;
    const elsewhere = azureError(409, "ServerNameAlreadyExists", `Specified server name '${name}' is already used.`);
    return { key: name, taken: context.find(serverType, id) === undefined ? elsewhere : imported(serverType, id) };
  },
  keeps: (there, { things }) => {
    const replicas = things(serverType).filter(({ attributes }) => sourceOf(attributes) === textOf(there, "id"));
    return replicas.length === 0 || isReplica(there)
      ? undefined
      : azureError(
          409,
          "ServerHasReplicas",
          `The server ${textOf(there, "name")} has read replicas: ${replicas.map(({ id }) => nameOf(id)).join(", ")}. Delete or promote them first.`,
        );
  },
  // Read keeps the source of the state when the API has none, and takes no role and no way of creation from it at all.
  reads: (there, state) => ({
    ...there,
    source_server_id: wasSwitched(there)
      ? sourceOf(there) || (state["source_server_id"] ?? null)
      : (there["source_server_id"] ?? null),
    create_mode: state["create_mode"] ?? null,
    replication_role: state["replication_role"] ?? null,
    administrator_password: state["administrator_password"] ?? null,
  }),
  becomes: (asked, _, before) => ({
    ...asked,
    source_server_id: before["source_server_id"] ?? null,
    ...(leavesPair(asked, before) && { source_now: "" }),
  }),
  consequences: (after, context, before) =>
    after === undefined || before === undefined || !leavesPair(after, before)
      ? []
      : endpointsOf(context, textOf(after, "id")).map((one) => leads(one, sourceOf(before))),
  databases,
};

const part = (type: string, kind: string): Behaviour =>
  named({ type, id: `{server_id}/${kind}/{name}`, names: ["server_id"], within: "server_id" });

/** Flexible servers and what is in them. */
export const postgres: Service = {
  [serverType]: named(
    {
      type: serverType,
      id: "{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{name}",
      names: ["identity.identity_ids", "delegated_subnet_id"],
    },
    server,
  ),
  azurerm_postgresql_flexible_server_configuration: part(
    "azurerm_postgresql_flexible_server_configuration",
    "configurations",
  ),
  azurerm_postgresql_flexible_server_database: part("azurerm_postgresql_flexible_server_database", "databases"),
  [endpointType]: endpoint,
};
