import { describe, expect, test } from "@jest/globals";
import { PassingError, type JournalEntry } from "../../modules/recovery/contract";
import { JournalError, type Journal } from "../../modules/recovery/run/journal";
import { checkPlan } from "../../modules/recovery/run/plan-check";
import type { RunPorts } from "../../modules/recovery/run/ports";
import type { MemoryRun } from "./memory-run";
import { smallPlan, step, target } from "./small-plans";
import { ben, Stage, withStep } from "./stage";

const forever = () => new Promise<never>(() => undefined);

const failing = (stage: Stage, id: string, error: Error, times = Number.POSITIVE_INFINITY): RunPorts["operator"] => {
  let left = times;
  return {
    ...stage.world.operator,
    perform: (action, signal) => {
      if (action.do === id && left-- > 0) return Promise.reject(error);
      return stage.world.operator.perform(action, signal);
    },
  };
};

describe("order", () => {
  test("steps that need nothing of each other run at the same time, and none starts before what it needs has ended", async () => {
    const stage = new Stage(smallPlan("failover"));
    expect(await stage.run()).toEqual({ outcome: "passed" });
    const entries = stage.disk.entries();
    const at = (fact: string, id: string) =>
      entries.findIndex((entry) => entry.fact === fact && "step" in entry && entry.step === id);
    expect(at("step-started", "close-gate")).toBeLessThan(at("step-done", "raise-capacity"));
    expect(at("step-started", "raise-capacity")).toBeLessThan(at("step-done", "close-gate"));
    for (const { id, needs } of stage.plan.steps)
      for (const need of needs) expect(at("step-done", need)).toBeLessThan(at("step-started", id));
  });

  test("a plan whose vendor step does not wait for the approval is refused before anything is done", async () => {
    const stage = new Stage(withStep(smallPlan("failover", true), "raise-capacity", { needs: ["check-ready"] }));
    await expect(stage.run()).rejects.toThrow(/raise-capacity changes the group, and nobody approved/);
    expect(stage.world.state.orders).toEqual({ "check-ready": 1 });
  });
});

describe("errors", () => {
  test("a passing error is tried again after a pause that doubles, as often as the step allows", async () => {
    const stage = new Stage(smallPlan("failover"));
    const operator = failing(stage, "promote-database", new PassingError("throttled"), 2);
    expect(await stage.run({ operator })).toEqual({ outcome: "passed" });
    const tries = stage.facts("step-started").filter((entry) => "step" in entry && entry.step === "promote-database");
    const [first = 0, second = 0, third = 0] = tries.map(({ elapsed }) => elapsed);
    expect([second - first, third - second]).toEqual([750, 1500]);
  });

  test("an error that does not pass ends the run: what was under way is finished, nothing new starts", async () => {
    const stage = new Stage(smallPlan("failover"));
    const outcome = await stage.run({ operator: failing(stage, "close-gate", new Error("access denied")) });
    expect(stage.has("step-done", "raise-capacity")).toBe(true);
    expect(stage.has("step-started", "promote-database")).toBe(false);
    expect(outcome).toMatchObject({ outcome: "failed", continueWith: "understudy resume r1" });
    expect(JSON.stringify(outcome)).toContain("close-gate failed: access denied");
    expect(JSON.stringify(outcome)).toContain(
      "oregon takes writes, lag 0.5 s; done: check-ready, approve, raise-capacity;",
    );
    expect(JSON.stringify(outcome)).toContain("last safe point: virginia is active, oregon has nodes to spare");
  });

  test("a failed run is continued where it failed, and looks before it asks again", async () => {
    const stage = new Stage(smallPlan("failover"));
    await stage.run({ operator: failing(stage, "promote-database", new Error("internal failure"), 1) });
    expect(await stage.run()).toEqual({ outcome: "passed" });
    expect(stage.world.state.orders).toMatchObject({ "close-gate": 1, "raise-capacity": 1, "promote-database": 1 });
  });

  test.each([
    ["a vendor that does not answer", { perform: forever }],
    ["a vendor that never gets done", { isDone: () => Promise.resolve(false) }],
    ["a vendor that cannot be asked", { isDone: () => Promise.reject(new PassingError("connection refused")) }],
  ])("%s fails the step once its time is over, and holds nobody up", async (_, change) => {
    const stage = new Stage(withStep(smallPlan("failover"), "promote-database", { timeoutSeconds: 90 }));
    const usual = stage.world.operator;
    const operator: RunPorts["operator"] = {
      ...usual,
      perform: (action, signal) =>
        (action.do === "promote-database" && "perform" in change ? change : usual).perform(action, signal),
      isDone: (action, signal) =>
        (action.do === "promote-database" && "isDone" in change ? change : usual).isDone(action, signal),
    };
    const outcome = await stage.run({ operator });
    expect(JSON.stringify(outcome)).toContain("not done within 90 s; it would be done when promote-database is so");
    expect(stage.clock.monotonic()).toBeLessThan(100_000);
  });

  test("an order that was taken though its answer was lost is found by looking, not given again", async () => {
    const stage = new Stage(smallPlan("failover"));
    const { operator } = stage.world;
    const lossy: RunPorts["operator"] = {
      ...operator,
      perform: async (action, signal) => {
        await operator.perform(action, signal);
        throw new PassingError("the connection was reset");
      },
    };
    expect(await stage.run({ operator: lossy })).toEqual({ outcome: "passed" });
    expect(stage.world.state).toMatchObject({ violations: [], orders: { "close-gate": 1, "promote-database": 1 } });
  });
});

describe("a step that must not be repeated", () => {
  const plan = withStep(smallPlan("failover"), "promote-database", { repeatable: "never" });

  /** A run that was stopped in that step: before or after the vendor took the order. */
  async function interrupted(taken: boolean) {
    const stage = new Stage(plan);
    const { operator } = stage.world;
    const perform: RunPorts["operator"]["perform"] = async (action, signal) => {
      const isIt = action.do === "promote-database";
      if (!isIt || taken) await operator.perform(action, signal);
      if (isIt) stage.stopNow();
    };
    expect(await stage.run({ operator: { ...operator, perform } })).toMatchObject({ outcome: "paused" });
    expect(stage.world.state.orders["promote-database"]).toBe(taken ? 1 : undefined);
    const signal = new AbortController().signal;
    return { stage, resume: (more: Partial<MemoryRun> = {}) => stage.run({ signal }, more) };
  }

  test("and whose outcome is not known is a question to a person, which says where to look and how to answer", async () => {
    const { stage, resume } = await interrupted(true);
    const outcome = await resume();
    expect(outcome).toMatchObject({ outcome: "paused", continueWith: "understudy resume r1" });
    expect(JSON.stringify(outcome)).toMatch(
      /must not be repeated.*done when promote-database is so.*understudy resume r1 --step promote-database=done, or understudy resume r1/,
    );
    expect(stage.world.state.orders["promote-database"]).toBe(1);
  });

  const answered = (answer: "done" | "again") =>
    ({ facts: [{ fact: "answered", by: ben.by, step: "promote-database", answer }] }) as const;

  test("is done again if the person says so", async () => {
    const { stage, resume } = await interrupted(false);
    expect(await resume(answered("again"))).toEqual({ outcome: "passed" });
    expect(stage.world.state).toMatchObject({ violations: [], orders: { "promote-database": 1 } });
  });

  test("is not done again if the person says that it is done", async () => {
    const { stage, resume } = await interrupted(true);
    // The vendor gets on with it while no process looks.
    const [action] = plan.steps.flatMap((one) => (one.action.do === "promote-database" ? [one.action] : []));
    if (action === undefined) throw new Error("a failover promotes a database");
    const done = () => stage.world.operator.isDone(action, new AbortController().signal);
    while (!(await done())) continue;
    expect(await resume(answered("done"))).toEqual({ outcome: "passed" });
    expect(stage.world.state).toMatchObject({ violations: [], orders: { "promote-database": 1 } });
  });
});

describe("the record", () => {
  /** A journal that its disk has no room for from a moment on. */
  const full =
    (from: (fact: JournalEntry["fact"], step: string) => boolean) =>
    (journal: Journal): Journal => ({
      ...journal,
      append: (fact) => {
        if (from(fact.fact, "step" in fact ? fact.step : "")) throw new JournalError("no space left on device");
        return journal.append(fact);
      },
    });

  test.each([
    ["before a step, the step is not started", "step-started", 0],
    ["after a step, it is looked at on resume", "step-done", 1],
  ])("that cannot be written %s, and nothing else begins", async (_, fact, taken) => {
    const stage = new Stage(smallPlan("failover"));
    const between = full((one, id) => one === fact && id === "promote-database");
    await expect(stage.run({}, { between })).rejects.toThrow(JournalError);
    expect(stage.world.state.orders["promote-database"] ?? 0).toBe(taken);
    expect(stage.world.state.orders["open-gate"]).toBeUndefined();
    expect(await stage.run()).toEqual({ outcome: "passed" });
    expect(stage.world.state.orders["promote-database"]).toBe(1);
  });

  test("has the replication lag at intervals, until the databases have changed places", async () => {
    const stage = new Stage(smallPlan("switchover"));
    await stage.run({ lagEvery: 0.2 });
    const entries = stage.disk.entries();
    const turned = entries.findIndex((entry) => entry.fact === "step-done" && entry.step === "switch-database");
    const lags = [...entries.entries()].filter(([, { fact }]) => fact === "lag").map(([index]) => index);
    expect(lags.length).toBeGreaterThan(1);
    expect(lags.filter((index) => index > turned)).toEqual([]);
  });

  test("judges a run whose steps are all done and whose promises were not kept: it failed, and nothing can be resumed", async () => {
    const stage = new Stage(smallPlan("failover"));
    const slow = { rtoSeconds: 901, rpoSeconds: 61, lostRows: 7, acknowledgedRows: 9, rowsInFlight: 0 };
    const { own } = stage.world;
    const outcome = await stage.run({
      own: {
        ...own,
        perform: (action, context) => {
          if (action.do === "verify-writes") context.record({ fact: "measured", measurement: slow });
          return own.perform(action, context);
        },
      },
    });
    expect(outcome).toMatchObject({
      outcome: "failed",
      continueWith: null,
      reasons: ["RTO: 901 s, and at most 900 s are allowed", "RPO: 61 s, and at most 60 s are allowed"],
    });
  });
});

test("two steps of one id, a need that is no step, and a circle are told together", () => {
  const plan = smallPlan("failover");
  const site = target("oregon");
  const broken = [
    step("open-gate", { do: "open-gate", site }, { needs: ["clos-gate"] }),
    step("one", { do: "approve" }, { needs: ["two"] }),
    step("two", { do: "approve" }, { needs: ["one"] }),
  ];
  expect(() => checkPlan({ ...plan, steps: [...plan.steps, ...broken] })).toThrow(
    /open-gate: is the id of two steps.*did you mean "close-gate".*one: waits for itself.*two: waits for itself/s,
  );
});
