import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { clouds } from "../../modules/core/cloud";
import { type JournalFact, PassingError, type VendorAction } from "../../modules/recovery/contract";
import { type StepEnd, runStep } from "../../modules/recovery/run/step";
import { type Trouble, troubles } from "../support/vendors/faults";
import type { VendorServer } from "../support/vendors/server";
import { openVendor, type StandOptions, type VendorStand } from "../support/vendors/stand";
import { HastyClock } from "./hasty-clock";
import { step } from "./small-plans";

jest.setTimeout(60_000);

const servers: VendorServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function open(cloud: (typeof clouds)[number], options: StandOptions = {}): Promise<VendorStand> {
  const stand = await openVendor(cloud, options);
  servers.push(stand.server);
  return stand;
}

/** The one order that must never be given twice. */
const promotion = ({ world: { from, to } }: VendorStand) => ({ do: "promote-database", from, to }) as const;

interface Ran {
  readonly end: StepEnd;
  readonly facts: readonly JournalFact[];
  readonly clock: HastyClock;
}

/** The runner on a step that does this. */
async function carryOut(stand: VendorStand, action: VendorAction, retries = 3): Promise<Ran> {
  const facts: JournalFact[] = [];
  const clock = new HastyClock();
  const end = await runStep(step(action.do, action, { retries, timeoutSeconds: 100 }), {
    operator: stand.operator,
    own: { perform: () => Promise.reject(new Error("none")), isDone: () => Promise.resolve(false) },
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    record: (fact) => facts.push(fact),
    state: { state: "waiting" },
    attempts: 0,
  });
  return { end, facts, clock };
}

const failures = ({ facts }: Ran) =>
  facts.flatMap((fact) => (fact.fact === "step-failed" ? [{ message: fact.message, passing: fact.passing }] : []));

const kinds = {
  passing: ["throttled", "busy", "out of order"],
  lasting: ["in the wrong state", "not there", "not allowed", "not known"],
} as const satisfies Record<string, readonly Trouble[]>;

describe.each(clouds)("%s", (cloud) => {
  test.each(kinds.passing)(
    "that is %s is asked again, later and later, until it takes the order, once",
    async (kind) => {
      const stand = await open(cloud);
      stand.server.plant({ when: "before its effect", answer: troubles[cloud][kind], times: 2 });
      const ran = await carryOut(stand, promotion(stand));
      expect(ran.end).toEqual({ end: "done" });
      expect(stand.server.orders).toHaveLength(3);
      expect(failures(ran).map(({ passing }) => passing)).toEqual([true, true]);
      const [first = 0, second = 0] = ran.clock.slept.filter((milliseconds) => milliseconds > 500);
      expect(second).toBeGreaterThan(first);
      expect(Math.max(...ran.clock.slept)).toBeLessThanOrEqual(30_000);
      expect(stand.world.writer).toBe(stand.world.to.site);
    },
  );

  test("that is throttled for ever is not asked for ever, and the step says so when its time is up", async () => {
    const stand = await open(cloud);
    stand.server.plant({ when: "before its effect", answer: troubles[cloud].throttled, times: 1000 });
    const ran = await carryOut(stand, promotion(stand), 2);
    expect(ran.end).toMatchObject({ end: "failed", message: expect.stringMatching(/^not done within 100 s/) });
    expect(stand.server.orders).toHaveLength(3);
    expect(stand.world.writer).toBe(stand.world.from.site);
  });

  test.each(kinds.lasting)("whose server or caller is %s is asked once, and its words are told", async (kind) => {
    const stand = await open(cloud);
    const answer = troubles[cloud][kind];
    stand.server.plant({ when: "before its effect", answer, times: 1 });
    const ran = await carryOut(stand, promotion(stand));
    expect(stand.server.orders).toHaveLength(1);
    const said = /(?:message"?:"|<Message>)([^"<]+)/.exec(answer({ line: "POST rds us-west-2 /", body: "" }).body)?.[1];
    expect(ran.end).toMatchObject({ end: "failed", message: expect.stringContaining(said ?? "a sentence") });
    expect(failures(ran)).toEqual([{ message: expect.stringMatching(/^[a-z]+:\w+/), passing: false }]);
  });

  test("that carries an order out and cannot say so any more is looked at first, and not asked again", async () => {
    const stand = await open(cloud);
    stand.server.plant({ when: "after its effect", answer: "cut", times: 1 });
    stand.world.looksOfAnOrder = 0;
    const ran = await carryOut(stand, promotion(stand));
    expect(ran.end).toEqual({ end: "done" });
    expect(stand.server.orders).toHaveLength(1);
    expect(failures(ran)).toEqual([{ message: expect.stringMatching(/\S/), passing: true }]);
  });

  test("that refuses a second order because the first, unanswered, is under way, has taken one, which is waited for", async () => {
    const stand = await open(cloud);
    stand.world.looksOfAnOrder = 6;
    stand.server.plant({ when: "after its effect", answer: "cut", times: 1 });
    const ran = await carryOut(stand, promotion(stand));
    expect(ran.end).toEqual({ end: "done" });
    expect(stand.server.orders.length).toBeGreaterThan(1);
    expect(stand.world).toMatchObject({ taken: 1, underWay: 0 });
  });

  test("that took an order, and whose server writes already while the pair still changes, is not done before it has", async () => {
    const stand = await open(cloud);
    stand.world.looksOfAnOrder = 4;
    const { from, to } = stand.world;
    const ran = await carryOut(stand, { do: "switch-database", from, to });
    expect(ran.end).toEqual({ end: "done" });
    expect(stand.server.orders).toHaveLength(1);
    expect(stand.world.underWay).toBe(0);
    expect(ran.clock.slept).toHaveLength(4);
  });

  test("that answers no question for a while is looked at until it does", async () => {
    const stand = await open(cloud);
    stand.server.plant({ when: "after its effect", answer: "cut", times: 1 });
    stand.server.plant({ when: "before its effect", answer: troubles[cloud].throttled, times: 3, of: "questions" });
    const ran = await carryOut(stand, promotion(stand));
    expect(ran.end).toEqual({ end: "done" });
    expect(stand.world.taken).toBe(1);
  });

  test("is not asked at all without credentials, and the step tells of them", async () => {
    const stand = await open(cloud, { credentials: () => Promise.reject(new Error("nobody is signed in")) });
    const ran = await carryOut(stand, promotion(stand));
    expect(ran.end).toMatchObject({ end: "failed", message: expect.stringContaining("nobody is signed in") });
    expect(failures(ran)).toMatchObject([{ passing: false }]);
    expect(stand.server.received).toEqual([]);
  });

  test("that takes a connection and says nothing is given up on, and may be asked again", async () => {
    const secret = randomBytes(12).toString("hex");
    const stand = await open(cloud, { patience: 300, credentials: () => Promise.resolve(secret) });
    stand.server.plant({ when: "before its effect", answer: "silence", times: 9, of: () => true });
    const asked = stand.operator.perform(promotion(stand), new AbortController().signal);
    await expect(asked).rejects.toThrow(PassingError);
    await expect(asked).rejects.toThrow("does not answer within 0.3 s");
    await expect(asked).rejects.not.toThrow(secret);
  });
});
