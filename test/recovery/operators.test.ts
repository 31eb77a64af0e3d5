import { describe, expect, test } from "@jest/globals";
import type { Cloud } from "../../modules/core/cloud";
import { PassingError, type Target, type VendorAction } from "../../modules/recovery/contract";
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

describe("what vendors are sent", () => {
  const [iowa, carolina] = pairs.gcp;
  const [virginia, arizona] = pairs.azure;
  const sql = "https://sqladmin.googleapis.com/v1/projects/account/instances";
  const servers = (site: string) =>
    `https://management.azure.com/subscriptions/account/resourceGroups/staging-azure-${site}/providers/Microsoft.DBforPostgreSQL/flexibleServers/staging-azure-${site}?api-version=2024-08-01`;

  test.each<[string, keyof typeof methods, VendorAction, string, string, unknown]>([
    [
      "Cloud SQL switches on the replica",
      "gcp",
      { do: "switch-database", from: iowa, to: carolina },
      "POST",
      `${sql}/staging-gcp-carolina/switchover`,
      undefined,
    ],
    [
      "Cloud SQL fails over and takes the old primary back",
      "gcp",
      { do: "promote-database", from: iowa, to: carolina },
      "POST",
      `${sql}/staging-gcp-carolina/promoteReplica?failover=true`,
      undefined,
    ],
    [
      "Cloud SQL is told which replica takes over",
      "gcp",
      { do: "designate-replica", site: carolina, source: iowa },
      "PATCH",
      `${sql}/staging-gcp-iowa`,
      { replicationCluster: { failoverDrReplicaName: "account:staging-gcp-carolina" } },
    ],
    [
      "Flexible Server exchanges roles, planned",
      "azure",
      { do: "switch-database", from: virginia, to: arizona },
      "PATCH",
      servers("arizona"),
      { properties: { replica: { role: "Primary", promoteMode: "switchover", promoteOption: "planned" } } },
    ],
    [
      "Flexible Server is promoted by force",
      "azure",
      { do: "promote-database", from: virginia, to: arizona },
      "PATCH",
      servers("arizona"),
      { properties: { replica: { role: "Primary", promoteMode: "switchover", promoteOption: "forced" } } },
    ],
  ])("%s", async (_, cloud, action, method, url, body) => {
    const { sent, operator: acting } = rest(cloud, {});
    await acting.perform(action, signal);
    expect(sent.at(-1)).toEqual({ method, url, body });
  });

  test("the gates of Cloud DNS are one number, and the rest of the record stays as it is", async () => {
    const record = {
      name: "active.",
      type: "A",
      ttl: 30,
      routingPolicy: { primaryBackup: { trickleTraffic: 0, keep: 1 } },
    };
    const { sent, operator: acting } = rest("gcp", { "/rrsets": { rrsets: [record] } });
    await acting.perform({ do: "close-gate", site: iowa, keepOpen: carolina }, signal);
    expect(sent.at(-1)).toMatchObject({
      method: "PATCH",
      url: "https://dns.googleapis.com/dns/v1/projects/account/managedZones/staging-gcp/rrsets/active.gcp.staging.example.com./A",
      body: { ttl: 30, routingPolicy: { primaryBackup: { trickleTraffic: 1, keep: 1 } } },
    });
  });

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
