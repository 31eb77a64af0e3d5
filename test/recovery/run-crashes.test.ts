import { describe, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { clouds } from "../../modules/core/cloud";
import { intents, type Intent, type Plan } from "../../modules/recovery/contract";
import { planHash } from "../../modules/recovery/run/plan-check";
import type { Journal } from "../../modules/recovery/run/journal";
import type { Outcome } from "../../modules/recovery/run/outcome";
import { run } from "../../modules/recovery/run/run";
import { after, pairs, planned } from "../support/recovery";
import { FakeWorld, inMemory, type Keeper } from "./fake-world";
import { MemoryDisk, openInMemory, usualPorts } from "./memory-run";
import { VirtualClock } from "./virtual-clock";

/** Ends a process at its nth moment, counted from 1: everything that it does later comes to nothing. */
class Death extends Error {
  override readonly name = "Death";
}

class Life {
  readonly moments: string[] = [];
  private dead = false;

  constructor(private readonly last: number) {}

  /** @param lastWords - what still happens if this is the moment: half a line, say */
  readonly pass = (moment: string, lastWords: () => void = () => undefined): void => {
    if (this.dead) throw new Death();
    this.moments.push(moment);
    if (this.moments.length < this.last) return;
    this.dead = true;
    lastWords();
    throw new Death();
  };
}

const approval = (plan: Plan) =>
  ({ fact: "approved", by: "ben@example.com", knownBy: "option", planHash: planHash(plan) }) as const;

/** What outlasts a process. */
interface Outside {
  readonly disk: MemoryDisk;
  readonly keeper: Keeper;
  readonly plan: Plan;
}

const outside = (plan: Plan): Outside => ({ disk: new MemoryDisk(), keeper: inMemory(), plan });

/** One process of a run, that dies at its nth moment or lives to the end. */
async function live({ disk, keeper, plan }: Outside, last: number) {
  const life = new Life(last);
  const world = new FakeWorld(plan, keeper, life.pass);
  const clock = new VirtualClock();
  const between = (journal: Journal): Journal => ({
    ...journal,
    append: (fact) => {
      const what = "step" in fact ? `${fact.fact} ${fact.step}` : fact.fact;
      life.pass(`before ${what}`);
      life.pass(`within ${what}`, () => (disk.text += JSON.stringify(fact).slice(0, 20)));
      const entry = journal.append(fact);
      life.pass(`after ${what}`);
      return entry;
    },
  });
  let outcome: Outcome | undefined;
  try {
    const facts = plan.approval ? [approval(plan)] : [];
    const opened = openInMemory({ disk, plan, clock, between, facts });
    outcome = await run(opened, { ...usualPorts(clock), operator: world.operator, own: world.own });
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  }
  return { outcome, life, world };
}

/** How often a plan's orders must have been taken: what may be repeated, at least once; everything else once. */
function expectRightOrders(plan: Plan, { state }: FakeWorld): void {
  expect(state.violations).toEqual([]);
  for (const { id, action, repeatable } of plan.steps) {
    if (action.do === "approve") continue;
    const taken = state.orders[id] ?? 0;
    if (repeatable === "always") expect([id, taken > 0]).toEqual([id, true]);
    else expect([id, taken]).toEqual([id, 1]);
  }
}

// Some thousand runs, on a machine that may be busy.
jest.setTimeout(120_000);

const forever = Number.POSITIVE_INFINITY;

/** What must have happened before a plan of the intent makes sense. */
const before = {
  switchover: [],
  failover: [],
  failback: ["switchover"],
  rejoin: ["failover"],
  rebuild: ["failover"],
} as const satisfies Record<Intent, readonly Intent[]>;

const plans = pairs.flatMap(({ environment, group, id }) =>
  Object.entries(before).map(([wished, earlier]) => {
    const intent = intents.find((one) => one === wished) ?? "switchover";
    const now = earlier.reduce<typeof environment>(
      (then, one) => after(then, planned(then, group, { intent: one })),
      environment,
    );
    return { title: `${id} ${intent}`, plan: planned(now, group, { intent }) };
  }),
);
const ofProduction = plans.filter(({ plan: { environment } }) => environment === "production");

test("the plans are the planner's own: every intent, on every cloud", () => {
  const told = ofProduction.map(({ plan }) => `${plan.cloud} ${plan.intent}`);
  expect(told.sort()).toEqual(clouds.flatMap((cloud) => intents.map((intent) => `${cloud} ${intent}`)).sort());
});

describe.each(ofProduction)("$title", ({ plan }) => {
  test("killed at any moment and resumed, it ends well, and each order that is not harmless is taken exactly once", async () => {
    const whole = await live(outside(plan), forever);
    expect(whole.outcome).toEqual({ outcome: "passed" });
    for (let last = 1; last <= whole.life.moments.length; last += 1) {
      const where = outside(plan);
      const killed = await live(where, last);
      expect([last, killed.outcome]).toEqual([last, undefined]);
      const { outcome, world } = await live(where, forever);
      expect([killed.life.moments.at(-1), outcome]).toEqual([killed.life.moments.at(-1), { outcome: "passed" }]);
      expectRightOrders(plan, world);
    }
  });

  test("that was, for every step, before, within and after both of its entries, and on both sides of its effect", async () => {
    const { life } = await live(outside(plan), forever);
    const wanted = plan.steps.flatMap(({ id, action }) => [
      ...["before", "within", "after"].flatMap((when) => [`${when} step-started ${id}`, `${when} step-done ${id}`]),
      ...(action.do === "approve" ? [] : [`before effect of ${id}`, `after effect of ${id}`]),
    ]);
    expect(wanted.filter((moment) => !life.moments.includes(moment))).toEqual([]);
  });
});

test("killed again and again, wherever, any plan on any cloud ends as well", async () => {
  const deaths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...plans), deaths, async ({ plan }, lasts) => {
      const where = outside(plan);
      for (const last of lasts) await live(where, last);
      // A process that got far enough has ended the run already, and the next one has nothing left to do.
      const { outcome, world } = await live(where, forever);
      expect(outcome).toEqual({ outcome: "passed" });
      expectRightOrders(plan, world);
    }),
    { numRuns: 60 },
  );
});
