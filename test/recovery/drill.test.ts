import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { drill } from "../../modules/recovery/drill/drill";
import { sandboxStage } from "../../modules/recovery/drill/sandbox";
import { readJournal } from "../../modules/recovery/run/journal";
import { sandboxFiles } from "../../modules/sandbox/runtime";
import { WholeSandbox } from "../deploy/deployment";
import { root } from "../support/planted";
import { Recovery } from "./rebuild";

const sandbox = new WholeSandbox();
const folder = sandbox.folder("sandbox");
const environments = join(root, "environments");

beforeAll(async () => {
  await sandbox.start();
  await sandbox.deployAll(environments, "staging");
}, 600_000);

afterAll(async () => {
  await sandbox.stop();
  expect(sandbox.faults).toEqual([]);
}, 60_000);

function rehearse(group: string, scenario: "region-loss" | "control-plane-loss") {
  const { runtime } = sandbox.running;
  const stage = sandboxStage({ runtime, folder, environments, environment: "staging", group });
  const { signal } = new AbortController();
  return drill(stage, { scenario, starter: "somebody", signal, onEvent: () => undefined });
}

const roles = (): unknown => JSON.parse(readFileSync(join(sandboxFiles.roles(folder), "staging.roles.json"), "utf8"));

test.each(["aws", "gcp", "azure"])(
  "%s: a region is lost under write load, its standby takes over and gives back, and Terraform has nothing to destroy",
  async (group) => {
    const plans = await rehearse(group, "region-loss");
    expect(plans.map(({ plan, outcome }) => [plan.intent, outcome.outcome])).toEqual([
      ["failover", "passed"],
      ["rejoin", "passed"],
      ["failback", "passed"],
    ]);
    const [failover, , failback] = plans;
    expect(failover?.measurement?.rtoSeconds).toBeLessThan(15);
    expect(failover?.measurement?.rpoSeconds).toBeLessThan(1);
    expect(failover?.measurement?.acknowledgedRows).toBeGreaterThan(100);
    expect(failback?.measurement?.lostRows).toBe(0);
    const reconciled = plans.flatMap(({ folder: run }) =>
      readJournal(run).entries.flatMap((entry) => (entry.fact === "reconciled" ? [entry.changes] : [])),
    );
    expect(reconciled.length).toBeGreaterThan(3);
    for (const { add, replace, destroy } of reconciled)
      expect({ add, replace, destroy }).toEqual({ add: 0, replace: 0, destroy: 0 });
  },
  600_000,
);

test("each group's region loses its control plane alone, side by side: those who follow the name leave the server that serves on", async () => {
  const drills = await Promise.all(["aws", "gcp", "azure"].map((group) => rehearse(group, "control-plane-loss")));
  for (const plans of drills) {
    expect(plans.map(({ plan, outcome }) => [plan.intent, outcome.outcome])).toEqual([
      ["failover", "passed"],
      ["rejoin", "passed"],
      ["failback", "passed"],
    ]);
    expect(plans[0]?.measurement?.rtoSeconds).toBeLessThan(15);
    expect(plans[2]?.measurement?.lostRows).toBe(0);
  }
}, 600_000);

test("afterwards every group stands as it did before", () => {
  expect(roles()).toEqual(JSON.parse(readFileSync(join(environments, "staging.roles.json"), "utf8")));
});

describe.each(["aws", "gcp", "azure"])("%s: a region whose data nobody gets back", (group) => {
  const place = () => {
    const { runtime } = sandbox.running;
    const stage = sandboxStage({ runtime, folder, environments, environment: "staging", group });
    return { stage, recovery: new Recovery(stage, runtime, group) };
  };
  const sites = (recovery: Recovery) => {
    const [origin, standby] = recovery.group.sites;
    if (standby === undefined) throw new Error(`${group} has no standby`);
    return { lost: origin.name, active: standby.name, region: origin.region };
  };

  test("is taken over from without one answer of it: no call, no state, no plan is its own", async () => {
    const { stage, recovery } = place();
    const { lost, active, region } = sites(recovery);
    await recovery.arm(lost, active);
    await stage.disasters["region-loss"].begin(region);
    recovery.calls.length = 0;
    const { outcome, reconciled } = await recovery.carryOut({ intent: "failover", acceptLoss: true }, lost, active);
    expect(outcome).toEqual({ outcome: "passed" });
    expect(recovery.calls.length).toBeGreaterThan(6);
    expect(recovery.calls.filter((call) => call.region === region)).toEqual([]);
    expect(JSON.stringify(reconciled.map(({ stack }) => stack))).not.toContain(lost);
    await stage.disasters["region-loss"].end(region);
  }, 600_000);

  test("gets a server of a new generation, of which Terraform destroys nothing", async () => {
    const { recovery } = place();
    const { lost, active } = sites(recovery);
    const { outcome, failures, reconciled } = await recovery.carryOut({ intent: "rebuild", site: lost }, lost, active);
    expect({ outcome, failures }).toEqual({ outcome: { outcome: "passed" }, failures: [] });
    const [creation, ...after] = reconciled.map(({ changes }) => changes);
    expect(creation).toMatchObject({ replace: 0, destroy: 0 });
    expect(creation?.add).toBeGreaterThan(0);
    expect(after.length).toBeGreaterThan(0);
    for (const changes of after) expect(changes).toMatchObject({ add: 0, replace: 0, destroy: 0 });
    const site = recovery.group.sites.find(({ name }) => name === lost);
    expect(site).toMatchObject({ active: false, fenced: false, lineage: { generation: 2, source: { site: active } } });
    expect(await recovery.look(active, lost)).toMatchObject({ writer: active, armed: true, problems: [] });
  }, 600_000);

  test("then takes over in its turn: its plan leaves out the copies of secrets in the region that is lost now", async () => {
    const { stage, recovery } = place();
    const { lost, active } = sites(recovery);
    const { region } = recovery.target(active);
    await stage.disasters["region-loss"].begin(region);
    recovery.calls.length = 0;
    const wish = { intent: "failover", acceptLoss: true } as const;
    const { outcome, failures, reconciled } = await recovery.carryOut(wish, active, lost);
    expect({ outcome, failures }).toEqual({ outcome: { outcome: "passed" }, failures: [] });
    expect(recovery.calls.filter((call) => call.region === region)).toEqual([]);
    const leftOut = reconciled.flatMap(({ changes }) => changes.leftOut);
    expect(leftOut.length).toBeGreaterThan(2);
    for (const address of leftOut) expect(address).toMatch(/[.]secrets_/);
    expect(await stage.leadsTo(AbortSignal.timeout(10_000))).toBe(lost);
    await stage.disasters["region-loss"].end(region);
  }, 600_000);
});
