import { describe, expect, test } from "@jest/globals";
import { post } from "../../modules/recovery/run/inbox";
import { planHash } from "../../modules/recovery/run/plan-check";
import { smallPlan } from "./small-plans";
import { ben, Stage } from "./stage";

describe("approval", () => {
  const plan = smallPlan("switchover", true);
  const approve = (stage: Stage, change: object = {}) =>
    post(stage.folder, { ask: "approve", ...ben, planHash: planHash(plan), ...change });

  test("is waited for before anything is changed, and put on record with who gave it to which plan", async () => {
    const stage = new Stage(plan);
    stage.moment = (moment) => moment === "after effect of check-ready" && approve(stage);
    expect(await stage.run()).toEqual({ outcome: "passed" });
    expect(stage.facts("approved")).toMatchObject([{ ...ben, planHash: planHash(plan) }]);
  });

  test.each([
    [
      "the run's own starter",
      { by: "Ana <ANA@example.com>" },
      "ana@example.com> started the run; in staging somebody else",
    ],
    ["somebody who read another plan", { planHash: "12ab" }, "what was approved is another plan (12ab)"],
  ])("of %s is refused, on record, and does not let the run go on", async (_, change, because) => {
    const stage = new Stage(plan);
    approve(stage, change);
    const outcome = await stage.run();
    expect(outcome).toMatchObject({
      outcome: "paused",
      because: [expect.stringContaining("nobody approved within 600 s")],
    });
    const [refused] = stage.facts("refused");
    expect(JSON.stringify(refused).toLowerCase()).toContain(because.toLowerCase());
    expect(Object.keys(stage.world.state.orders)).toEqual(["check-ready"]);
  });

  test("given while no process runs counts from the next one on", async () => {
    const stage = new Stage(plan);
    await stage.run();
    expect(stage.notes).toEqual(["waits for somebody's approval: understudy approve r1"]);
    approve(stage);
    expect(await stage.run()).toEqual({ outcome: "passed" });
  });
});

describe("pause and abort", () => {
  test("a paused run finishes what is under way and starts nothing; resumed, it goes on", async () => {
    const stage = new Stage(smallPlan("failover"));
    stage.post("pause", "after effect of close-gate");
    const outcome = await stage.run();
    expect(outcome).toEqual({
      outcome: "paused",
      because: ["somebody asked for it"],
      continueWith: "understudy resume r1",
    });
    expect([stage.has("step-done", "close-gate"), stage.has("step-started", "promote-database")]).toEqual([
      true,
      false,
    ]);
    stage.moment = () => undefined;
    expect(await stage.run()).toEqual({ outcome: "passed" });
  });

  test("an aborted run ends at a safe point, says which, and fails", async () => {
    const stage = new Stage(smallPlan("failover"));
    stage.post("abort", "after effect of write-roles");
    expect(await stage.run()).toEqual({ outcome: "aborted", safePoint: "oregon is active" });
    expect(stage.has("step-started", "reconcile")).toBe(false);
    expect(stage.facts("ended")).toMatchObject([{ verdict: "failed" }]);
  });

  test("before anything is changed every run can be aborted, also while it waits for an approval", async () => {
    const stage = new Stage(smallPlan("failover", true));
    stage.post("abort", "after effect of check-ready");
    expect(await stage.run()).toEqual({ outcome: "aborted", safePoint: "nothing has been changed" });
  });

  test("where the group cannot stay an abort is refused with what must be finished first, and the run goes on", async () => {
    const stage = new Stage(smallPlan("failover"));
    stage.post("abort", "after effect of promote-database");
    expect(await stage.run()).toEqual({ outcome: "passed" });
    expect(stage.facts("refused")).toMatchObject([
      {
        what: "abort",
        by: ben.by,
        because: expect.stringMatching(/open-gate, write-roles must be finished first.*"oregon is active"/),
      },
    ]);
  });

  test("an abort after a crash first finds out how what had begun came out", async () => {
    const stage = new Stage(smallPlan("failover"));
    stage.stopAt("after effect of write-roles");
    await stage.run();
    post(stage.folder, { ask: "abort", by: ben.by });
    expect(await stage.run({ signal: new AbortController().signal })).toEqual({
      outcome: "aborted",
      safePoint: "oregon is active",
    });
    expect(stage.world.state.orders["write-roles"]).toBe(1);
  });
});
