import type { Fields } from "../../protocol/values";
import type { Context, SimulatedVendor } from "../behaviour";
import { textOf } from "../values";
import { containerservice, poolOperations } from "./containerservice";
import { dns } from "./dns";
import { outages } from "./errors";
import { identity } from "./identity";
import { groupOf, regionOfLocation } from "./ids";
import { clientSource, diskEncryption, keySource, keyvault } from "./keyvault";
import { monitor } from "./monitor";
import { network } from "./network";
import { postgres } from "./postgres";
import { postgresOperations, postgresReturned } from "./postgres-operations";
import { privateEndpoints } from "./private-endpoints";
import { resources } from "./resources";
import { storage } from "./storage";
import { trafficmanager, trafficManagerOperations } from "./trafficmanager";

/** Where it says that it is, else where its group is. */
function region(asked: Fields, context: Context): string | null {
  const location = textOf(asked, "location");
  return location === "" ? (groupOf(asked, context)?.region ?? null) : regionOfLocation(location);
}

/** The simulated Azure. */
export const azure: SimulatedVendor = {
  cloud: "azure",
  services: [
    resources,
    identity,
    network,
    privateEndpoints,
    dns,
    keyvault,
    diskEncryption,
    storage,
    containerservice,
    postgres,
    monitor,
    trafficmanager,
  ],
  operations: { ...postgresOperations, ...poolOperations, ...trafficManagerOperations },
  errors: outages,
  place: (configuration) => {
    const tenant = textOf(configuration, "tenant_id");
    return {
      region: null,
      account: textOf(configuration, "subscription_id"),
      ...(tenant !== "" && { tenant }),
    };
  },
  region,
  returned: postgresReturned,
  sources: { azurerm_client_config: clientSource, azurerm_key_vault_key: keySource },
};
