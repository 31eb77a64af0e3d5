import { alertsPromises } from "./alerts/promises";
import { clusterPromises } from "./cluster/promises";
import type { Promises } from "./core/promise";
import { databasePromises } from "./database/promises";
import { deliveryIdentityPromises } from "./delivery-identity/promises";
import { keysPromises } from "./keys/promises";
import { networkPromises } from "./network/promises";
import { secretsPromises } from "./secrets/promises";
import { statePromises } from "./state/promises";
import { trafficPromises } from "./traffic/promises";

/** Every promise of every capability, in the order in which a site is built. */
export const allPromises: readonly Promises[] = [
  statePromises,
  deliveryIdentityPromises,
  networkPromises,
  keysPromises,
  alertsPromises,
  clusterPromises,
  databasePromises,
  secretsPromises,
  trafficPromises,
];
