import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseGroupRoles } from "../../modules/core/parse-roles";
import type { Environment } from "../../modules/core/parse";
import { InvalidInput } from "../../modules/core/problems";
import { type Intent, intents } from "../../modules/recovery/contract";
import { planDrill, scenarios } from "../../modules/recovery/plan/drill";
import { activeIn, after, healthy, pairs, planned, rolesIn } from "../support/recovery";

const cases = pairs.map((pair) => ({ title: pair.id, ...pair }));

/** One event of a group's life; what cannot be then changes nothing. */
function live(environment: Environment, group: string, intent: Intent): Environment {
  try {
    return after(environment, planned(environment, group, { intent }));
  } catch (error) {
    if (error instanceof InvalidInput) return environment;
    throw error;
  }
}

function sitesOf(environment: Environment, name: string) {
  return environment.groups.filter((group) => group.name === name).flatMap((group) => [...group.sites]);
}

describe.each(cases)("$title", ({ environment, group }) => {
  const story = (...events: readonly Intent[]) =>
    events.reduce((now, intent) => after(now, planned(now, group, { intent })), environment);

  const born = rolesIn(environment, group);
  const [origin = "", standby = ""] = sitesOf(environment, group).map(({ name }) => name);

  test("goes and comes back by a switchover with the roles that it was born with", () => {
    expect(rolesIn(story("switchover", "failback"), group)).toEqual(born);
  });

  test("is where it was after a failover, a rejoin and a failback", () => {
    expect(rolesIn(story("failover"), group)).toEqual({ ...born, active: standby, fenced: [origin] });
    expect(rolesIn(story("failover", "rejoin", "failback"), group)).toEqual(born);
  });

  test("is led by a second generation after a failover, a rebuild and a failback", () => {
    const roles = rolesIn(story("failover", "rebuild", "failback"), group);
    const lineage = { generation: 2, source: { site: standby, generation: 1 } };
    expect(roles).toEqual({ active: origin, fenced: [], sites: { ...born.sites, [origin]: lineage } });
  });

  test("has roles that parse, one writer and servers of the right names, whatever happens in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...intents), { maxLength: 25 }), (events) => {
        const now = events.reduce((at, intent) => live(at, group, intent), environment);
        const roles = rolesIn(now, group);
        const context = { path: "roles", origin, sites: [origin, standby] };
        expect(parseGroupRoles(roles, context).problems).toEqual([]);
        const sites = sitesOf(now, group);
        expect(sites.filter(({ role }) => role === "primary" || role === "promoted").map(({ name }) => name)).toEqual([
          roles.active,
        ]);
        for (const { role, name, lineage } of sites) {
          if (name === roles.active) expect(role).toBe(lineage.source === null ? "primary" : "promoted");
          else expect(role).toBe(roles.fenced.includes(name) ? "retired" : "replica");
        }
      }),
      { numRuns: 60 },
    );
  });

  test("always has a way on: from every standing that can be reached, some plan is not refused", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...intents), { maxLength: 12 }), (events) => {
        const now = events.reduce((at, intent) => live(at, group, intent), environment);
        const moved = intents.filter((intent) => live(now, group, intent) !== now);
        const fenced = rolesIn(now, group).fenced.length > 0;
        const atOrigin = activeIn(now, group) === origin;
        const expected: readonly Intent[] = fenced
          ? ["rejoin", "rebuild"]
          : atOrigin
            ? ["switchover", "failover"]
            : ["switchover", "failover", "failback"];
        expect(moved).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test.each(scenarios)("is where it was after a drill of %s, from either site", (scenario) => {
    for (const start of [environment, story("switchover")]) {
      const drill = planDrill(start, { group, scenario }, healthy(activeIn(start, group)));
      const end = [drill.forth, ...drill.back].reduce(after, start);
      expect(rolesIn(end, group)).toEqual(rolesIn(start, group));
      expect(activeIn(after(start, drill.forth), group)).not.toBe(activeIn(start, group));
    }
  });
});

test("a drill goes forth and back by the plans that an emergency would take", () => {
  const [pair] = pairs;
  if (pair === undefined) throw new Error("no environment has a pair");
  const { environment, group } = pair;
  const intentsOf = (scenario: (typeof scenarios)[number]) => {
    const { forth, back } = planDrill(environment, { group, scenario }, healthy(activeIn(environment, group)));
    return [forth, ...back].map(({ intent }) => intent);
  };
  expect(intentsOf("switchover")).toEqual(["switchover", "failback"]);
  expect(intentsOf("region-loss")).toEqual(["failover", "rejoin", "failback"]);
  expect(intentsOf("control-plane-loss")).toEqual(["failover", "rejoin", "failback"]);
  expect(intentsOf("replica-lag")).toEqual(["switchover", "failback"]);
  expect(intentsOf("failure-at-step")).toEqual(["switchover", "failback"]);
});
