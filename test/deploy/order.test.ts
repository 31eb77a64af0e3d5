import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { before, type Ordered, reversed, walk } from "../../modules/deploy/order";

/** Stacks that depend on earlier ones, in a shuffled order, each ending well or badly after some turns. */
const graphs = fc
  .array(fc.record({ needs: fc.array(fc.nat(20), { maxLength: 4 }), well: fc.boolean(), turns: fc.nat(5) }), {
    minLength: 1,
    maxLength: 12,
  })
  .chain((nodes) => {
    const named = nodes.map(({ needs, ...rest }, index) => ({
      ...rest,
      name: `s${index}`,
      dependencies: [...new Set(needs.map((need) => need % (index + 1)).filter((need) => need < index))].map(
        (need) => `s${need}`,
      ),
    }));
    return fc.shuffledSubarray(named, { minLength: named.length, maxLength: named.length });
  });

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

interface Seen {
  readonly started: readonly string[];
  readonly ended: readonly string[];
  readonly most: number;
  readonly results: readonly string[];
}

async function observe(
  nodes: readonly (Ordered & { readonly well: boolean; readonly turns: number })[],
  concurrency: number,
): Promise<Seen> {
  const started: string[] = [];
  const ended: string[] = [];
  let [running, most] = [0, 0];
  const results = await walk<(typeof nodes)[number], string>(nodes, {
    concurrency,
    run: async (node) => {
      for (const need of node.dependencies) expect(ended).toContain(need);
      started.push(node.name);
      most = Math.max(most, (running += 1));
      await turns(node.turns);
      running -= 1;
      ended.push(node.name);
      return node.well ? "well" : "bad";
    },
    isWell: (result) => result === "well",
    skip: (_, because) => `skipped for ${because.toSorted().join(" ")}`,
  });
  return { started, ended, most, results };
}

describe("the order of stacks", () => {
  test("each runs after all that it depends on, and never more at a time than allowed", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (nodes, concurrency) => {
        const { most } = await observe(nodes, concurrency);
        expect(most).toBeLessThanOrEqual(concurrency);
      }),
    );
  });

  test("exactly those run that have nothing bad before them; of the others it is said what was bad", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (nodes, concurrency) => {
        const { started, results } = await observe(nodes, concurrency);
        for (const [index, node] of nodes.entries()) {
          const earlier = nodes.filter(({ name }) => before(nodes, node.name).has(name));
          const spoilt = earlier.filter(({ well }) => !well);
          expect(started.includes(node.name)).toBe(spoilt.length === 0);
          if (spoilt.length === 0) expect(results[index]).toBe(node.well ? "well" : "bad");
          else expect(results[index]).toMatch(/^skipped for s\d/);
        }
      }),
    );
  });

  test("independent ones run at the same time", async () => {
    const nodes = ["a", "b", "c"].map((name) => ({ name, dependencies: [], well: true, turns: 3 }));
    expect((await observe(nodes, 3)).most).toBe(3);
    expect((await observe(nodes, 2)).most).toBe(2);
  });

  test("the other way round, what came before comes after, and twice the other way round is the same", () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const back = reversed(nodes);
        for (const { name, dependencies } of nodes)
          for (const need of dependencies)
            expect(back.find((node) => node.name === need)?.dependencies).toContain(name);
        const sets = (all: readonly Ordered[]) =>
          new Map(all.map(({ name, dependencies }) => [name, new Set(dependencies)]));
        expect(sets(reversed(back))).toEqual(sets(nodes));
      }),
    );
  });

  test("nothing new is begun once it is stopped, and what runs is waited for", async () => {
    let stopped = false;
    const ended: string[] = [];
    const results = await walk(
      ["a", "b", "c"].map((name, index) => ({ name, dependencies: index === 0 ? [] : ["a"] })),
      {
        concurrency: 2,
        run: async ({ name }) => {
          stopped = true;
          await turns(3);
          ended.push(name);
          return name;
        },
        isWell: () => true,
        skip: ({ name }) => `${name} skipped`,
        isStopped: () => stopped,
      },
    );
    expect({ ended, results }).toEqual({ ended: ["a"], results: ["a", "b skipped", "c skipped"] });
  });

  test("what throws ends it, but not before all that runs has ended", async () => {
    const ended: string[] = [];
    const walking = walk(
      ["a", "b", "c"].map((name) => ({ name, dependencies: name === "c" ? ["b"] : [] })),
      {
        concurrency: 2,
        run: async ({ name }) => {
          if (name === "a") throw new Error("a broke");
          await turns(5);
          ended.push(name);
          return name;
        },
        isWell: () => true,
        skip: ({ name }) => name,
      },
    );
    await expect(walking).rejects.toThrow("a broke");
    expect(ended).toEqual(["b"]);
  });

  test("stacks that wait for each other are told, not waited for", async () => {
    const circle = [
      { name: "a", dependencies: ["b"] },
      { name: "b", dependencies: ["a"] },
    ];
    const walking = walk(circle, {
      concurrency: 1,
      run: ({ name }) => Promise.resolve(name),
      isWell: () => true,
      skip: ({ name }) => name,
    });
    await expect(walking).rejects.toThrow("stacks wait for each other: a, b");
  });
});
