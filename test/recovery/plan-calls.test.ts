import { describe, expect, test } from "@jest/globals";
import type { Plan, VendorAction } from "../../modules/recovery/contract";
import { operator } from "../../modules/recovery/operators";
import type { VendorCall } from "../../modules/recovery/operators/transport";
import { isOwn } from "../../modules/recovery/run/plan-check";
import { after, pairs, planned } from "../support/recovery";

/** Answers to the questions that operators ask before they order anything. */
const answers: Readonly<Record<string, (plan: Plan) => unknown>> = {
  "route53-recovery-cluster:ListRoutingControls": ({ from, to }) => ({
    RoutingControls: [from, to].map(({ environment, group, site }) => ({
      RoutingControlName: `${environment}-${group}-${site}`,
      RoutingControlArn: `arn:aws:route53-recovery-control::1:controlpanel/p/routingcontrol/${site}`,
      RoutingControlState: "On",
    })),
  }),
  "container:nodePools.get": () => ({ status: "RUNNING", autoscaling: { totalMaxNodeCount: 30 } }),
  "containerservice:agentPools.get": () => ({ properties: { enableAutoScaling: true, minCount: 9 } }),
  "dns:resourceRecordSets.list": ({ to }) => ({
    rrsets: [{ name: `${to.name}.`, type: "A", routingPolicy: { primaryBackup: { trickleTraffic: 0 } } }],
  }),
};

/** What an operator sends for an action, without its questions. */
async function ordersOf(plan: Plan, action: VendorAction): Promise<readonly VendorCall[]> {
  const sent: VendorCall[] = [];
  const send = (call: VendorCall): Promise<unknown> => {
    const answer = answers[call.method];
    if (answer === undefined) sent.push(call);
    return Promise.resolve(answer === undefined ? {} : answer(plan));
  };
  await operator(plan.cloud, { send }).perform(action, new AbortController().signal);
  return sent;
}

const plans = pairs
  .filter(({ environment }) => environment.name === "production")
  .flatMap(({ environment, group }): readonly Plan[] => {
    const switchover = planned(environment, group, { intent: "switchover" });
    const failover = planned(environment, group, { intent: "failover" });
    const lost = after(environment, failover);
    return [
      switchover,
      failover,
      planned(after(environment, switchover), group, { intent: "failback" }),
      planned(after(environment, planned(environment, group, { intent: "switchover" })), group, { intent: "failover" }),
      planned(lost, group, { intent: "rejoin" }),
      planned(lost, group, { intent: "rebuild" }),
    ];
  });

/** Every step for which a vendor is asked, with the action that it is asked for. */
const steps = plans.flatMap((plan) =>
  plan.steps.flatMap(({ id, call, action }) =>
    isOwn(action) ? [] : [{ title: `${plan.group} ${plan.intent} to ${plan.to.site}, ${id}`, plan, call, action }],
  ),
);

describe("what a plan says of a call is what the operator sends", () => {
  test.each(steps)("$title", async ({ plan, call, action }) => {
    const orders = await ordersOf(plan, action);
    const said = orders.map(({ method, region }) => (region === null ? method : `${method} in ${region}`));
    const [method, where] = [call.split(" ")[0] ?? "", / in (\S+)$/.exec(call)?.[0] ?? ""];
    expect([...new Set(said)]).toEqual(call === "none" ? [] : [`${method}${where}`]);
  });
});

test("the word that makes a call lose writes is in the call and in the plan", async () => {
  const lossy = { aws: /AllowDataLoss/, gcp: /failover/, azure: /forced/ };
  const promotions = steps.filter(({ action }) => action.do === "promote-database");
  expect(promotions).toHaveLength(6);
  for (const { plan, action, call } of promotions) {
    expect(call).toMatch(lossy[plan.cloud]);
    expect(JSON.stringify(await ordersOf(plan, action))).toMatch(lossy[plan.cloud]);
  }
  for (const { plan, action, call } of steps.filter((step) => step.action.do === "switch-database")) {
    expect(call).not.toMatch(lossy[plan.cloud]);
    expect(JSON.stringify(await ordersOf(plan, action))).not.toMatch(lossy[plan.cloud]);
  }
});

test("both gates of a pair on AWS change in one order: its safety rule refuses a moment without an open one", async () => {
  const closing = steps.filter(({ plan, action }) => plan.cloud === "aws" && action.do === "close-gate");
  expect(closing.length).toBeGreaterThan(0);
  for (const { plan, action } of closing) {
    const [order, ...more] = await ordersOf(plan, action);
    expect(more).toEqual([]);
    expect(JSON.stringify(order)).toMatch(/"On".*"Off"|"Off".*"On"/);
  }
});

test("no order of a failover is sent to the lost region", async () => {
  for (const { plan, action } of steps.filter((step) => step.plan.intent === "failover")) {
    const orders = await ordersOf(plan, action);
    expect(orders.map(({ region }) => region)).not.toContain(plan.from.region);
  }
});
