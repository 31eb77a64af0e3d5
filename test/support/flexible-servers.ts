import { endpointType, serverType } from "../../modules/sandbox/cloud/azure/postgres-roles";
import { stackWith } from "./rows";

/** Whose servers they are. */
export const subscription = "00000000-0000-4000-8000-000000000001";

type Bodies = Readonly<Record<string, object>>;

/** The id of a server, as another stack would write it. */
export function idOf(name: string, group = "one"): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`;
}

const server = (name: string, more: object) => ({
  name,
  resource_group_name: "one",
  sku_name: "GP_Standard_D4ds_v5",
  storage_mb: 131072,
  version: "16",
  zone: "1",
  ...more,
});

/** A server that is born as a primary, with a standby in another zone. */
export function primary(name: string, more: object = {}) {
  return server(name, {
    location: "westus2",
    create_mode: "Default",
    administrator_login: "pgadmin",
    administrator_password_wo: "${ephemeral.random_password.login.result}",
    administrator_password_wo_version: 1,
    high_availability: { mode: "ZoneRedundant", standby_availability_zone: "2" },
    depends_on: ["azurerm_resource_group.one"],
    ...more,
  });
}

/** A server that is born as a replica, and names its source as another stack would: by its literal id. */
export function replica(name: string, source: string, more: object = {}) {
  return server(name, {
    location: "eastus",
    create_mode: "Replica",
    source_server_id: idOf(source),
    depends_on: ["azurerm_resource_group.two", `${serverType}.${source}`],
    ...more,
  });
}

/** The endpoint of the pair `<name>-a` and `<name>-b`. */
export function endpoint(name: string, replicaGroup: string, more: object = {}) {
  return {
    name,
    type: "ReadWrite",
    source_server_id: idOf(`${name}-a`),
    replica_server_id: idOf(`${name}-b`, replicaGroup),
    depends_on: [`${serverType}.${name}-b`],
    ...more,
  };
}

/** A stack of servers, their endpoints and locks, in two groups. */
export function stack(servers: Bodies, endpoints: Bodies, locks: Bodies = {}) {
  const groups = { one: { name: "one", location: "westus2" }, two: { name: "two", location: "eastus" } };
  return {
    ...stackWith(
      { azurerm: [{ features: {}, subscription_id: subscription }], random: [{}] },
      {
        azurerm_resource_group: groups,
        ...(Object.keys(locks).length > 0 && { azurerm_management_lock: locks }),
        [serverType]: servers,
        [endpointType]: endpoints,
      },
    ),
    ephemeral: { random_password: { login: { length: 24 } } },
  };
}
