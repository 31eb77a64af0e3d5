import { simulateClouds } from "./cloud/clouds";
import { outageOf } from "./cloud/availability";
import { Refusal } from "./cloud/behaviour";
import { bucketExists } from "./cloud/holdings";
import { toJson } from "./cloud/values";
import { openDatabaseServers } from "./postgres/servers";
import { startProviders } from "./providers";
import { sandboxFiles } from "./runtime";
import type { Compose } from "./server/parts";
import { lookUpName } from "./traffic/live";

/** The operation by which a client asks where a name leads: no vendor's, because names have no API, only a protocol. */
export const nameService = "sandbox:name";

/** A whole sandbox: simulated clouds on a store, real PostgreSQL under their databases, providers in front of them. */
export const composeSandbox: Compose = async ({ folder, store, heldLocks }) => {
  const databases = await openDatabaseServers(sandboxFiles.postgres(folder));
  const clouds = simulateClouds({ store, databases, heldLocks });
  await clouds.powerOn();
  const providers = await startProviders((name) => clouds.worldOf(name));
  return {
    reattach: providers.reattach,
    states: {
      bucketExists: (cloud, _, bucket) => bucketExists(store, cloud, bucket),
      outage: (cloud, region) => outageOf(store, cloud, region),
    },
    onStateSaved: async (lock, state) => {
      if (lock !== undefined) await clouds.stateSaved(lock, state);
    },
    onLockEnded: () => Promise.resolve(),
    operate: async ({ cloud, operation, arguments: given }) => {
      try {
        const { question } = given;
        if (operation === nameService && question !== undefined)
          return { answer: await lookUpName({ view: store, databases }, cloud, question) };
        return { answer: toJson(await clouds.operate(cloud, operation, given)) };
      } catch (error) {
        if (error instanceof Refusal) return { refused: error.message };
        throw error;
      }
    },
    onOutage: ({ cloud, region }, mode) =>
      mode === "dark" ? clouds.regionLost(cloud, region) : clouds.regionReturned(cloud, region),
    stop: async () => {
      providers.stop();
      await databases.stopAll();
    },
  };
};
