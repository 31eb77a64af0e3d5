import { describe, expect, test } from "@jest/globals";
import type { Cloud } from "../../modules/core/cloud";
import { PassingError, type Target } from "../../modules/recovery/contract";
import { operator } from "../../modules/recovery/operators";
import { azureMethods } from "../../modules/recovery/operators/azure-methods";
import { awsTransport } from "../../modules/recovery/operators/aws-transport";
import { cloudTransport } from "../../modules/recovery/operators/cloud-transport";
import { gcpMethods } from "../../modules/recovery/operators/gcp-methods";
import { restTransport } from "../../modules/recovery/operators/rest-transport";

const { signal } = new AbortController();

const target = (cloud: Cloud, site: string, region: string, origin: boolean): Target => ({
  cloud,
  environment: "staging",
  group: cloud,
  site,
  name: `active.${cloud}.staging.example.com`,
  region,
  origin,
  database: `staging-${cloud}-${site}`,
  account: "account",
});

const pairs = {
  aws: [target("aws", "virginia", "us-east-1", true), target("aws", "oregon", "us-west-2", false)],
  gcp: [target("gcp", "iowa", "us-central1", true), target("gcp", "carolina", "us-east1", false)],
  azure: [target("azure", "virginia", "eastus2", true), target("azure", "arizona", "westus3", false)],
} as const;

/** What a vendor was sent, and what it answers: the first answer whose part of the address is in it. */
function recorded(answers: Readonly<Record<string, unknown>>, status = 200) {
  const sent: { readonly method: string; readonly url: string; readonly body: unknown }[] = [];
  const fake: typeof fetch = (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    sent.push({
      method: init?.method ?? "GET",
      url,
      body: typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
    });
    const [, answer = {}] = Object.entries(answers).find(([part]) => url.includes(part)) ?? [];
    return Promise.resolve(new Response(JSON.stringify(answer), { status }));
  };
  return { sent, fake };
}

const methods = { gcp: gcpMethods, azure: azureMethods } as const;

function rest(cloud: keyof typeof methods, answers: Readonly<Record<string, unknown>>, status?: number) {
  const { sent, fake } = recorded(answers, status);
  const transport = restTransport({ methods: methods[cloud], token: () => Promise.resolve("t"), fetch: fake });
  return { sent, operator: operator(cloud, transport) };
}

describe("what vendors answer", () => {
  const [iowa, carolina] = pairs.gcp;
  const [virginia, arizona] = pairs.azure;
  test.each([408, 409, 429, 500, 503])("an answer of %d may pass", async (status) => {
    const { operator: acting } = rest("gcp", { "/instances": { error: { message: "busy" } } }, status);
    const asked = acting.isDone({ do: "switch-database", from: iowa, to: carolina }, signal);
    await expect(asked).rejects.toThrow(PassingError);
  });

  test("a refusal does not pass, and is told in the vendor's words", async () => {
    const { operator: acting } = rest("azure", { "/flexibleServers": { error: { message: "not a replica" } } }, 400);
    const asked = acting.perform({ do: "switch-database", from: virginia, to: arizona }, signal);
    await expect(asked).rejects.toThrow("postgres:servers.update: 400 not a replica");
    await expect(asked).rejects.not.toThrow(PassingError);
  });

  test("an answer of another shape than documented is no answer", async () => {
    const { operator: acting } = rest("azure", { "/flexibleServers": { odd: true } });
    await expect(acting.isDone({ do: "switch-database", from: virginia, to: arizona }, signal)).rejects.toThrow(
      "postgres:servers.get answered in another shape than documented",
    );
  });

  test("a gate of AWS cannot be worked without the endpoints that outlive a region", async () => {
    const acting = operator("aws", awsTransport({ maxAttempts: 1 }, []));
    await expect(acting.perform({ do: "open-gate", site: pairs.aws[1] }, signal)).rejects.toThrow(
      "no endpoints of the routing controls are given",
    );
  });

  test.each(["aws", "gcp", "azure"] as const)("%s has a transport of its own", (cloud) => {
    expect(cloudTransport(cloud, { controlEndpoints: [] })).toHaveProperty("send");
  });
});
