import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { firstRoles, type GroupRoles, roleOf } from "../../modules/core/roles";
import { parseGroupRoles } from "../../modules/core/parse-roles";

const context = { path: "staging.roles.json.aws", origin: "virginia", sites: ["virginia", "oregon"] };

const rolesIn = (group: GroupRoles) =>
  Object.fromEntries(
    Object.entries(group.sites).map(([site, lineage]) => [
      site,
      roleOf({ lineage, active: group.active === site, fenced: group.fenced.includes(site) }),
    ]),
  );

const failover = (group: GroupRoles, to: string): GroupRoles => ({ ...group, active: to, fenced: [group.active] });
const switchover = (group: GroupRoles, to: string): GroupRoles => ({ ...group, active: to });
const rejoin = (group: GroupRoles): GroupRoles => ({ ...group, fenced: [] });
const rebuild = (group: GroupRoles, site: string): GroupRoles => ({
  ...group,
  fenced: [],
  sites: {
    ...group.sites,
    [site]: {
      generation: (group.sites[site]?.generation ?? 0) + 1,
      source: { site: group.active, generation: group.sites[group.active]?.generation ?? 1 },
    },
  },
});

const problems = (value: unknown) =>
  parseGroupRoles(value, context).problems.map(({ path, message }) => `${path}: ${message}`);

describe("roles through a group's life", () => {
  const born = firstRoles("virginia", ["virginia", "oregon"]);
  const lost = failover(born, "oregon");

  test.each<readonly [string, GroupRoles, object]>([
    ["at birth the origin is primary", born, { virginia: "primary", oregon: "replica" }],
    [
      "a switchover swaps roles inside the pair",
      switchover(born, "oregon"),
      { virginia: "replica", oregon: "promoted" },
    ],
    ["a failover retires the lost site", lost, { virginia: "retired", oregon: "promoted" }],
    ["a rejoin makes it a replica", rejoin(lost), { virginia: "replica", oregon: "promoted" }],
    [
      "a failback makes it primary again",
      switchover(rejoin(lost), "virginia"),
      { virginia: "primary", oregon: "replica" },
    ],
    ["a rebuild gives it a new generation", rebuild(lost, "virginia"), { virginia: "replica", oregon: "promoted" }],
    [
      "a failback to a rebuilt site promotes it",
      switchover(rebuild(lost, "virginia"), "virginia"),
      { virginia: "promoted", oregon: "replica" },
    ],
  ])("%s", (_, group, roles) => {
    expect(problems(group)).toEqual([]);
    expect(rolesIn(group)).toEqual(roles);
  });

  test("a rebuild after a rebuild still has a lineage without circles", () => {
    const twice = rebuild(failover(rebuild(lost, "virginia"), "virginia"), "oregon");
    expect(problems(twice)).toEqual([]);
    expect(twice.sites["oregon"]).toEqual({ generation: 2, source: { site: "virginia", generation: 2 } });
  });

  test("whatever happens, in whatever order, exactly one site is active and nothing is refused", () => {
    const events = fc.array(fc.constantFrom("failover", "switchover", "rejoin", "rebuild"), { maxLength: 30 });
    fc.assert(
      fc.property(events, (names) => {
        const last = names.reduce<GroupRoles>((group, name) => {
          const other = group.active === "virginia" ? "oregon" : "virginia";
          if (name === "rebuild") return group.fenced.length > 0 ? rebuild(group, other) : group;
          if (name === "rejoin") return rejoin(group);
          if (group.fenced.length > 0) return group;
          return name === "failover" ? failover(group, other) : switchover(group, other);
        }, born);
        expect(problems(last)).toEqual([]);
        const roles = Object.values(rolesIn(last));
        expect(roles.filter((role) => role === "primary" || role === "promoted")).toHaveLength(1);
      }),
    );
  });
});

describe("roles that cannot be", () => {
  const site = (generation: number, source: unknown) => ({ generation, source });
  const from = (name: string, generation = 1) => ({ site: name, generation });
  const good = firstRoles("virginia", ["virginia", "oregon"]);

  test.each<readonly [string, unknown, RegExp]>([
    [
      "an active site that is not in the group",
      { ...good, active: "oregn" },
      /aws\.active: "oregn" is no site.*"virginia" or "oregon"; did you mean "oregon"\?/,
    ],
    ["a fenced site that is not in the group", { ...good, fenced: ["mars"] }, /aws\.fenced\.0: "mars" is no site/],
    [
      "a site both active and fenced",
      { ...good, fenced: ["virginia"] },
      /fenced\.0: "virginia" is active and cannot be fenced/,
    ],
    ["a site without lineage", { ...good, sites: { virginia: site(1, null) } }, /sites\.oregon: is missing/],
    [
      "a lineage of a site that is not in the group",
      { ...good, sites: { ...good.sites, mars: site(1, null) } },
      /sites\.mars: "mars" is no site/,
    ],
    [
      "two sources",
      { ...good, sites: { virginia: site(1, null), oregon: site(1, null) } },
      /oregon\.source: is null.*second source/,
    ],
    [
      "a source list",
      { ...good, sites: { ...good.sites, oregon: site(1, [from("virginia"), from("oregon")]) } },
      /oregon\.source: .*must be an object/,
    ],
    [
      "an unknown source",
      { ...good, sites: { ...good.sites, oregon: site(1, from("mars")) } },
      /oregon\.source\.site: "mars" is no site/,
    ],
    [
      "a site born from itself",
      { ...good, sites: { ...good.sites, oregon: site(2, from("oregon")) } },
      /names "oregon" itself/,
    ],
    [
      "a circle",
      { ...good, sites: { virginia: site(2, from("oregon")), oregon: site(1, from("virginia", 2)) } },
      /closes a circle: virginia <- oregon <- virginia/,
    ],
    [
      "a generation that never was",
      { ...good, sites: { ...good.sites, oregon: site(1, from("virginia", 7)) } },
      /generation: is 7, but "virginia" is at generation 1/,
    ],
    [
      "an origin born from another",
      { ...good, sites: { ...good.sites, virginia: site(1, from("oregon")) } },
      /"virginia" is the origin: its first database has no source/,
    ],
    [
      "a rebuilt origin without a source",
      { ...good, sites: { ...good.sites, virginia: site(2, null) } },
      /rebuilt database has a source/,
    ],
    ["no roles at all", undefined, /aws: is missing/],
    ["a misspelt key", { ...good, actve: "oregon" }, /aws\.actve: is no known key.*did you mean "active"\?/],
  ])("%s", (_, value, message) => {
    expect(problems(value).join("\n")).toMatch(message);
  });
});
