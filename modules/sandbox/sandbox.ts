import { simulateClouds } from "./cloud/clouds";
import { outageOf } from "./cloud/availability";
import { Refusal } from "./cloud/behaviour";
import { bucketExists } from "./cloud/holdings";
import { toJson } from "./cloud/values";
import { openDatabaseServers } from "./postgres/servers";
import { startProviders } from "./providers";
import { sandboxFiles } from "./runtime";
import type { Compose } from "./server/parts";
import { nameService, replayService, userService } from "./services";
import { lookUpName } from "./traffic/live";

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
    operate: async ({ cloud, operation, arguments: given }) => {
      try {
        const { question, database, user, password, replay } = given;
        if (operation === nameService && question !== undefined)
          return { answer: await lookUpName({ view: store, databases }, cloud, question) };
        if (operation === userService && database !== undefined && user !== undefined && password !== undefined) {
          await databases.setPassword(database, user, password);
          return { answer: {} };
        }
        if (operation === replayService && database !== undefined && (replay === "held" || replay === "on")) {
          await databases.setReplay(database, replay);
          return { answer: {} };
        }
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
