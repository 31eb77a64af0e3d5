import { outageOf } from "../cloud/availability";
import { startProviders } from "../providers";
import type { Compose } from "./parts";

/** The parts of a sandbox, as they are today: providers that remember nothing, and clouds in which every bucket exists. */
export const composeSandbox: Compose = async ({ store }) => {
  const providers = await startProviders();
  return {
    reattach: providers.reattach,
    states: {
      bucketExists: () => true,
      outage: (cloud, region) => outageOf(store, cloud, region),
    },
    onStateSaved: () => Promise.resolve(),
    onLockEnded: () => Promise.resolve(),
    operate: ({ cloud, operation }) =>
      Promise.resolve({ refused: `the sandbox simulates no operation of ${cloud}, and so not ${operation}` }),
    onOutage: () => Promise.resolve(),
    stop: () => {
      providers.stop();
      return Promise.resolve();
    },
  };
};
