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
const stacks = ["state", "iowa", "carolina", "traffic"].map((name) => `staging-gcp-${name}`);

const project = "exchange-staging";
const [origin, standby] = ["staging-gcp-iowa", "staging-gcp-carolina"] as const;

const operate = (name: string, given: Readonly<Record<string, string>>) =>
  cloud.clouds.operate("gcp", `sqladmin:instances.${name}`, { project, ...given });

const left = async (name: string) => (await cloud.plan(name)).filter(({ actions }) => actions !== "no-op");

/** What no cloud gave: the sandbox's own words for a value that nothing here knows. */
const invented = /"[a-z_]+-[0-9a-f]{17}"/;

describe("staging on the simulated Google Cloud", () => {
  test.each(stacks)(
    "is applied by real Terraform, and then has nothing to do: %s",
    async (name) => {
      await cloud.write(name, jsonOf(asBorn, name));
      await cloud.apply(name);
      expect(await left(name)).toEqual([]);
    },
    60_000,
  );

  test("has real servers for its instances, the standby's following the origin's", () => {
    expect(cloud.databases.calls).toEqual([
      `createPrimary ${origin}`,
      `setPassword understudy at ${origin}`,
      `createReplica ${standby} of ${origin}`,
    ]);
  });

  test("keeps no password, and gives every value in Google's form", () => {
    const things = [...cloud.store.entries("thing")];
    expect(things.length).toBeGreaterThan(60);
    expect(JSON.stringify(things)).not.toMatch(/"(?:password_wo|secret_data_wo)":"/);
    expect(things.filter(([, thing]) => invented.test(JSON.stringify(thing))).map(([key]) => key)).toEqual([]);
  });

  test("takes no part in a switch before the replica is designated", async () => {
    await expect(operate("switchover", { instance: standby })).rejects.toThrow(/not the designated/);
    await operate("patch", { instance: origin, failoverDrReplicaName: `${project}:${standby}` });
    expect(await operate("get", { instance: origin })).toMatchObject({
      replicationCluster: { failoverDrReplicaName: `${project}:${standby}` },
    });
    expect(await left(origin)).toEqual([]);
  }, 60_000);

  test("stands by itself: the standby is applied with the origin's region dark, and takes over", async () => {
    await cloud.outage("gcp/us-central1", "dark");
    await cloud.clouds.regionLost("gcp", "us-central1");
    await expect(cloud.plan(origin)).rejects.toThrow(/us-central1.*i\/o timeout/s);
    await expect(operate("switchover", { instance: standby })).rejects.toThrow(/must both be running/);
    await operate("promoteReplica", { instance: standby, failover: "true" });

    cloud.rewrite(standby, jsonOf(failedOver, standby));
    const changes = await left(standby);
    expect(changes.filter(({ actions }) => actions !== "update")).toEqual([]);
    await cloud.apply(standby);
    expect(await left(standby)).toEqual([]);
    expect(await left("staging-gcp-traffic")).toEqual([]);
  }, 60_000);

  test("takes the lost primary in again when its region is back, and leaves Terraform nothing to replace", async () => {
    await cloud.outage("gcp/us-central1", undefined);
    await cloud.clouds.regionReturned("gcp", "us-central1");
    expect(cloud.databases.calls.slice(-2)).toEqual([`start ${origin}`, `rejoin ${origin} to ${standby}`]);
    expect(await operate("get", { instance: origin })).toMatchObject({
      instanceType: "READ_REPLICA_INSTANCE",
      masterInstanceName: standby,
      settings: { backupConfiguration: { enabled: false } },
    });
    cloud.rewrite(origin, jsonOf(failedOver, origin));
    expect((await left(origin)).filter(({ actions }) => actions !== "update")).toEqual([]);
    await operate("switchover", { instance: origin });
    cloud.rewrite(origin, jsonOf(asBorn, origin));
    expect(await left(origin)).toEqual([]);
  }, 60_000);
});
