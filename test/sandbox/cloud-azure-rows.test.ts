import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { endpointType, serverType } from "../../modules/sandbox/cloud/azure/postgres-roles";
import { textOf } from "../../modules/sandbox/cloud/values";
import type { Fields } from "../../modules/sandbox/protocol/values";
import { CloudWorkspace } from "../support/cloud";
import { endpoint, idOf, primary, replica, stack, subscription } from "../support/flexible-servers";
import { compared, type Expected } from "../support/rows";
import type { Change } from "../support/workspace";

const cloud = new CloudWorkspace();
const other = new CloudWorkspace();
afterAll(() => {
  cloud.close();
  other.close();
});

const others = ["create_mode", "source_server_id", "replication_role", "zone", "administrator_login"];
const list = [...others, "high_availability[0].standby_availability_zone"];
const whole = [...others, "high_availability"];
const members = ["source_server_id", "replica_server_id"];

/** What is ignored of the old primary, of the new one, and of their endpoint. */
type Ignored = readonly [old: readonly string[], now: readonly string[], endpoint: readonly string[]];

/** Pairs of which the replica takes over. */
const switched: Readonly<Record<string, Ignored>> = {
  bare: [[], [], []],
  list: [list, list, members],
  whole: [whole, whole, ["source_server_id"]],
  stayed: [[], [], ["replica_server_id"]],
  keeping: [list, [], []],
  turned: [list, [], members],
  apart: [whole, whole, []],
  parted: [whole, whole, members],
};

/** Pairs whose roles stay. */
const still: Readonly<Record<string, Ignored>> = {
  login: [[], list, []],
  named: [list, [], []],
  empty: [[], [], []],
  zones: [[], [], []],
  zoned: [list, [], []],
  alone: [[], [], []],
};

const inTwo = ["apart", "parted"];

const groupOf = (pair: string) => (inTwo.includes(pair) ? "two" : "one");

const pairs = Object.entries({ ...switched, ...still });

const servers = Object.fromEntries(
  pairs.flatMap(([pair, [old, now]]) => [
    [`${pair}-a`, primary(`${pair}-a`, { lifecycle: { ignore_changes: old } })],
    [
      `${pair}-b`,
      replica(`${pair}-b`, `${pair}-a`, {
        resource_group_name: groupOf(pair),
        lifecycle: { ignore_changes: now },
      }),
    ],
  ]),
);

const endpoints = Object.fromEntries(
  pairs.map(([pair, [, , ignore_changes]]) => [pair, endpoint(pair, groupOf(pair), { lifecycle: { ignore_changes } })]),
);

const update = (name: string, properties: object, resourceGroup = "one", world = cloud) =>
  world.clouds.operate("azure", "postgres:servers.update", {
    subscription,
    resourceGroup,
    server: name,
    properties: JSON.stringify(properties),
  });

const promote = (pair: string, promoteMode: "switchover" | "standalone", world = cloud) =>
  update(`${pair}-b`, { replica: { role: "Primary", promoteMode, promoteOption: "planned" } }, groupOf(pair), world);

const set = (name: string, attributes: Fields) => cloud.drift(serverType, idOf(name), attributes);

const none = { actions: "no-op" } as const;
const updates = (...changed: readonly string[]) => ({ actions: "update", changed }) as const;
const replaced = (path: string, ...changed: readonly string[]) =>
  ({ actions: "delete,create", replaces: [path], ...(changed.length > 0 && { changed }) }) as const;

const rows = (
  type: string,
  list: readonly (readonly [
    row: number,
    story: string,
    name: string,
    planned: Pick<Expected, "actions" | "replaces" | "changed">,
  ])[],
) => list.map(([row, story, name, planned]): Expected => ({ row, story, address: `${type}.${name}`, ...planned }));

const availability = "high_availability";

const recorded = [
  ...rows(serverType, [
    [21, "old primary, nothing ignored", "bare-a", replaced("source_server_id")],
    [21, "old primary, redundancy gone, its zone ignored", "list-a", updates(availability)],
    [21, "old primary, redundancy gone, ignored whole", "whole-a", none],
    [21, "old primary, redundancy kept, nothing ignored", "stayed-a", replaced("source_server_id")],
    [21, "old primary, redundancy kept, its zone ignored", "keeping-a", none],
    [22, "new primary, nothing ignored", "bare-b", none],
    [22, "new primary, all ignored", "whole-b", none],
    [25, "another administrator", "login-a", replaced("administrator_login")],
    [25, "another administrator, ignored", "named-a", none],
    [25, "no administrator", "empty-a", updates("administrator_login")],
    [26, "zones exchanged", "zones-a", updates(availability, "zone")],
    [26, "zones exchanged, ignored", "zoned-a", none],
    [27, "redundancy turned on at the new primary", "turned-b", updates(availability)],
    [27, "redundancy turned on, its zone ignored", "list-b", updates(availability)],
    [27, "redundancy turned on, ignored whole", "parted-b", none],
    [22, "promoted alone", "alone-b", none],
    [21, "its replica was promoted alone", "alone-a", none],
  ]),
  ...rows(endpointType, [
    [28, "under both servers, nothing ignored", "bare", replaced("source_server_id", ...members.toReversed())],
    [28, "under both servers, both ignored", "list", none],
    [28, "under both servers, the source ignored", "whole", updates("replica_server_id")],
    [28, "under both servers, the reader ignored", "stayed", replaced("source_server_id")],
    [29, "roles exchanged in one group", "keeping", none],
    [29, "roles exchanged between two groups", "apart", replaced("source_server_id")],
    [29, "roles exchanged between two groups, ignored", "parted", none],
    [29, "one member left", "alone", updates("replica_server_id")],
  ]),
];

describe("what a vendor did to a Flexible Server pair", () => {
  let changes: readonly Change[] = [];

  beforeAll(async () => {
    await cloud.open();
    await cloud.write("pairs", stack(servers, endpoints));
    await cloud.apply("pairs");
    expect((await cloud.plan("pairs")).filter(({ actions }) => actions !== "no-op")).toEqual([]);
    for (const pair of Object.keys(switched)) await promote(pair, "switchover");
    await promote("alone", "standalone");
    const redundancy = { high_availability: [{ mode: "ZoneRedundant", standby_availability_zone: "2" }] };
    for (const name of ["stayed-a", "keeping-a"]) await set(name, redundancy);
    for (const name of ["login-a", "named-a"]) await set(name, { administrator_login: "another" });
    await set("empty-a", { administrator_login: "" });
    for (const name of ["zones-a", "zoned-a"])
      await set(name, { zone: "2", high_availability: [{ mode: "ZoneRedundant", standby_availability_zone: "1" }] });
    for (const pair of ["turned", "list", "parted"])
      await update(`${pair}-b`, { highAvailability: { mode: "ZoneRedundant" } }, groupOf(pair));
    for (const { id, attributes } of cloud.things(endpointType))
      if (["bare", "list", "whole", "stayed"].includes(textOf(attributes, "name")))
        await cloud.drift(endpointType, id, { under_both: true });
    changes = await cloud.plan("pairs");
  }, 120_000);

  test.each(recorded)("is planned as recorded: row $row, $story", (row) => {
    const { planned, recorded: expected } = compared(changes, row);
    expect(planned).toEqual(expected);
  });

  test("leaves a way of creation to change in place, and takes no role but none", async () => {
    const changed = (more: object) => ({ ...servers, "login-b": replica("login-b", "login-a", more) });
    cloud.rewrite("pairs", stack(changed({ create_mode: "Update" }), endpoints));
    const [row] = rows(serverType, [[24, "", "login-b", updates("create_mode")]]);
    const found = await cloud.plan("pairs");
    expect(found.find(({ address }) => address === row?.address)).toMatchObject({
      actions: "update",
      changed: ["create_mode"],
    });
    cloud.rewrite("pairs", stack(changed({ replication_role: "Primary" }), endpoints));
    await expect(cloud.plan("pairs")).rejects.toThrow(/replication_role/);
  }, 60_000);

  test("is undone at great cost by an apply: a pair is parted, an old primary deleted unless it is locked", async () => {
    const made = (role: object) =>
      stack(
        {
          "kept-a": primary("kept-a"),
          "kept-b": replica("kept-b", "kept-a", { lifecycle: { ignore_changes: whole } }),
          "lost-a": primary("lost-a"),
          "lost-b": replica("lost-b", "lost-a", { lifecycle: { ignore_changes: whole } }),
          "left-a": primary("left-a"),
          "left-b": replica("left-b", "left-a", role),
        },
        { kept: endpoint("kept", "one"), lost: endpoint("lost", "one", { lifecycle: { ignore_changes: members } }) },
        {
          lock: {
            name: "keep",
            scope: idOf("kept-a"),
            lock_level: "CanNotDelete",
            depends_on: [`${serverType}.kept-a`],
          },
        },
      );
    await other.open();
    await other.write("applied", made({}));
    await other.apply("applied");
    await promote("kept", "switchover", other);
    await promote("lost", "switchover", other);
    const before = other.databases.calls.length;
    other.rewrite("applied", made({ replication_role: "None" }));
    await expect(other.apply("applied")).rejects.toThrow(/ScopeLocked/);
    const calls = other.databases.calls.slice(before);
    expect(calls).toEqual(expect.arrayContaining(["promote left-b", "remove lost-a", "createPrimary lost-a"]));
    expect(calls).not.toContain("remove kept-a");
  }, 60_000);
});
