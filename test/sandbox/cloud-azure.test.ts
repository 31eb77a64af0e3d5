import { describe, expect, test } from "@jest/globals";
import { StagedCloud } from "../support/staged-cloud";

const staged = new StagedCloud({
  cloud: "azure",
  origin: "virginia",
  standby: "arizona",
  secrets: /"(?:administrator_password_wo|value_wo)":"/,
  leastThings: 120,
});
const { workspace: cloud, origin, standby, traffic } = staged;

const subscription = "11111111-2222-4333-8444-000000000002";

const operate = (name: string, server: string, more: Readonly<Record<string, string>> = {}) =>
  cloud.clouds.operate("azure", `postgres:${name}`, { subscription, resourceGroup: server, server, ...more });

const promote = (server: string, promoteOption: "planned" | "forced") =>
  operate("servers.update", server, {
    properties: JSON.stringify({ replica: { role: "Primary", promoteMode: "switchover", promoteOption } }),
  });

describe("staging on the simulated Azure", () => {
  staged.keepsItsPromises();

  test("stands by itself: the standby is applied with the origin's region dark, and takes over", async () => {
    await cloud.outage("azure/eastus2", "dark");
    await cloud.clouds.regionLost("azure", "eastus2");
    await expect(cloud.plan(origin)).rejects.toThrow(/eastus2.*503.*context deadline exceeded/s);
    await expect(promote(standby, "planned")).rejects.toThrow(/not ready/);
    await promote(standby, "forced");

    cloud.rewrite(standby, staged.json(standby, "after a failover"));
    expect(await staged.unwanted(standby)).toEqual([]);
    await cloud.apply(standby);
    expect(await staged.left(standby)).toEqual([]);
    // The pair's own names are asked of the region that answers, whichever of the two that is.
    expect(await staged.left(traffic)).toEqual([]);
    await cloud.outage("azure/westus3", "dark");
    await expect(cloud.plan(traffic)).rejects.toThrow(/(?:eastus2|westus3).*context deadline exceeded/s);
    await cloud.outage("azure/eastus2", undefined);
    expect(await staged.left(traffic)).toEqual([]);
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
    cloud.rewrite(origin, staged.json(origin, "after a failover"));
    expect(await staged.unwanted(origin)).toEqual([]);
    await promote(origin, "planned");
    cloud.rewrite(origin, staged.json(origin, "as born"));
    expect(await staged.unwanted(origin)).toEqual([]);
  }, 60_000);
});
