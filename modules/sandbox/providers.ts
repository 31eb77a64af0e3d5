import { providerNames } from "../schema/load";
import { forgetful } from "./engine/forgetful";
import { provider, type ProviderName } from "./engine/provider";
import type { World } from "./engine/world";
import { serve } from "./protocol/server";

/** Where `hashicorp/aws` and its like come from when nobody says it: for Terraform, and for OpenTofu. */
const registries = ["registry.terraform.io", "registry.opentofu.org"] as const;

/** Providers that answer on this machine. */
export interface Providers {
  /** What `TF_REATTACH_PROVIDERS` must be for Terraform or OpenTofu to ask these and start none of its own. */
  readonly reattach: string;
  readonly stop: () => void;
}

/**
 * Starts every provider that there are schemas of, each on the loopback interface at a port of the system's choice.
 * @param worldOf - what is behind each; by default nothing that remembers
 */
export async function startProviders(worldOf: (name: ProviderName) => World = () => forgetful): Promise<Providers> {
  const served = await Promise.all(
    providerNames.map(async (name) => ({ name, ...(await serve(provider(name, worldOf(name)))) })),
  );
  const entries = served.flatMap(({ name, address }) => {
    const Addr = { Network: "tcp", String: address };
    const entry = { Protocol: "grpc", ProtocolVersion: 6, Pid: process.pid, Test: true, Addr };
    return registries.map((registry) => [`${registry}/hashicorp/${name}`, entry] as const);
  });
  return {
    reattach: JSON.stringify(Object.fromEntries(entries)),
    stop: () => {
      for (const { stop } of served) stop();
    },
  };
}
