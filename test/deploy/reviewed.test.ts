import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { sha256 } from "../../modules/core/chain";
import { InvalidInput } from "../../modules/core/problems";
import { deployStacks } from "../../modules/deploy";
import { findBinary } from "../../modules/deploy/binary";
import type { Target } from "../../modules/deploy/contract";

import { readReviewed, reviewedFiles, writeReviewed } from "../../modules/deploy/reviewed";
import { savePlans } from "../../modules/deploy/save";
import { Bench, ownStack, plainTarget } from "./bench";

// A run of Terraform takes a tenth of a second, but a busy machine gives it less than a tenth of its time.
jest.setTimeout(120_000);

const bench = new Bench();
afterAll(() => bench.close());

const target = plainTarget();
const stacks = ["one", "two"];
const described = (input: string) => ({
  one: { json: ownStack({ a: { input } }) },
  two: { json: ownStack({ b: {} }), after: ["one"] },
});

/** A folder whose `reviewed.json` is in order. */
function sample(): string {
  const at = bench.folder();
  const hash = sha256(Buffer.from("some"));
  const one = { planFile: hash, planHash: hash, configuration: hash, lock: null, state: null };
  writeReviewed(at, {
    plannedAt: new Date().toISOString(),
    target: "cloud",
    terraform: { product: "Terraform", version: "1.11.4" },
    commit: null,
    stacks: stacks.map((stack) => ({ stack, ...one })),
  });
  expect(readReviewed(at).stacks.size).toBe(2);
  return at;
}

describe("a reviewed.json that is not as it must be is told with all that is wrong with it:", () => {
  test.each([
    ["no JSON", (text: string) => text.slice(0, -3), [/is no JSON/]],
    ["another format", (text: string) => text.replace("plans 1", "plans 2"), [/: format$/]],
    [
      "several fields",
      (text: string) =>
        text.replace(/"planHash": "./g, '"planHash": "x').replace('"target": "cloud"', '"target": "moon"'),
      [/: target$/, /: stacks.0.planHash$/, /: stacks.1.planHash$/],
    ],
    ["a field more", (text: string) => text.replace('"commit"', '"approved": true, "commit"'), [/the whole$/]],
    ["a stack twice", (text: string) => text.replace('"stack": "two"', '"stack": "one"'), [/: one$/]],
  ])("%s", (_, damage, expected) => {
    const at = sample();
    writeFileSync(reviewedFiles.index(at), damage(readFileSync(reviewedFiles.index(at), "utf8")));
    try {
      readReviewed(at);
      expect("read").toBe("refused");
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      expect(error.problems).toHaveLength(expected.length);
      for (const [position, pattern] of expected.entries())
        expect(`${error.problems[position]?.message ?? ""} ${error.problems[position]?.path ?? ""}`).toMatch(pattern);
    }
  });

  test("and one that is not there, with how it is made", () => {
    expect(() => readReviewed(bench.folder())).toThrow(/understudy plan … --save/);
  });
});

/** Two stacks that are deployed, and then planned anew and kept: one of them changes. Each test has its own copy. */
const made = { output: "", folder: "" };
let output = "";
let folder = "";
beforeAll(async () => {
  made.output = bench.write(described("before"));
  await deployStacks({ output: made.output, stacks, target });
  bench.write(described("after"), made.output);
  made.folder = bench.folder();
  const saved = await savePlans({ output: made.output, stacks, target, folder: made.folder, commit: "c0ffee" });
  expect(saved).toMatchObject([{ outcome: "planned" }, { outcome: "planned" }]);
});
beforeEach(() => {
  output = bench.folder();
  folder = bench.folder();
  cpSync(made.output, output, { recursive: true });
  cpSync(made.folder, folder, { recursive: true });
});

const apply = (maximumAgeDays = 7, on: Target = target, wanted = stacks) =>
  deployStacks({ output, stacks: wanted, target: on }, { plans: readReviewed(folder), maximumAgeDays });

/** What is refused, as `path: message` each. */
async function refusals(attempt: () => Promise<unknown>): Promise<readonly string[]> {
  const states = () => stacks.map((name) => readFileSync(join(output, "stacks", name, "terraform.tfstate"), "utf8"));
  const before = states();
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    expect(states()).toEqual(before);
    return error.problems.map(({ path, message }) => `${path.split("/").at(-1) ?? ""}: ${message}`);
  }
  return [];
}

const index = () => reviewedFiles.index(folder);
const edit = (from: string | RegExp, to: string) => {
  const text = readFileSync(index(), "utf8");
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  writeFileSync(index(), edited);
};

/** Deploys something else meanwhile, without any review. */
async function moveOn(): Promise<void> {
  bench.write(described("meanwhile"), output);
  await deployStacks({ output, stacks: ["one"], target });
  bench.write(described("after"), output);
}

describe("of two stacks, one of which changes,", () => {
  test("exactly the reviewed plans are applied, nothing is planned anew, and once they are applied they are used up", async () => {
    const log = () => readFileSync(join(output, "stacks/one/understudy.log"), "utf8");
    expect(await apply()).toMatchObject([{ outcome: "applied", plan: { change: 1 } }, { outcome: "unchanged" }]);
    expect(log()).toContain("terraform apply");
    expect(log()).not.toContain("terraform plan");
    expect(await refusals(apply)).toEqual([
      expect.stringMatching(/^one: its state has moved on: .*reviewed with serial 1 of/),
    ]);
  });

  test("what is kept says what, of which commit, when, by which Terraform, and upon which state", async () => {
    const { stacks: kept, ...rest } = readReviewed(folder);
    const { product, version } = await findBinary();
    expect(rest).toMatchObject({ target: "cloud", commit: "c0ffee", terraform: { product, version } });
    expect(Math.abs(Date.now() - Date.parse(rest.plannedAt))).toBeLessThan(120_000);
    expect([...kept.keys()]).toEqual(stacks);
    expect(kept.get("one")).toMatchObject({
      planFile: sha256(readFileSync(reviewedFiles.plan(folder, "one"))),
      state: { serial: 1 },
      lock: null,
    });
    expect(existsSync(`${reviewedFiles.plan(folder, "one")}.json`)).toBe(true);
  });

  describe("nothing at all is applied when", () => {
    test("a plan file was changed by one bit, or exchanged, or is gone", async () => {
      const file = reviewedFiles.plan(folder, "two");
      const bytes = readFileSync(file);
      const flipped = Buffer.from(bytes);
      flipped[100] = (flipped[100] ?? 0) ^ 1;
      for (const planted of [flipped, readFileSync(reviewedFiles.plan(folder, "one"))]) {
        writeFileSync(file, planted);
        expect(await refusals(apply)).toEqual([
          expect.stringMatching(/^two.tfplan: is not the plan that was reviewed/),
        ]);
      }
    });

    test("the state has moved on, or has begun anew", async () => {
      await moveOn();
      expect(await refusals(apply)).toEqual([expect.stringMatching(/^one: its state has moved on/)]);
    });

    test("what is described is no longer what was reviewed", async () => {
      bench.write(described("later"), output);
      expect(await refusals(apply)).toEqual([expect.stringMatching(/^one: what is described now is not what was/)]);
    });

    test("the lock file of the providers came, or is another", async () => {
      writeFileSync(join(output, "stacks/two/.terraform.lock.hcl"), "# another\n");
      expect(await refusals(apply)).toEqual([expect.stringMatching(/^two: had no .terraform.lock.hcl when/)]);
    });

    test("a wanted stack was not reviewed", async () => {
      bench.write({ ...described("after"), three: { json: ownStack({ c: {} }) } }, output);
      const attempt = () => apply(7, target, [...stacks, "three"]);
      expect(await refusals(attempt)).toEqual([expect.stringMatching(/^three: was not reviewed, only "one" or "two"/)]);
    });

    test("another Terraform planned it, it was planned for another target, or too long ago, or in a time to come", async () => {
      edit(/"version": "[^"]+"/, '"version": "1.10.0"');
      edit(/"plannedAt": "[^"]+"/, '"plannedAt": "2026-01-01T00:00:00.000Z"');
      const found = await refusals(() => apply(7, plainTarget({ name: "sandbox" })));
      expect(found).toEqual([
        expect.stringMatching(/^reviewed.json: was planned \d+\.\d days ago, and may be 7 days old/),
        expect.stringMatching(/^reviewed.json: was planned on the cloud, not on the sandbox/),
        expect.stringMatching(/^reviewed.json: was planned by Terraform 1.10.0, and here is /),
      ]);
      edit(/"plannedAt": "[^"]+"/, '"plannedAt": "2999-01-01T00:00:00.000Z"');
      expect(await refusals(apply)).toContainEqual(expect.stringMatching(/which is yet to come/));
    });

    test("several things are wrong in several stacks: all of it is told at once", async () => {
      await moveOn();
      bench.write({ ...described("after"), two: { json: ownStack({ b: {}, more: {} }), after: ["one"] } }, output);
      writeFileSync(reviewedFiles.plan(folder, "two"), "no plan");
      edit(/"plannedAt": "[^"]+"/, '"plannedAt": "2026-01-01T00:00:00.000Z"');
      expect((await refusals(apply)).map((line) => line.split(" ", 3).join(" "))).toEqual([
        "reviewed.json: was planned",
        "one: its state",
        "two.tfplan: is not",
        "two: what is",
      ]);
    });

    test("reviewed.json was rewritten to fit another plan file, but its hash of what the plan changes was not", async () => {
      writeFileSync(reviewedFiles.plan(folder, "two"), readFileSync(reviewedFiles.plan(folder, "one")));
      const { stacks: kept } = readReviewed(folder);
      edit(kept.get("two")?.planFile ?? "", kept.get("one")?.planFile ?? "");
      expect(await refusals(apply)).toEqual([
        expect.stringMatching(/^two: its plan has another hash than reviewed.json/),
      ]);
    });
  });

  test("a stale plan whose review was rewritten to fit is refused by Terraform itself, in its own words", async () => {
    await moveOn();
    const state = readFileSync(join(output, "stacks/one/terraform.tfstate"), "utf8");
    edit(/"serial": 1/, /"serial": \d+/.exec(state)?.[0] ?? "");
    const results = await apply();
    expect(results[0]).toMatchObject({ outcome: "failed", failure: { step: "apply" } });
    expect(JSON.stringify(results[0])).toContain("Saved plan is stale");
    expect(results[1]).toMatchObject({ outcome: "not reached" });
  });

  test("a stack that cannot be looked at stops all of them", async () => {
    const half = plainTarget({
      prepare: ({ name, folder: at }) => name === "one" && writeFileSync(join(at, "x.tf"), "{"),
    });
    const results = await apply(7, half);
    expect(results).toMatchObject([{ outcome: "failed" }, { outcome: "not reached", because: /cannot be compared/ }]);
  });

  test("plans that were not all made are not kept, and those of before are kept no more", async () => {
    bench.write({ ...described("after"), two: { json: { nonsense: {} } } }, output);
    await savePlans({ output, stacks, target, folder, commit: null });
    expect(existsSync(index())).toBe(false);
  });
});
