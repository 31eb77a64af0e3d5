import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Fields } from "../../modules/sandbox/protocol/values";
import { CloudWorkspace } from "../support/cloud";
import { type Ask, SimulatedProvider } from "../support/simulated-provider";

let cloud = new CloudWorkspace();
beforeEach(() => {
  cloud = new CloudWorkspace();
});
afterEach(() => {
  cloud.close();
});

const inRegion = (region: string) =>
  new SimulatedProvider("aws", { region, allowed_account_ids: ["111122223333"] }, cloud, region);

const globalCluster: Ask = [
  "aws_rds_global_cluster",
  { global_cluster_identifier: "orders", engine: "aurora-postgresql", engine_version: "16.6" },
];

const cluster = (name: string, more: Fields = {}): Ask => [
  "aws_rds_cluster",
  {
    cluster_identifier: name,
    engine: "aurora-postgresql",
    engine_version: "16.6",
    global_cluster_identifier: "orders",
    skip_final_snapshot: true,
    ...more,
  },
];

const origin = cluster("origin", { master_username: "app", master_password_wo_version: 1 });

/** Everything that the clouds hold, to be compared. */
const everything = () => JSON.stringify([...cloud.store.entries("thing")]);

/** Makes one method of the database servers fail until it is called again. */
function plant(method: "createReplica" | "promote" | "remove"): () => void {
  const sound = cloud.databases[method];
  cloud.databases[method] = () => Promise.reject(new Error("planted: no such luck"));
  return () => {
    Object.assign(cloud.databases, { [method]: sound });
  };
}

describe("when a database server does not do its part", () => {
  test("a replica was not made, and its global database does not know it; the next apply makes it", async () => {
    const [east, west] = [inRegion("us-east-1"), inRegion("us-west-2")];
    await east.make(globalCluster);
    await east.make(origin);
    const before = everything();
    const mend = plant("createReplica");
    await expect(west.make(cluster("standby"))).rejects.toThrow("planted");
    expect(everything()).toBe(before);
    mend();
    await west.make(cluster("standby"));
    expect(JSON.stringify(cloud.things("aws_rds_global_cluster"))).toContain(":cluster:standby");
  });

  test("what others changed meanwhile stays", async () => {
    const [east, west, ireland] = [inRegion("us-east-1"), inRegion("us-west-2"), inRegion("eu-west-1")];
    await east.make(globalCluster);
    await east.make(origin);
    const sound = cloud.databases.createReplica;
    cloud.databases.createReplica = async () => {
      cloud.databases.createReplica = sound;
      await ireland.make(cluster("third"));
      throw new Error("planted: no such luck");
    };
    await expect(west.make(cluster("standby"))).rejects.toThrow("planted");
    const members = JSON.stringify(cloud.things("aws_rds_global_cluster"));
    expect(members).toContain(":cluster:third");
    expect(members).not.toContain(":cluster:standby");
  });

  test("a replica was not taken out of its pair, and a server that stays is still there to be removed", async () => {
    const [east, west] = [inRegion("us-east-1"), inRegion("us-west-2")];
    await east.make(globalCluster);
    await east.make(origin);
    const standby = await west.make(cluster("standby"));
    const read = await west.read("aws_rds_cluster", standby);
    expect(read).toMatchObject({ global_cluster_identifier: "orders" });
    const before = everything();
    for (const [method, attempt] of [
      ["promote", () => west.change("aws_rds_cluster", standby, { replication_source_identifier: "" })],
      ["remove", () => west.remove("aws_rds_cluster", standby)],
    ] as const) {
      const mend = plant(method);
      await expect(attempt()).rejects.toThrow("planted");
      expect(everything()).toBe(before);
      mend();
    }
    await west.remove("aws_rds_cluster", standby);
    expect(cloud.things("aws_rds_cluster")).toHaveLength(1);
    expect(JSON.stringify(cloud.things("aws_rds_global_cluster"))).not.toContain(":cluster:standby");
  });
});
