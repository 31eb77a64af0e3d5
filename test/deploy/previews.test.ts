import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { type Cloud, clouds } from "../../modules/core/cloud";
import { deployStacks, destroyStacks, planStacks } from "../../modules/deploy";
import { cloudTarget } from "../../modules/deploy/cloud";
import type { ChangeOptions, StackResult } from "../../modules/deploy/contract";
import { sandboxTarget } from "../../modules/deploy/sandbox";
import { stackNames } from "../../modules/stacks/names";
import { findPreview } from "../../modules/stacks/previews";
import { synthesize } from "../../modules/stacks/synthesize";
import { templateOn } from "../support/previews";
import { WholeSandbox } from "./deployment";

// A quarter of a minute a cloud, but a busy machine gives it less than a tenth of its time.
jest.setTimeout(300_000);

/** What no destruction takes away, by cloud: names that rest for a while, and what Cloud KMS never deletes. */
const stays = {
  aws: [],
  gcp: ["deleted_google_sql_database_instance", "google_kms_crypto_key", "google_kms_key_ring"],
  azure: ["deleted_azurerm_key_vault"],
} as const satisfies Record<Cloud, readonly string[]>;

const sandbox = new WholeSandbox();
beforeAll(() => sandbox.start());
afterAll(async () => {
  await sandbox.stop();
  expect(sandbox.faults).toEqual([]);
});

/** Everything that the simulated clouds hold, by type and id. */
const things = () => [...sandbox.running.store.entries("thing")].map(([key]) => key);

const outcomes = (results: readonly StackResult[]) =>
  results.map((result) => ({
    stack: result.stack,
    outcome: result.outcome,
    said: "failure" in result ? result.failure.diagnostics.map(({ summary }) => summary) : [],
  }));

const all = (outcome: StackResult["outcome"], { stacks }: ChangeOptions) =>
  stacks.map((stack) => ({ stack, outcome, said: [] }));

describe.each(clouds)("on %s", (cloud) => {
  /** An environment of the template, synthesized and ready for a deployment. */
  const named = (name: string): ChangeOptions => {
    const environment = findPreview(templateOn(cloud), name);
    if (environment === undefined) throw new RangeError(`${name} is no name of the template`);
    const output = sandbox.folder(`${name}-${cloud}`);
    synthesize([environment], output);
    const target = sandboxTarget(sandbox.running.runtime, sandbox.folder("sandbox"), [environment]);
    return { output, stacks: stackNames(environment).map((stack) => stack.name), target };
  };
  const stores = () => named("preview");
  const preview = () => named("pr-12");
  let before: readonly string[] = [];

  test("a preview is not begun where the store of its state does not exist, and keeps no state on a disk", async () => {
    const { target, ...options } = preview();
    const begun = await deployStacks({ ...options, target: { ...target, bootstraps: cloudTarget().bootstraps } });
    expect(begun.filter(({ outcome }) => outcome !== "failed" && outcome !== "not reached")).toEqual([]);
    expect(things().filter((key) => key.includes("pr-12") && key.includes(cloud))).toEqual([]);
  });

  test("a preview is made, and then there is nothing to do", async () => {
    expect(outcomes(await deployStacks(stores()))).toEqual(all("applied", stores()));
    before = things();
    expect(outcomes(await deployStacks(preview()))).toEqual(all("applied", preview()));
    expect(things().length).toBeGreaterThan(before.length + 30);
    for (const result of await planStacks(preview())) expect(result).toMatchObject({ plan: { applies: false } });
  });

  test("its destruction ends with nothing left but what the vendor keeps, and again with nothing to do", async () => {
    expect(outcomes(await destroyStacks(preview()))).toEqual(all("applied", preview()));
    const left = things();
    expect(before.filter((key) => !left.includes(key))).toEqual([]);
    const types = left.filter((key) => !before.includes(key)).map((key) => key.split("/", 1).join());
    expect([...new Set(types)].toSorted()).toEqual(stays[cloud]);
    expect(outcomes(await destroyStacks(preview()))).toEqual(all("unchanged", preview()));
  });

  test("its number can come back the next day, whatever names the vendor has not given out again", async () => {
    expect(outcomes(await deployStacks(preview()))).toEqual(all("applied", preview()));
  });

  test("the stores of the previews' states are kept, as every environment that is not disposable", async () => {
    const held = sandbox.holdings();
    expect(new Set((await destroyStacks(stores())).map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
    expect(sandbox.holdings()).toBe(held);
  });
});
