import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CloudWorkspace } from "../support/cloud";
import { born } from "../support/switches";

const cloud = new CloudWorkspace();
beforeAll(() => cloud.open());
afterAll(() => {
  cloud.close();
});

const staging = born.find(({ environment }) => environment === "staging")?.stacks ?? new Map<string, never>();

/** The order in which they are deployed: dependencies say so. */
const stacks = ["state", "iowa", "carolina", "traffic"].map((name) => `staging-gcp-${name}`);

describe("the simulated Google Cloud", () => {
  test.each(stacks)(
    "makes all that %s asks for, and then reads it as it was asked for",
    async (name) => {
      await cloud.write(name, staging.get(name) ?? { terraform: { backend: {} } });
      await cloud.apply(name);
      const left = (await cloud.plan(name)).filter(({ actions }) => actions !== "no-op");
      expect(left).toEqual([]);
    },
    60_000,
  );
});
