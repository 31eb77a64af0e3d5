import { describe, expect, test } from "@jest/globals";
import { intents, type Plan, type Step } from "../../modules/recovery/contract";
import { checkPlan, isOwn } from "../../modules/recovery/run/plan-check";
import { after, before, pairs, planned } from "../support/recovery";

/** Every plan that a group can have: each intent from the standing in which it makes sense. */
const plans = pairs.flatMap(({ environment, group }): readonly Plan[] => {
  const of = (...before: readonly (typeof intents)[number][]) =>
    before.reduce((now, intent) => after(now, planned(now, group, { intent })), environment);
  return [
    planned(environment, group, { intent: "switchover" }),
    planned(of("switchover"), group, { intent: "failback" }),
    planned(environment, group, { intent: "failover" }),
    planned(of("switchover"), group, { intent: "failover" }),
    planned(of("failover"), group, { intent: "rejoin" }),
    planned(of("failover"), group, { intent: "rebuild" }),
    planned(of("failover", "rebuild"), group, { intent: "failback" }),
  ];
});

const named = plans.map((plan) => ({
  title: `${plan.environment} ${plan.group} ${plan.intent} to ${plan.to.site}`,
  plan,
}));

const idOf = ({ steps }: Plan, action: Step["action"]["do"]) => steps.find((step) => step.action.do === action)?.id;

test("there is a plan of every intent on every cloud", () => {
  const kinds = new Set(plans.map(({ cloud, intent }) => `${cloud} ${intent}`));
  expect(kinds.size).toBe(3 * intents.length);
});

describe.each(named)("$title", ({ plan }) => {
  test("is a graph that a run accepts: no circle, no need that is not there, no order before the approval", () => {
    expect(() => {
      checkPlan(plan);
    }).not.toThrow();
  });

  test("begins with one check and ends with Terraform and the cloud together", () => {
    const { steps } = plan;
    expect(steps.filter(({ needs }) => needs.length === 0).map(({ id }) => id)).toEqual(["check-ready"]);
    const needed = new Set(steps.flatMap(({ needs }) => needs));
    expect(steps.filter(({ id }) => !needed.has(id)).map(({ id }) => id)).toEqual(["reconcile"]);
    expect(before(plan, "reconcile").size).toBe(steps.length - 1);
  });

  test("is listed in an order in which it can be done by hand", () => {
    plan.steps.forEach(({ needs }, index) => {
      const above = plan.steps.slice(0, index).map(({ id }) => id);
      expect(needs.filter((need) => !above.includes(need))).toEqual([]);
    });
  });

  test("asks for somebody else's approval in production, and nowhere else", () => {
    expect(plan.approval).toBe(plan.environment === "production");
    expect(idOf(plan, "approve") !== undefined).toBe(plan.approval);
  });

  test("says of each step what is done by hand, what shows that it is done, and where it can stay at the end", () => {
    for (const { byHand, doneWhen, title, timeoutSeconds } of plan.steps) {
      expect(byHand).not.toBe("");
      expect(doneWhen).not.toBe("");
      expect(title).toMatch(/^[A-Z]/);
      expect(timeoutSeconds).toBeGreaterThan(0);
      expect(byHand + doneWhen).not.toMatch(/undefined|(?<!\/dev\/)null|NaN|\[object/);
    }
    expect(plan.steps.at(-1)?.safePoint).not.toBeNull();
  });
});

const switching = named.filter(({ plan }) => ["switchover", "failback", "failover"].includes(plan.intent));

describe.each(switching)("$title", ({ plan }) => {
  const promotion = idOf(plan, plan.intent === "failover" ? "promote-database" : "switch-database") ?? "";

  test("closes the gate of the site that gives up writing before the other one can write", () => {
    expect(before(plan, promotion)).toContain("close-gate");
  });

  test("gives the site its nodes and its database before its own gate opens, where it has one", () => {
    const opens = plan.steps.some(({ id }) => id === "open-gate");
    expect(opens).toBe(plan.cloud !== "gcp");
    const traffic = opens ? "open-gate" : "write-roles";
    expect(before(plan, traffic)).toContain("raise-capacity");
    expect(before(plan, traffic)).toContain(promotion);
    expect(before(plan, "verify-writes")).toContain(promotion);
  });

  test("writes the roles down only after a write was read back", () => {
    expect(before(plan, "write-roles")).toContain("verify-writes");
  });

  test("takes nodes away only from the site that no longer writes, and only then", () => {
    const returning = plan.steps.find(({ action }) => action.do === "return-capacity");
    expect(returning === undefined).toBe(plan.intent === "failover");
    if (returning === undefined) return;
    expect(returning.action).toMatchObject({ site: plan.from });
    expect(before(plan, returning.id)).toContain("verify-writes");
  });

  test("offers no stop between the gate that closes and the write that was read back", () => {
    const open = plan.steps.filter(
      ({ id }) => before(plan, id).has("close-gate") && before(plan, "write-roles").has(id),
    );
    expect(open.map(({ safePoint }) => safePoint)).toEqual(open.map(() => null));
    expect(open.map(({ id }) => id)).toContain("verify-writes");
  });
});

test("a planned switch raises the nodes before it closes the gate; a failover lets the database wait for none", () => {
  for (const { plan } of switching) {
    if (plan.intent === "failover") expect(before(plan, "promote-database")).not.toContain("raise-capacity");
    else expect(before(plan, "close-gate")).toContain("raise-capacity");
  }
});

test("nothing of a failover is asked of the lost region, and none of its commands goes there", () => {
  const failovers = plans.filter(({ intent }) => intent === "failover");
  expect(failovers.length).toBeGreaterThan(5);
  for (const { steps, from } of failovers)
    for (const { call, byHand, doneWhen, action } of steps.filter((step) => !isOwn(step.action))) {
      expect(call).not.toContain(from.region);
      expect(`${byHand} ${doneWhen}`).not.toMatch(new RegExp(`region[ =]${from.region}`));
      if ("site" in action && action.do !== "close-gate") expect(action.site.region).not.toBe(from.region);
    }
});

test("a failover plans Terraform only where no lost region is needed for it", () => {
  for (const { intent, steps, from, to, cloud } of plans) {
    if (intent !== "failover") continue;
    const stacks = steps.flatMap(({ action }) => (action.do === "reconcile" ? action.stacks : []));
    expect(stacks).not.toContain(`${from.environment}-${from.group}-${from.site}`);
    expect(stacks).toContain(`${to.environment}-${to.group}-${to.site}`);
    const needed = cloud === "aws" && ["us-east-1", "us-west-2"].includes(from.region);
    expect(stacks.some((stack) => stack.endsWith("-traffic"))).toBe(!needed);
  }
});

test("Cloud SQL is told anew which server takes over whenever the roles were switched, and only with recovery points on", () => {
  for (const plan of plans.filter(({ cloud, intent }) => cloud === "gcp" && intent !== "failover")) {
    const step = plan.steps.find(({ action }) => action.do === "designate-replica");
    expect(step).toBeDefined();
    if (plan.intent !== "switchover" && plan.intent !== "failback") continue;
    expect(before(plan, "designate-replica")).toContain("reconcile-active");
    expect(step?.action).toMatchObject({ site: plan.from, source: plan.to });
  }
});

test("where each site has a gate, that of a standby is open at the end: a fenced site's alone stays shut", () => {
  for (const { intent, cloud, steps, from, to } of plans) {
    const opened = steps.flatMap(({ action }) => (action.do === "open-gate" ? [action.site.site] : []));
    if (cloud === "gcp") continue;
    if (intent === "failover") expect(opened).toEqual([to.site]);
    else if (intent === "rejoin" || intent === "rebuild") expect(opened).toEqual([to.site]);
    else expect(opened).toEqual([to.site, from.site]);
  }
});

test("a rebuild makes the next generation with Terraform, and only after the roles name it", () => {
  for (const plan of plans.filter(({ intent }) => intent === "rebuild")) {
    const create = plan.steps.find(({ action }) => action.do === "create-database");
    expect(create?.action).toMatchObject({ site: { database: `${plan.to.database}-g2` } });
    expect(before(plan, "create-database")).toContain("write-roles");
    expect(plan.steps.some(({ action }) => action.do === "rebuild-database")).toBe(plan.cloud === "aws");
  }
});
