import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { needed } from "../support/azure-protections";
import { refusals } from "../support/azure-refusals";
import {
  endpoint,
  group,
  lock,
  network,
  replicaOf,
  server,
  serverId,
  subnet,
  subscription,
  vault,
} from "../support/azure-things";
import { SimulatedProvider } from "../support/simulated-provider";

let azure = new SimulatedProvider("azurerm", {});
beforeEach(() => {
  azure = new SimulatedProvider("azurerm", { subscription_id: subscription });
});
afterEach(() => {
  azure.close();
});

const operate = (name: string, of: string, more: Readonly<Record<string, string>> = {}) =>
  azure.cloud.clouds.operate("azure", name, { subscription, resourceGroup: "main", server: of, ...more });

const promote = (of: string, promoteMode: string, promoteOption: string) =>
  operate("postgres:servers.update", of, {
    properties: JSON.stringify({ replica: { role: "Primary", promoteMode, promoteOption } }),
  });

describe("the simulated Azure does not make", () => {
  test.each(refusals)("$title", async ({ before, asked, says }) => {
    for (const ask of before) await azure.make(ask);
    const there = azure.cloud.things(asked[0]).length;
    const calls = azure.cloud.databases.calls.length;
    await expect(azure.make(asked)).rejects.toThrow(says);
    expect(azure.cloud.things(asked[0])).toHaveLength(there);
    expect(azure.cloud.databases.calls).toHaveLength(calls);
  });

  test("a subnet that is not within its network, or has an address of a sibling's: all others it does", async () => {
    await azure.make(group);
    await azure.make(network);
    /** Which of 64 parts of 10.0.0.0/18 each subnet has: the network is the first half of them. */
    const taken = new Set<number>();
    const block = fc
      .integer({ min: 0, max: 6 })
      .chain((size) => fc.record({ size: fc.constant(size), place: fc.integer({ min: 0, max: 2 ** (6 - size) - 1 }) }));
    let made = 0;
    await fc.assert(
      fc.asyncProperty(block, async ({ size, place }) => {
        const parts = Array.from({ length: 2 ** size }, (_, index) => place * 2 ** size + index);
        const making = azure.make(subnet(`s${made}`, `10.0.${place * 2 ** size}.0/${24 - size}`));
        if (parts.some((part) => part >= 32)) await expect(making).rejects.toThrow("NetcfgSubnetRangeOutsideVnet");
        else if (parts.some((part) => taken.has(part)))
          await expect(making).rejects.toThrow("NetcfgSubnetRangesOverlap");
        else {
          await making;
          made += 1;
          for (const part of parts) taken.add(part);
        }
      }),
      { numRuns: 200 },
    );
    expect(taken.size).toBeGreaterThan(16);
  });
});

describe("the simulated Azure keeps", () => {
  test.each(needed)("$title", async ({ before, asked, by, says }) => {
    for (const ask of before) await azure.make(ask);
    const there = await azure.make(asked);
    const user = await azure.make(by);
    await expect(azure.remove(asked[0], there)).rejects.toThrow(says);
    await azure.remove(by[0], user);
    await azure.remove(asked[0], there);
    expect(azure.cloud.things(asked[0])).toEqual([]);
  });

  test("from any change what is locked against writing", async () => {
    await azure.make(group);
    const [type] = server("main");
    const there = await azure.make(server("main"));
    await azure.make(lock(serverId("main"), "ReadOnly"));
    await expect(azure.change(type, there, { backup_retention_days: 9 })).rejects.toThrow(
      /ScopeLocked.*cannot perform write/,
    );
  });

  test("a deleted vault's name, which its maker alone gets again, and purge protection for good", async () => {
    await azure.make(group);
    await azure.make(["azurerm_resource_group", { name: "other", location: "eastus2" }]);
    const [type] = vault();
    const there = await azure.make(vault());
    await expect(azure.change(type, there, { purge_protection_enabled: false })).rejects.toThrow(
      /not possible to disable it/,
    );
    await azure.remove(type, there);
    await expect(azure.make(vault({ resource_group_name: "other" }))).rejects.toThrow(/VaultAlreadyExists/);
    await azure.make(vault());
    const open = vault({ name: "acme-open", purge_protection_enabled: false });
    await azure.remove(type, await azure.make(open));
    await azure.make(vault({ name: "acme-open", resource_group_name: "other" }));
  });
});

describe("Flexible Server's own calls", () => {
  beforeEach(async () => {
    await azure.make(group);
    await azure.make(server("main"));
    await azure.make(replicaOf("main"));
  });

  test("promote to primary only behind an endpoint, and only a server like its primary", async () => {
    await expect(promote("standby", "switchover", "planned")).rejects.toThrow(/VirtualEndpointRequired/);
    await expect(promote("main", "switchover", "planned")).rejects.toThrow(/not a read replica/);
    await azure.make(endpoint("main", "standby"));
    await azure.cloud.drift("azurerm_postgresql_flexible_server", serverId("standby"), {
      sku_name: "GP_Standard_D8ds_v5",
    });
    await expect(promote("standby", "switchover", "planned")).rejects.toThrow(/ServerSymmetryRequired/);
    expect(azure.cloud.databases.calls).toHaveLength(2);
  });

  test("put a reader behind an endpoint only of its primary", async () => {
    await azure.make(endpoint("main", "standby"));
    await azure.make(server("other"));
    const put = (reader: string) =>
      operate("postgres:virtualEndpoints.update", "main", {
        virtualEndpoint: "pair",
        properties: JSON.stringify({ endpointType: "ReadWrite", members: [reader] }),
      });
    await expect(put("other")).rejects.toThrow(/other is not a read replica of main/);
    await put("standby");
    expect(await operate("postgres:virtualEndpoints.list", "standby")).toMatchObject({
      value: [{ properties: { members: ["main", "standby"] } }],
    });
  });

  test("force a promotion with the primary running, which follows then; and stand alone for good", async () => {
    await azure.make(endpoint("main", "standby"));
    await promote("standby", "switchover", "forced");
    expect(azure.cloud.databases.calls.slice(-2)).toEqual(["promote standby", "rejoin main to standby"]);
    expect(await operate("postgres:servers.get", "main")).toMatchObject({
      properties: { replicationRole: "AsyncReplica" },
    });
    await promote("main", "standalone", "planned");
    expect(await operate("postgres:virtualEndpoints.list", "standby")).toMatchObject({
      value: [{ properties: { members: ["standby"] } }],
    });
    await expect(promote("main", "standalone", "planned")).rejects.toThrow(/not a read replica/);
    await expect(operate("sandbox:reattach", "main")).rejects.toThrow(/Nothing took over/);
  });

  test("do nothing twice that a killed run has done", async () => {
    await azure.make(endpoint("main", "standby"));
    await azure.cloud.databases.switchover("main", "standby");
    await promote("standby", "switchover", "planned");
    expect(azure.cloud.databases.calls.filter((call) => call.startsWith("switchover"))).toHaveLength(1);
    expect(await operate("postgres:servers.get", "main")).toMatchObject({
      properties: { replicationRole: "AsyncReplica" },
    });
  });

  test("answer a look and refuse a change while the control plane is out", async () => {
    await azure.cloud.outage("azure/westus3", "control-plane");
    expect(await operate("postgres:servers.get", "standby")).toMatchObject({ properties: { state: "Ready" } });
    await expect(promote("standby", "standalone", "forced")).rejects.toThrow(
      /503 Service Unavailable.*takes no changes/,
    );
  });
});
