import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { StackResult } from "../../modules/deploy/contract";
import { lostRegionNotes } from "../../modules/cli/lost-region";
import { without } from "../../modules/deploy/left-out";
import { environments } from "../support/environments";
import { synthesizeEnvironment } from "../support/synthesis";
import { Folders } from "./command";

const folders = new Folders();
afterAll(() => {
  folders.clear();
});

const pairs = environments.flatMap((environment) =>
  environment.groups
    .filter(({ sites }) => sites.length > 1)
    .flatMap(({ sites }) => sites.filter(({ origin }) => origin)),
);

function failedAt(stack: string, address: string | undefined): StackResult {
  const diagnostic = { severity: "error", summary: "nothing answers", detail: "", address } as const;
  return {
    stack,
    outcome: "failed",
    milliseconds: 1,
    failure: { step: "plan", diagnostics: [diagnostic], lock: undefined, log: "understudy.log" },
    plan: undefined,
  };
}

describe.each(pairs)("the origin's stack $id", (site) => {
  const environment = environments.find(({ name }) => name === site.environment);
  if (environment === undefined) throw new Error(site.environment);
  const configuration = synthesizeEnvironment(environment).get(site.id);
  const folder = join(folders.make(), site.id);
  mkdirSync(folder);
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(configuration));
  const deployment = { environment, all: [{ name: site.id, folder, dependencies: [] }], without: undefined };
  const [region = ""] = site.siblings.map((sibling) => sibling.region).filter((other) => other !== site.region);
  const { leftOut, kept } = without(region, configuration);

  test("is told to do without a region that it failed over, and of no other failure", () => {
    const told = (address: string | undefined) => lostRegionNotes([failedAt(site.id, address)], deployment);
    for (const address of leftOut)
      expect(told(`${address}["one"]`)).toEqual([expect.stringContaining(`${site.name} --without ${region}`)]);
    for (const address of [...kept, undefined]) expect(told(address)).toEqual([]);
    expect(lostRegionNotes([failedAt(site.id, leftOut[0])], { ...deployment, without: region })).toEqual([]);
  });
});

test("there is an origin of a pair on each cloud", () => {
  expect(new Set(pairs.map(({ cloud }) => cloud)).size).toBe(3);
});
