import { afterEach, describe, expect, test } from "@jest/globals";
import { type Cloud, clouds } from "../../modules/core/cloud";
import { PassingError, type PairStatus, type VendorAction } from "../../modules/recovery/contract";
import { azureError } from "../support/vendors/azure";
import { pairOf } from "../support/vendors/pair";
import { asked, looks, type Request } from "../support/vendors/requests";
import type { Received, VendorServer } from "../support/vendors/server";
import { openVendor } from "../support/vendors/stand";

let server: VendorServer | undefined;
afterEach(async () => {
  await server?.close();
});

const { signal } = new AbortController();

/** What is new in every request: times, and a token against doubling. */
function settled({ line, body }: Received): Request {
  const times = /(?:interval\.(?:start|end)Time|timespan)=[^&]+/g;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const plain = text
    ?.replace(/,"clientRequestToken":"[0-9a-f-]{36}"/, "")
    .replace(/"(StartTime|EndTime)":[\d.]+/g, '"$1":0');
  const said = line.replace(times, (pair) => `${pair.split("=")[0]}=…`);
  return plain === undefined ? [said] : [said, JSON.parse(plain)];
}

const orders = [
  "raise-capacity",
  "return-capacity",
  "close-gate",
  "open-gate",
  "switch-database",
  "promote-database",
  "rejoin-database",
  "rebuild-database",
  "designate-replica",
] as const satisfies readonly VendorAction["do"][];

/** An order about a pair: its standby takes over, or its origin comes back. */
function actionOf(what: VendorAction["do"], cloud: Cloud): VendorAction {
  const [from, to] = pairOf(cloud);
  switch (what) {
    case "raise-capacity":
    case "return-capacity":
      return { do: what, site: to, minimumNodes: cloud === "azure" ? 10 : 4 };
    case "close-gate":
      return { do: what, site: from, keepOpen: to };
    case "open-gate":
      return { do: what, site: to };
    case "switch-database":
    case "promote-database":
      return { do: what, from, to };
    case "rejoin-database":
    case "rebuild-database":
    case "designate-replica":
      return { do: what, site: from, source: to };
  }
}

async function opened(cloud: Cloud) {
  const stand = await openVendor(cloud);
  server = stand.server;
  stand.world.looksOfAnOrder = 0;
  return stand;
}

describe.each(clouds)("%s is sent, for each order and for each look whether it is done, exactly this", (cloud) => {
  const rows = orders.map((what) => ({ what, ...asked[cloud][what] }));

  test.each(rows)("$what", async ({ what, perform, isDone }) => {
    const { operator, server: vendor } = await opened(cloud);
    const action = actionOf(what, cloud);
    await operator.perform(action, signal);
    expect(vendor.received.map(settled)).toEqual(perform);
    vendor.received.length = 0;
    await operator.isDone(action, signal);
    expect(vendor.received.map(settled)).toEqual(isDone);
  });
});

test("an order that was carried out for some node pools of Azure goes on with the others", async () => {
  const { operator, server: vendor, world } = await opened("azure");
  const action = { do: "raise-capacity", site: world.to, minimumNodes: 10 } as const;
  const second = (line: string) => line.startsWith("PUT ") && line.includes("zone2");
  vendor.plant({
    when: "before its effect",
    times: 1,
    of: ({ line }) => second(line),
    answer: azureError(409, "OperationNotAllowed", "Another agentpool operation (zone1 - Updating) is in progress"),
  });
  await expect(operator.perform(action, signal)).rejects.toThrow(PassingError);
  expect(await operator.isDone(action, signal)).toBe(false);
  await operator.perform(action, signal);
  expect(await operator.isDone(action, signal)).toBe(true);
  const zones = vendor.orders.map(({ line }) => /zone\d/.exec(line)?.[0]);
  expect(zones).toEqual(["zone1", "zone2", "zone2", "zone3"]);
});

describe("how a pair stands is asked of the site that takes over", () => {
  test.each(clouds)("%s", async (cloud) => {
    const { operator, server: vendor, world } = await opened(cloud);
    const status: PairStatus = await operator.look(world.from, world.to, signal);
    expect(status).toEqual({ writer: world.from.site, armed: true, lagSeconds: 0.5, problems: [] });
    expect(vendor.received.map(settled)).toEqual(looks[cloud]);
    world.lagSeconds = null;
    expect(await operator.look(world.from, world.to, signal)).toMatchObject({ lagSeconds: null });
  });
});
