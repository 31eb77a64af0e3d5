import type { Cloud } from "../../core/cloud";
import { callOperation } from "../../sandbox/server/client";
import type { Runtime } from "../../sandbox/runtime";
import { PassingError } from "../contract";
import type { Transport, VendorCall } from "./transport";

type Input = VendorCall["input"];

/** How a call is put to a simulated cloud, where that is not in the same words. */
interface Adapter {
  readonly operation?: string;
  readonly input?: (input: Input) => Input;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/** By method. Simulated operations take texts: what is nested is taken out, lists and objects travel as JSON. */
const adapters: Readonly<Record<string, Adapter>> = {
  "sqladmin:instances.patch": {
    input: ({ project, instance, replicationCluster }) => ({
      project,
      instance,
      failoverDrReplicaName: field(replicationCluster, "failoverDrReplicaName"),
    }),
  },
};

/** What simulated clouds say when another try may help (their errors.ts). */
const passing = /thrott|rate ?limit|too ?many ?requests|\b(?:429|503)\b|time-?out|timed out|unavailable/i;

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function texts(input: Input): Readonly<Record<string, string>> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, asText(value)]));
}

/** The same calls, put to the simulated cloud of a sandbox that is up. */
export function sandboxTransport(runtime: Runtime, cloud: Cloud): Transport {
  return {
    send: async ({ method, region, input }, signal) => {
      signal.throwIfAborted();
      const { operation = method, input: adapt } = adapters[method] ?? {};
      const given = texts({ ...(region !== null && { region }), ...(adapt?.(input) ?? input) });
      const outcome = await callOperation(runtime, { cloud, operation, arguments: given });
      if ("answer" in outcome) return outcome.answer;
      const message = `${method}: ${outcome.refused}`;
      throw passing.test(outcome.refused) ? new PassingError(message) : new Error(message);
    },
  };
}
