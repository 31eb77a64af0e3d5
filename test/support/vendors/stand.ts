import { randomBytes } from "node:crypto";
import type { Cloud } from "../../../modules/core/cloud";
import type { Operator } from "../../../modules/recovery/contract";
import { operator } from "../../../modules/recovery/operators";
import { awsTransport } from "../../../modules/recovery/operators/aws-transport";
import { azureMethods } from "../../../modules/recovery/operators/azure-methods";
import { gcpMethods } from "../../../modules/recovery/operators/gcp-methods";
import { restTransport } from "../../../modules/recovery/operators/rest-transport";
import { sandboxTransport } from "../../../modules/recovery/operators/sandbox-transport";
import type { Transport } from "../../../modules/recovery/operators/transport";
import { Refusal } from "../../../modules/sandbox/cloud/behaviour";
import { toJson } from "../../../modules/sandbox/cloud/values";
import type { Sandboxes } from "../../sandbox/server-support";
import { awsVendor } from "./aws";
import { azureVendor } from "./azure";
import { gcpVendor } from "./gcp";
import { PairWorld } from "./pair";
import { plantedPair } from "./sandbox";
import { type Vendor, VendorServer } from "./server";

const vendors = { aws: awsVendor, gcp: gcpVendor, azure: azureVendor } as const satisfies Record<
  Cloud,
  (world: PairWorld) => Vendor
>;

/** A vendor's own API, spoken over the loopback interface. */
export interface VendorStand {
  readonly world: PairWorld;
  readonly server: VendorServer;
  readonly operator: Operator;
}

/** What a test may want of a stand. */
export interface StandOptions {
  /** Who is asked for credentials. @default - somebody who has some */
  readonly credentials?: () => Promise<string>;
  /** How long a request may take, milliseconds: short where a vendor is silent. @default 20,000 */
  readonly patience?: number;
}

/** By cloud: the transport that it is spoken to by, with all of its requests sent here. */
function transportTo(cloud: Cloud, server: VendorServer, { credentials, patience = 20_000 }: StandOptions): Transport {
  const token = credentials ?? (() => Promise.resolve(randomBytes(12).toString("hex")));
  const rest = { token, fetch: server.fetch, patience };
  switch (cloud) {
    case "aws": {
      const identity = async () => ({ accessKeyId: "understudy", secretAccessKey: await token() });
      const endpoints = ["us-east-1", "us-west-2"].map((region) => ({ region, endpoint: server.address }));
      const options = { maxAttempts: 1, credentials: identity, endpoint: server.address } as const;
      return awsTransport(options, endpoints, { region: patience, gates: patience });
    }
    case "gcp":
      return restTransport({ methods: gcpMethods, ...rest });
    case "azure":
      return restTransport({ methods: azureMethods, ...rest });
  }
}

/** Opens a vendor's API for a pair. Close its server. */
export async function openVendor(cloud: Cloud, options: StandOptions = {}): Promise<VendorStand> {
  const world = new PairWorld(cloud);
  const server = new VendorServer(vendors[cloud](world));
  await server.open();
  return { world, server, operator: operator(cloud, transportTo(cloud, server, options)) };
}

/** The same pair in a sandbox that is up, put to it by its control API. */
export async function openSandbox(cloud: Cloud, sandboxes: Sandboxes) {
  const world = new PairWorld(cloud);
  const simulated = await plantedPair(world);
  const { runtime } = await sandboxes.start({
    operate: async ({ operation, arguments: given }) => {
      try {
        return { answer: toJson(await simulated.clouds.operate(cloud, operation, given)) };
      } catch (error) {
        if (error instanceof Refusal) return { refused: error.message };
        throw error;
      }
    },
  });
  return { world, simulated, operator: operator(cloud, sandboxTransport(runtime, cloud)) };
}
