import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { clouds } from "../../modules/core/cloud";
import { type Operator, PassingError, type VendorAction } from "../../modules/recovery/contract";
import type { PairWorld } from "../support/vendors/pair";
import { openSandbox, openVendor } from "../support/vendors/stand";
import { Sandboxes } from "../sandbox/server-support";

// Half of the stands start a sandbox, on a machine that may be busy.
jest.setTimeout(60_000);

const sandboxes = new Sandboxes();
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

const { signal } = new AbortController();

/** A pair, however its vendor is reached, and what can befall its origin's region. */
interface Stand {
  readonly world: PairWorld;
  readonly operator: Operator;
  readonly lose: () => Promise<void>;
  readonly giveBack: () => Promise<void>;
}

const transports = {
  "its own API": async (cloud: PairWorld["cloud"]): Promise<Stand> => {
    const { world, server, operator } = await openVendor(cloud);
    undo.push(() => server.close());
    return {
      world,
      operator,
      lose: () => Promise.resolve(void (world.lagSeconds = null)),
      giveBack: () => Promise.resolve(void (world.behind = null)),
    };
  },
  "the sandbox": async (cloud: PairWorld["cloud"]): Promise<Stand> => {
    const { world, simulated, operator } = await openSandbox(cloud, sandboxes);
    undo.push(() => sandboxes.clear());
    const { region } = world.from;
    return {
      world,
      operator,
      lose: async () => {
        await simulated.outage(`${cloud}/${region}`, "dark");
        await simulated.clouds.regionLost(cloud, region);
      },
      giveBack: async () => {
        await simulated.outage(`${cloud}/${region}`, undefined);
        await simulated.clouds.regionReturned(cloud, region);
      },
    };
  },
} as const;

const stands = clouds.flatMap((cloud) =>
  Object.entries(transports).map(([name, open]) => ({ title: `${cloud} by ${name}`, open: () => open(cloud) })),
);

/** Orders, and looks until it is done: a vendor takes an order first, and carries it out afterwards. */
async function carryOut({ operator }: Stand, action: VendorAction): Promise<void> {
  await operator.perform(action, signal);
  for (let looks = 0; looks < 20; looks += 1) if (await operator.isDone(action, signal)) return;
  throw new Error(`${action.do} was ordered and is not done`);
}

/** The orders of a switchover, in their order. */
const switchover = ({ from, to }: PairWorld): readonly VendorAction[] => [
  { do: "raise-capacity", site: to, minimumNodes: 4 },
  { do: "close-gate", site: from, keepOpen: to },
  { do: "switch-database", from, to },
  { do: "open-gate", site: to },
  { do: "return-capacity", site: from, minimumNodes: 2 },
];

describe.each(stands)("$title", ({ open }) => {
  test("a pair that is well says so: who writes, how far behind, nothing in the way", async () => {
    const { world, operator } = await open();
    const { lagSeconds, ...status } = await operator.look(world.from, world.to, signal);
    expect(status).toEqual({ writer: world.from.site, armed: true, problems: [] });
    expect(lagSeconds).toBeGreaterThanOrEqual(0);
  });

  test("every order of a switchover is not done before, and done after", async () => {
    const stand = await open();
    // Opening the gate of the new site is the same order as closing the old one's where both are one number.
    for (const action of switchover(stand.world)) {
      if (action.do !== "open-gate")
        expect([action.do, await stand.operator.isDone(action, signal)]).toEqual([action.do, false]);
      await carryOut(stand, action);
    }
    const { from, to } = stand.world;
    await carryOut(stand, { do: "open-gate", site: from });
    await carryOut(stand, { do: "designate-replica", site: from, source: to });
    expect(await stand.operator.look(to, from, signal)).toMatchObject({ writer: to.site, armed: true });
  });

  test("an order that may be given again changes nothing the second time", async () => {
    const stand = await open();
    const { from, to } = stand.world;
    const again: readonly VendorAction[] = [
      { do: "designate-replica", site: to, source: from },
      ...switchover(stand.world).filter(({ do: what }) => what !== "switch-database"),
    ];
    for (const action of again) {
      await carryOut(stand, action);
      await carryOut(stand, action);
    }
  });

  test("a lost region is taken over from without it, and rejoins by itself when it is back, not before", async () => {
    const stand = await open();
    const { world, operator } = stand;
    const { from, to } = world;
    await stand.lose();
    await operator.look(from, to, signal);
    await carryOut(stand, { do: "close-gate", site: from, keepOpen: to });
    await carryOut(stand, { do: "promote-database", from, to });
    expect(await operator.look(from, to, signal)).toMatchObject({ writer: to.site });
    const rejoin = { do: "rejoin-database", site: from, source: to } as const;
    const early = operator.isDone(rejoin, signal).then(
      (done) => (done ? "done" : "not yet"),
      (error: unknown) => (error instanceof PassingError ? "no answer" : error),
    );
    expect(["not yet", "no answer"]).toContain(await early);
    await stand.giveBack();
    await carryOut(stand, rejoin);
  });

  test("a server that is not there is told of in the vendor's words, and asking again would not help", async () => {
    const { world, operator } = await open();
    const nowhere = { ...world.to, database: "staging-nowhere", site: "nowhere", group: "none" };
    const asked = operator.isDone({ do: "switch-database", from: world.from, to: nowhere }, signal);
    await expect(asked).rejects.toThrow(/^[a-z]+:[\w.]+: .*(?:not found|NotFound|not exist|unknown|nothing)/s);
    await expect(asked).rejects.not.toThrow(PassingError);
  });
});
