import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CloudWorkspace } from "../support/cloud";
import { born, switched } from "../support/switches";
import type { StackJson } from "../support/synthesis";

const cloud = new CloudWorkspace();
beforeAll(() => cloud.open());
afterAll(() => {
  cloud.close();
});

const ofStaging = (standings: typeof born) => standings.filter(({ environment }) => environment === "staging");
const [asBorn] = ofStaging(born);
const failedOver = ofStaging(switched).find(({ story }) => story === "after a failover");

const jsonOf = (standing: typeof asBorn, name: string): StackJson =>
  standing?.stacks.get(name) ?? { terraform: { backend: {} } };

/** In the order of a first deployment: dependencies say so. */
const stacks = ["state", "virginia", "arizona", "traffic"].map((name) => `staging-azure-${name}`);

const subscription = "11111111-2222-4333-8444-000000000002";
const [origin, standby] = ["staging-azure-virginia", "staging-azure-arizona"] as const;

const operate = (name: string, server: string, more: Readonly<Record<string, string>> = {}) =>
  cloud.clouds.operate("azure", `postgres:${name}`, { subscription, resourceGroup: server, server, ...more });

const promote = (server: string, promoteOption: "planned" | "forced") =>
  operate("servers.update", server, {
    properties: JSON.stringify({ replica: { role: "Primary", promoteMode: "switchover", promoteOption } }),
  });

const left = async (name: string) => (await cloud.plan(name)).filter(({ actions }) => actions !== "no-op");

/** What no cloud gave: the sandbox's own words for a value that nothing here knows. */
const invented = /"[a-z_]+-[0-9a-f]{17}"/;

describe("staging on the simulated Azure", () => {
  test.each(stacks)(
    "is applied by real Terraform, and then has nothing to do: %s",
    async (name) => {
      await cloud.write(name, jsonOf(asBorn, name));
      await cloud.apply(name);
      expect(await left(name)).toEqual([]);
    },
    60_000,
  );

  test("has real servers for its servers, the standby's following the origin's", () => {
    expect(cloud.databases.calls).toEqual([
      `createPrimary ${origin}`,
      `setPassword understudy at ${origin}`,
      `createReplica ${standby} of ${origin}`,
    ]);
  });

  test("keeps no password, and gives every value in Azure's form", () => {
    const things = [...cloud.store.entries("thing")];
    expect(things.length).toBeGreaterThan(120);
    expect(JSON.stringify(things)).not.toMatch(/"(?:administrator_password_wo|value_wo)":"/);
    expect(things.filter(([, thing]) => invented.test(JSON.stringify(thing))).map(([key]) => key)).toEqual([]);
  });

  test("stands by itself: the standby is applied with the origin's region dark, and takes over", async () => {
    await cloud.outage("azure/eastus2", "dark");
    await cloud.clouds.regionLost("azure", "eastus2");
    await expect(cloud.plan(origin)).rejects.toThrow(/eastus2.*503.*context deadline exceeded/s);
    await expect(promote(standby, "planned")).rejects.toThrow(/not ready/);
    await promote(standby, "forced");

    cloud.rewrite(standby, jsonOf(failedOver, standby));
    expect((await left(standby)).filter(({ actions }) => actions !== "update")).toEqual([]);
    await cloud.apply(standby);
    expect(await left(standby)).toEqual([]);
    // The pair's own names are asked of the region that answers, whichever of the two that is.
    expect(await left("staging-azure-traffic")).toEqual([]);
    await cloud.outage("azure/westus3", "dark");
    await expect(cloud.plan("staging-azure-traffic")).rejects.toThrow(
      /(?:eastus2|westus3).*context deadline exceeded/s,
    );
    await cloud.outage("azure/eastus2", undefined);
    expect(await left("staging-azure-traffic")).toEqual([]);
    await cloud.outage("azure/westus3", undefined);
    await cloud.outage("azure/eastus2", "dark");
  }, 60_000);

  test("takes the lost primary in again when its region is back, and leaves Terraform nothing to replace", async () => {
    await cloud.outage("azure/eastus2", undefined);
    await cloud.clouds.regionReturned("azure", "eastus2");
    expect(cloud.databases.calls.slice(-2)).toEqual([`start ${origin}`, `rejoin ${origin} to ${standby}`]);
    expect(await operate("servers.get", origin)).toMatchObject({
      properties: { replicationRole: "AsyncReplica", highAvailability: { mode: "Disabled" } },
    });
    cloud.rewrite(origin, jsonOf(failedOver, origin));
    expect((await left(origin)).filter(({ actions }) => actions !== "update")).toEqual([]);
    await promote(origin, "planned");
    cloud.rewrite(origin, jsonOf(asBorn, origin));
    expect((await left(origin)).filter(({ actions }) => actions !== "update")).toEqual([]);
  }, 60_000);
});
