import { describe, expect, test } from "@jest/globals";
import { StagedCloud } from "../support/staged-cloud";

const staged = new StagedCloud({
  cloud: "gcp",
  origin: "iowa",
  standby: "carolina",
  secrets: /"(?:password_wo|secret_data_wo)":"/,
  leastThings: 60,
});
const { workspace: cloud, origin, standby, traffic } = staged;

const project = "exchange-staging";

const operate = (name: string, given: Readonly<Record<string, string>>) =>
  cloud.clouds.operate("gcp", `sqladmin:instances.${name}`, { project, ...given });

describe("staging on the simulated Google Cloud", () => {
  staged.keepsItsPromises();

  test("takes no part in a switch before the replica is designated", async () => {
    await expect(operate("switchover", { instance: standby })).rejects.toThrow(/not the designated/);
    await operate("patch", { instance: origin, failoverDrReplicaName: `${project}:${standby}` });
    expect(await operate("get", { instance: origin })).toMatchObject({
      replicationCluster: { failoverDrReplicaName: `${project}:${standby}` },
    });
    expect(await staged.left(origin)).toEqual([]);
  }, 60_000);

  test("stands by itself: the standby is applied with the origin's region dark, and takes over", async () => {
    await cloud.outage("gcp/us-central1", "dark");
    await cloud.clouds.regionLost("gcp", "us-central1");
    await expect(cloud.plan(origin)).rejects.toThrow(/us-central1.*i\/o timeout/s);
    await expect(operate("switchover", { instance: standby })).rejects.toThrow(/must both be running/);
    await operate("promoteReplica", { instance: standby, failover: "true" });

    cloud.rewrite(standby, staged.json(standby, "after a failover"));
    expect(await staged.unwanted(standby)).toEqual([]);
    await cloud.apply(standby);
    expect(await staged.left(standby)).toEqual([]);
    expect(await staged.left(traffic)).toEqual([]);
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
    cloud.rewrite(origin, staged.json(origin, "after a failover"));
    expect(await staged.unwanted(origin)).toEqual([]);
    await operate("switchover", { instance: origin });
    cloud.rewrite(origin, staged.json(origin, "as born"));
    expect(await staged.left(origin)).toEqual([]);
  }, 60_000);
});
