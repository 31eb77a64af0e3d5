import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { blockOf } from "../../modules/sandbox/cloud/lookups";
import type { Fields } from "../../modules/sandbox/protocol/values";
import { CloudWorkspace } from "../support/cloud";
import { compared, type Expected, stackWith } from "../support/rows";
import type { Change } from "../support/workspace";

const cloud = new CloudWorkspace();
afterAll(() => {
  cloud.close();
});

const type = "google_sql_database_instance";
const project = "acme-sandbox";
const provider = { google: [{ project, region: "us-central1" }] };

const backups = "settings[0].backup_configuration";
const topology = [
  ...["instance_type", "master_instance_name", "replica_names", "replica_configuration", "replication_cluster"],
  "settings[0].disk_size",
];
const full = [...topology, backups];
const every = [...full, "settings[0].availability_type"];

/** Pairs of which the replica takes over, and what each of their two instances ignores. */
const switched: Readonly<Record<string, readonly [old: readonly string[], now: readonly string[]]>> = {
  bare: [[], []],
  list: [topology, topology],
  full: [full, full],
  kept: [topology, full],
  least: [
    ["instance_type", "replication_cluster", backups],
    ["instance_type", "master_instance_name"],
  ],
  some: [["settings[0].disk_size"], ["instance_type"]],
  half: [full, ["master_instance_name"]],
  zonal: [full, full],
  every: [every, every],
  large: [[], full],
};

/** Pairs whose roles stay, or that are parted. */
const others = { alone: [[], []], left: [topology, topology], grown: [[], []], asked: [[], []], turned: [[], []] };

const primary = (name: string, peer: string, more: object = {}) => ({
  name,
  region: "us-central1",
  database_version: "POSTGRES_17",
  deletion_protection: true,
  instance_type: "CLOUD_SQL_INSTANCE",
  replication_cluster: { failover_dr_replica_name: peer },
  settings: {
    ...sizes,
    backup_configuration: {
      enabled: true,
      point_in_time_recovery_enabled: true,
      backup_retention_settings: { retained_backups: 14, retention_unit: "COUNT" },
    },
  },
  ...more,
});

const sizes = {
  tier: "db-perf-optimized-N-2",
  edition: "ENTERPRISE_PLUS",
  availability_type: "REGIONAL",
  disk_size: 100,
};

const replica = (name: string, master: string, more: object = {}) => ({
  name,
  region: "us-east4",
  database_version: "POSTGRES_17",
  deletion_protection: true,
  instance_type: "READ_REPLICA_INSTANCE",
  master_instance_name: master,
  settings: sizes,
  ...more,
});

const pair = (name: string, old: readonly string[], now: readonly string[], more: object = {}) => ({
  [`${name}-a`]: primary(`${name}-a`, `${name}-b`, { lifecycle: { ignore_changes: old }, ...more }),
  [`${name}-b`]: replica(`${name}-b`, `${name}-a`, {
    depends_on: [`${type}.${name}-a`],
    lifecycle: { ignore_changes: now },
    ...more,
  }),
});

const instances = Object.fromEntries(
  Object.entries({ ...switched, ...others }).flatMap(([name, [old = [], now = []]]) =>
    Object.entries(pair(name, old, now)),
  ),
);

const operate = (name: string, instance: string, more: Readonly<Record<string, string>> = {}) =>
  cloud.clouds.operate("gcp", name, { project, instance, ...more });

const switchOver = (name: string) => operate("sqladmin:instances.switchover", `${name}-b`);

const settingsOf = (name: string) =>
  blockOf(cloud.things(type).find(({ id }) => id === name)?.attributes ?? {}, "settings");

/** Changes an instance's settings in the cloud, past Terraform. */
const set = (name: string, change: Fields) =>
  cloud.drift(type, name, { settings: [{ ...settingsOf(name), ...change }] });

const rows = (
  list: readonly (readonly [
    row: number,
    story: string,
    name: string,
    planned: Omit<Expected, "row" | "story" | "address">,
  ])[],
) => list.map(([row, story, name, planned]): Expected => ({ row, story, address: `${type}.${name}`, ...planned }));

const none = { actions: "no-op" } as const;
const replaced = { actions: "delete,create", replaces: ["master_instance_name"] } as const;
const settingsOnly = { actions: "update", changed: ["settings"] } as const;
/** What makes the provider send promoteReplica, which parts the pair. */
const promoting = {
  actions: "update",
  changed: ["instance_type", "replica_configuration", "replication_cluster", "settings"],
} as const;

const recorded = rows([
  [14, "old primary, nothing ignored", "bare-a", promoting],
  [14, "old primary, topology ignored: backups are off", "list-a", settingsOnly],
  [14, "old primary, topology ignored: backups stayed on", "kept-a", none],
  [14, "old primary, backups ignored too", "full-a", none],
  [15, "new primary, nothing ignored", "bare-b", replaced],
  [15, "new primary, all ignored", "full-b", none],
  [16, "old primary, the least that must be ignored", "least-a", none],
  [16, "new primary, the least that must be ignored", "least-b", none],
  [16, "old primary, the disk alone ignored", "some-a", promoting],
  [16, "new primary, the type alone ignored", "some-b", replaced],
  [16, "new primary, the master alone ignored", "half-b", { actions: "update", changed: ["instance_type"] }],
  [
    17,
    "a replica without backups in its configuration",
    "grown-b",
    { actions: "delete,create", replaces: ["settings.0.disk_size"] },
  ],
  [17, "a new primary whose configuration has no backups", "list-b", none],
  [18, "a primary's disk has grown", "grown-a", { actions: "delete,create", replaces: ["settings.0.disk_size"] }],
  [18, "an old primary's disk has grown", "large-a", { actions: "delete,create", replaces: ["settings.0.disk_size"] }],
  [18, "a new primary's disk has grown, ignored", "large-b", none],
  [19, "an old primary is in one zone", "zonal-a", settingsOnly],
  [19, "an old primary is in one zone, ignored", "every-a", none],
  [14, "promoted alone: the primary", "alone-a", none],
  [15, "promoted alone: nothing ignored", "alone-b", replaced],
  [15, "promoted alone: all ignored", "left-b", none],
]);

describe("what a vendor did to a Cloud SQL pair", () => {
  let changes: readonly Change[] = [];

  beforeAll(async () => {
    await cloud.open();
    await cloud.write("pairs", stackWith(provider, { [type]: instances }));
    await cloud.apply("pairs");
    expect((await cloud.plan("pairs")).filter(({ actions }) => actions !== "no-op")).toEqual([]);
    const backup = blockOf(settingsOf("kept-a"), "backup_configuration");
    for (const name of Object.keys(switched)) await switchOver(name);
    for (const name of ["alone", "left"])
      await operate("sqladmin:instances.promoteReplica", `${name}-b`, { failover: "false" });
    await set("kept-a", { backup_configuration: [backup] });
    for (const name of ["grown-a", "grown-b", "large-a", "large-b"]) await set(name, { disk_size: 150 });
    for (const name of ["zonal-a", "every-a"]) await set(name, { availability_type: "ZONAL" });
    changes = await cloud.plan("pairs");
  }, 120_000);

  test.each(recorded)("is planned as recorded: row $row, $story", (row) => {
    const { planned, recorded: expected } = compared(changes, row);
    expect(planned).toEqual(expected);
  });

  test("is nothing to do when the configuration says the new roles; a role asked for through it is not", async () => {
    cloud.rewrite(
      "pairs",
      stackWith(provider, {
        [type]: {
          ...instances,
          "full-a": replica("full-a", "full-b", { region: "us-central1" }),
          "full-b": primary("full-b", "full-a", { region: "us-east4" }),
          "asked-b": primary("asked-b", "asked-a", { region: "us-east4", replica_names: ["asked-a"] }),
          "turned-a": replica("turned-a", "turned-b", { region: "us-central1" }),
          "turned-b": primary("turned-b", "turned-a", { region: "us-east4" }),
        },
      }),
    );
    const found = await cloud.plan("pairs");
    const row20 = rows([
      [20, "old primary, rewritten", "full-a", none],
      [20, "new primary, rewritten", "full-b", none],
      [20, "a replica asked to switch", "asked-b", { actions: "update" }],
      [20, "a primary made a replica before the switch", "turned-a", replaced],
    ]);
    for (const row of row20) {
      const { planned, recorded: expected } = compared(found, row);
      expect({ ...row, ...planned }).toEqual({ ...row, ...expected });
    }
  }, 60_000);

  test("is refused at the plan where a part is ignored that makes no sense alone", async () => {
    const [master, configuration] = [["master_instance_name"], ["replica_configuration"]];
    await cloud.write(
      "parts",
      stackWith(provider, { [type]: { ...pair("one", master, full), ...pair("two", configuration, full) } }),
    );
    await cloud.apply("parts");
    await switchOver("one");
    await switchOver("two");
    const plan = cloud.plan("parts");
    await expect(plan).rejects.toThrow(/replica promote configuration check failed/i);
    await expect(plan).rejects.toThrow(/one-a/);
    await expect(plan).rejects.toThrow(/two-a/);
  }, 60_000);

  test("is undone at great cost by an apply: the pair is parted, and an unprotected server is deleted", async () => {
    await cloud.write(
      "applied",
      stackWith(provider, {
        [type]: {
          ...pair("parted", [], full),
          ...pair("held", full, []),
          ...pair("loose", full, [], { deletion_protection: false }),
        },
      }),
    );
    await cloud.apply("applied");
    await switchOver("held");
    await switchOver("parted");
    await operate("sqladmin:instances.promoteReplica", "loose-b", { failover: "false" });
    const before = cloud.databases.calls.length;
    const apply = cloud.apply("applied");
    await expect(apply).rejects.toThrow(/failed to delete instance because deletion_protection is set to true/);
    await expect(apply).rejects.toThrow(/until one week from the deletion date/);
    expect(cloud.databases.calls.slice(before).toSorted()).toEqual(["promote parted-a", "remove loose-b"]);
    const types = cloud.things(type).filter(({ id }) => id.startsWith("parted"));
    expect(types.map(({ attributes }) => attributes["instance_type"])).toEqual([
      "CLOUD_SQL_INSTANCE",
      "CLOUD_SQL_INSTANCE",
    ]);
  }, 60_000);
});
