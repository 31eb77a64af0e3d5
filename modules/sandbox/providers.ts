import { providerNames } from "../schema/load";
import { schemaProvider } from "./engine/provider";
import { serve } from "./protocol/server";

/** Providers that answer on this machine. */
export interface Providers {
  /** What `TF_REATTACH_PROVIDERS` must be for Terraform to ask these and start none of its own. */
  readonly reattach: string;
  readonly stop: () => void;
}

/** Starts every provider that there are schemas of, each on the loopback interface at a port of the system's choice. */
export async function startProviders(): Promise<Providers> {
  const served = await Promise.all(
    providerNames.map(async (name) => ({ name, ...(await serve(schemaProvider(name))) })),
  );
  const entries = served.map(({ name, address }) => [
    `registry.terraform.io/hashicorp/${name}`,
    { Protocol: "grpc", ProtocolVersion: 6, Pid: process.pid, Test: true, Addr: { Network: "tcp", String: address } },
  ]);
  return {
    reattach: JSON.stringify(Object.fromEntries(entries)),
    stop: () => {
      for (const { stop } of served) stop();
    },
  };
}
