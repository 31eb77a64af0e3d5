import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CloudWorkspace } from "../support/cloud";
import { born } from "../support/switches";

const workspace = new CloudWorkspace();
beforeAll(() => workspace.open());
afterAll(() => {
  workspace.close();
});

const staging = born.find(({ environment }) => environment === "staging")?.stacks ?? new Map<string, never>();

/** In the order of a first deployment. */
const stacks = ["staging-aws-state", "staging-aws-virginia", "staging-aws-oregon", "staging-aws-traffic"] as const;

describe("staging on the simulated AWS", () => {
  test.each(stacks)(
    "is applied by real Terraform, and has nothing to do afterwards: %s",
    async (name) => {
      await workspace.write(name, staging.get(name) ?? { terraform: { backend: {} } });
      await workspace.apply(name);
      expect((await workspace.plan(name)).filter(({ actions }) => actions !== "no-op")).toEqual([]);
    },
    60_000,
  );
});
