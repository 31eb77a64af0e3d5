import type { SimulatedVendor } from "../behaviour";
import { textOf } from "../values";
import { authorizations } from "./authorization";
import { compute } from "./compute";
import { containerservice, poolOperations } from "./containerservice";
import { dns } from "./dns";
import { outages } from "./errors";
import { identity } from "./identity";
import { groupOf, nearest, regionOfLocation, tenantOf, uuid } from "./ids";
import { keySources, keyvault } from "./keyvault";
import { monitor } from "./monitor";
import { network } from "./network";
import { postgres } from "./postgres";
import { postgresOperations, postgresReturned } from "./postgres-operations";
import { privateEndpoints } from "./private-endpoints";
import { resources } from "./resources";
import { storage, storageOperations } from "./storage";
import { trafficmanager, trafficManagerOperations } from "./trafficmanager";

/** The simulated Azure. */
export const azure: SimulatedVendor = {
  cloud: "azure",
  services: [
    authorizations,
    compute,
    containerservice,
    dns,
    identity,
    keyvault,
    monitor,
    network,
    postgres,
    privateEndpoints,
    resources,
    storage,
    trafficmanager,
  ],
  operations: {
    ...postgresOperations,
    ...storageOperations,
    ...poolOperations,
    ...trafficManagerOperations,
  },
  errors: outages,
  place: (configuration) => ({
    region: null,
    account: textOf(configuration, "subscription_id"),
    ...(textOf(configuration, "tenant_id") !== "" && { tenant: textOf(configuration, "tenant_id") }),
  }),
  at: (_, place) => place,
  caller: ({ subscription = "" }) => ({ region: null, account: subscription }),
  // An id says its subscription and resource group.
  scopes: {},
  region: (asked, context) =>
    regionOfLocation(textOf(asked, "location")) ??
    nearest(context, textOf(asked, "key_vault_id"))?.region ??
    groupOf(asked, context)?.region ??
    null,
  returned: postgresReturned,
  sources: {
    ...keySources,
    azurerm_client_config: (_, context) => ({
      id: uuid(context, "client-config", context.place.account),
      client_id: uuid(context, "caller-client", context.place.account),
      object_id: uuid(context, "caller", context.place.account),
      subscription_id: context.place.account,
      tenant_id: tenantOf(context),
    }),
  },
};
