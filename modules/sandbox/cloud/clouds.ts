import { type Cloud, clouds } from "../../core/cloud";
import { regionNames } from "../../core/regions";
import type { ProviderName } from "../engine/provider";
import { forgetful } from "../engine/forgetful";
import type { World } from "../engine/world";
import type { Value } from "../protocol/values";
import { aws } from "./aws/vendor";
import { azure } from "./azure/vendor";
import { outageOf, reach } from "./availability";
import { type Consequence, type OperationContext, type Place, Refusal, type SimulatedVendor } from "./behaviour";
import { changesOf } from "./consequences";
import { gcp } from "./gcp/vendor";
import { serversIn } from "./holdings";
import { settled } from "./orphans";
import { random } from "./random";
import { contextOf, thingsOf } from "./things";
import { CloudWorld, type Ground } from "./world";

const vendors = { aws, gcp, azure } as const satisfies Record<Cloud, SimulatedVendor>;

/** The simulated clouds of one sandbox. */
export interface Clouds {
  /** What is behind a provider. Kubernetes, helm and tls remember nothing: what they make is Terraform's state alone. */
  readonly worldOf: (name: ProviderName) => World;
  /**
   * Calls a vendor's own API, as recovery and people do.
   * @throws Refusal in the vendor's words, or naming the operations that there are
   */
  readonly operate: (cloud: Cloud, operation: string, given: Readonly<Record<string, string>>) => Promise<Value>;
  /** Marks what a saved state names as known to somebody. @param lock - under which the state was written */
  readonly stateSaved: (lock: string, state: unknown) => Promise<void>;
  /** Starts every database server whose region is not dark. */
  readonly powerOn: () => Promise<void>;
  /** Cuts the power of a region's database servers. */
  readonly regionLost: (cloud: Cloud, region: string) => Promise<void>;
  /** Starts them again, and lets the vendor do what it does by itself when a region is back. */
  readonly regionReturned: (cloud: Cloud, region: string) => Promise<void>;
}

/** Puts the clouds on their ground. */
export function simulateClouds(ground: Ground): Clouds {
  const { store } = ground;
  const contextAt = (vendor: SimulatedVendor, place: Place): OperationContext => ({
    ...contextOf(store, vendor, place),
    databases: ground.databases,
    change: (consequences: readonly Consequence[]) =>
      store.transact((view) => ({
        changes: changesOf(view, contextOf(view, vendor, place), consequences),
        result: undefined,
      })),
  });
  const worlds = {
    aws: new CloudWorld(aws, ground),
    google: new CloudWorld(gcp, ground),
    azurerm: new CloudWorld(azure, ground),
    random,
    helm: forgetful,
    kubernetes: forgetful,
    tls: forgetful,
  } as const satisfies Record<ProviderName, World>;

  const start = async (names: readonly string[]) => {
    const statuses = await Promise.all(names.map((name) => ground.databases.status(name)));
    const stopped = statuses.flatMap((status) => (status === undefined || status.running ? [] : [status.name]));
    await Promise.all(stopped.map((name) => ground.databases.start(name)));
  };

  return {
    powerOn: async () => {
      const dark = clouds.flatMap((cloud) =>
        regionNames(cloud)
          .filter((region) => outageOf(store, cloud, region) === "dark")
          .flatMap((region) => serversIn(store, cloud, region)),
      );
      await start(ground.databases.list().filter((name) => !dark.includes(name)));
    },
    worldOf: (name) => worlds[name],
    operate: async (cloud, name, given) => {
      const vendor: SimulatedVendor = vendors[cloud];
      const operation = vendor.operations[name];
      const known = Object.keys(vendor.operations).join(", ");
      if (operation === undefined) throw new Refusal(`${cloud} has no operation "${name}"; the sandbox knows ${known}`);
      const lacking = Object.keys(operation.takes).filter((argument) => given[argument] === undefined);
      if (lacking.length > 0) throw new Refusal(`${name} needs ${lacking.join(", ")}; give each of them`);
      const context = contextAt(vendor, vendor.caller(given));
      const kind = operation.looks === true ? "read" : "change";
      await reach(store, vendor, { region: operation.region(given, context), type: name, kind });
      return operation.run(given, context);
    },
    regionLost: async (cloud, region) => {
      await Promise.all(serversIn(store, cloud, region).map((name) => ground.databases.kill(name)));
    },
    regionReturned: async (cloud, region) => {
      const vendor: SimulatedVendor = vendors[cloud];
      await start(serversIn(store, cloud, region));
      const types = new Set(vendor.services.flatMap((service) => Object.keys(service)));
      const own = thingsOf(store).filter(({ type }) => types.has(type));
      const accounts = new Set(own.map(({ account }) => account));
      for (const account of accounts) await vendor.returned?.(region, contextAt(vendor, { region, account }));
    },
    stateSaved: (lock, state) => store.transact((view) => ({ changes: settled(view, lock, state), result: undefined })),
  };
}
