import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { textOf } from "../../modules/sandbox/cloud/values";
import { alertTo, needed, protectedThings, undying } from "../support/gcp-protections";
import { refusals } from "../support/gcp-refusals";
import { channel, instance, network, project, replicaOf, subnetwork } from "../support/gcp-things";
import { SimulatedProvider } from "../support/simulated-provider";

let gcp = new SimulatedProvider("google", {});
beforeEach(() => {
  gcp = new SimulatedProvider("google", { project, region: "us-central1" });
});
afterEach(() => {
  gcp.close();
});

const operate = (name: string, given: Readonly<Record<string, string>>) =>
  gcp.cloud.clouds.operate("gcp", name, { project, ...given });

describe("the simulated Google Cloud does not make", () => {
  test.each(refusals)("$title", async ({ before, asked, says }) => {
    for (const ask of before) await gcp.make(ask);
    const there = gcp.cloud.things(asked[0]).length;
    const calls = gcp.cloud.databases.calls.length;
    await expect(gcp.make(asked)).rejects.toThrow(says);
    expect(gcp.cloud.things(asked[0])).toHaveLength(there);
    expect(gcp.cloud.databases.calls).toHaveLength(calls);
  });

  test("a subnetwork that has an address of another's in its network, in whatever region: all others it does", async () => {
    await gcp.make(network);
    /** Which of 32 parts of 10.0.0.0/19 are some subnetwork's. */
    const taken = new Set<number>();
    const block = fc
      .integer({ min: 0, max: 5 })
      .chain((size) => fc.record({ size: fc.constant(size), place: fc.integer({ min: 0, max: 2 ** (5 - size) - 1 }) }));
    let made = 0;
    await fc.assert(
      fc.asyncProperty(block, fc.constantFrom("us-central1", "us-east4"), async ({ size, place }, region) => {
        const parts = Array.from({ length: 2 ** size }, (_, index) => place * 2 ** size + index);
        const range = `10.0.${place * 2 ** size}.0/${24 - size}`;
        const making = gcp.make(subnetwork(`s${made}`, range, { region }));
        if (parts.some((part) => taken.has(part)))
          await expect(making).rejects.toThrow(`Invalid IPCidrRange: ${range} conflicts with existing subnetwork`);
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

describe("the simulated Google Cloud keeps", () => {
  test.each(needed)("$title", async ({ before, asked, by, says }) => {
    for (const ask of before) await gcp.make(ask);
    const there = await gcp.make(asked);
    const user = await gcp.make(by);
    await expect(gcp.remove(asked[0], there)).rejects.toThrow(says);
    await gcp.remove(by[0], user);
    await gcp.remove(asked[0], there);
    expect(gcp.cloud.things(asked[0])).toEqual([]);
  });

  test("what protects itself, until it is told not to", async () => {
    await gcp.make(network);
    for (const {
      says,
      asked: [type, body],
      release,
    } of protectedThings) {
      const there = await gcp.make([type, body]);
      await expect(gcp.remove(type, there)).rejects.toThrow(says);
      await gcp.remove(type, await gcp.change(type, there, release));
      expect(gcp.cloud.things(type)).toEqual([]);
    }
  });

  test.each(undying)("$title after Terraform has removed it", async ({ before, asked, says }) => {
    for (const ask of before) await gcp.make(ask);
    await gcp.remove(asked[0], await gcp.make(asked));
    await expect(gcp.make(asked)).rejects.toThrow(says);
  });

  test("a channel that an alert tells", async () => {
    const told = await gcp.make(channel);
    const policy = await gcp.make(alertTo(textOf(told, "name")));
    await expect(gcp.remove("google_monitoring_notification_channel", told)).rejects.toThrow(/is in use/);
    await gcp.remove("google_monitoring_alert_policy", policy);
    await gcp.remove("google_monitoring_notification_channel", told);
  });
});

describe("Cloud SQL's own calls", () => {
  test.each([
    ["switch a primary", "sqladmin:instances.switchover", { instance: "main" }, /not a read replica/],
    [
      "switch to one that is not designated",
      "sqladmin:instances.switchover",
      { instance: "standby" },
      /not the designated/,
    ],
    [
      "promote one that is not there",
      "sqladmin:instances.promoteReplica",
      { instance: "none", failover: "true" },
      /does not exist/,
    ],
    [
      "designate what follows nobody",
      "sqladmin:instances.patch",
      { instance: "main", failoverDrReplicaName: "main" },
      /not a direct read replica/,
    ],
    ["reattach what was not left", "sandbox:reattach", { instance: "main" }, /does not exist/],
  ])("do not %s", async (_, name, given, says) => {
    await gcp.make(instance("main"));
    await gcp.make(replicaOf("main"));
    const before = [...gcp.cloud.databases.calls];
    await expect(operate(name, given)).rejects.toThrow(says);
    expect(gcp.cloud.databases.calls).toEqual(before);
  });

  test("do nothing twice that a killed run has done", async () => {
    await gcp.make(instance("main"));
    await gcp.make(replicaOf("main"));
    await operate("sqladmin:instances.patch", { instance: "main", failoverDrReplicaName: "standby" });
    await gcp.cloud.databases.switchover("main", "standby");
    await operate("sqladmin:instances.switchover", { instance: "standby" });
    expect(gcp.cloud.databases.calls.filter((call) => call.startsWith("switchover"))).toHaveLength(1);
    expect(await operate("sqladmin:instances.get", { instance: "main" })).toMatchObject({
      masterInstanceName: "standby",
    });
  });

  test("answer a look and refuse a change while the control plane is out", async () => {
    await gcp.make(instance("main"));
    await gcp.cloud.outage("gcp/us-central1", "control-plane");
    expect(await operate("sqladmin:instances.get", { instance: "main" })).toMatchObject({ state: "RUNNABLE" });
    await expect(operate("sqladmin:instances.patch", { instance: "main", failoverDrReplicaName: "" })).rejects.toThrow(
      /Error 503: .*us-central1\., backendError/,
    );
  });
});
