import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { servers } from "../support/swaps";
import { born, switched } from "../support/switches";
import { type StackJson, stackOf } from "../support/synthesis";
import { Workspace } from "../support/workspace";

const workspace = new Workspace();
beforeAll(() => workspace.open());
afterAll(() => {
  workspace.close();
});

const ofStaging = (standings: typeof born) => standings.filter(({ environment }) => environment === "staging");
const [before] = ofStaging(born);
const after = ofStaging(switched);

const count = (json: StackJson) =>
  Object.values(json.resource ?? {}).reduce((sum, bodies) => sum + Object.keys(bodies).length, 0);

/** What follows `active` is in the sites and the traffic; a state stack is made once. */
const stacks = [...(before?.stacks ?? [])].filter(([name]) => !name.endsWith("-state"));

const failedOver = after.find(({ story }) => story === "after a failover")?.stacks ?? new Map<string, StackJson>();

/** Where the new primary gets backups or zone redundancy from Terraform. */
const followsActive = ["staging-gcp-carolina", "staging-azure-arizona"];

const swapped = Object.values(servers).flatMap(({ type, name, swaps, ...sites }) =>
  swaps.map(({ story, server, state, undone = [] }) => ({
    story: `the ${server}: ${story}`,
    stack: `staging-${sites[server]}`,
    address: `${type}.${name}`,
    state,
    undone,
  })),
);

describe("real Terraform", () => {
  test.each(stacks)(
    "applies %s, then has nothing to do, and after any switch nothing to add, replace or destroy",
    async (name, json) => {
      await workspace.write(name, json);
      const born = await workspace.plan(name);
      expect(born.filter(({ actions }) => actions === "create")).toHaveLength(count(json));

      await workspace.apply(name);
      expect((await workspace.plan(name)).filter(({ actions }) => actions !== "no-op")).toEqual([]);

      // What a switch does not change is, to the last letter, what the empty plan was of.
      const others = after.filter(({ stacks: switchedStacks }) => !isDeepStrictEqual(switchedStacks.get(name), json));
      for (const { story, stacks: switchedStacks } of others) {
        const switchedJson = switchedStacks.get(name);
        if (switchedJson === undefined) throw new Error(`there is no ${name} ${story}`);
        workspace.rewrite(name, switchedJson);
        const changes = (await workspace.plan(name)).filter(({ actions }) => !["no-op", "update"].includes(actions));
        expect({ story, changes }).toEqual({ story, changes: [] });
      }
    },
    60_000,
  );

  test.each(swapped)(
    "after a failover leaves $stack alone when $story",
    async ({ stack, address, state, undone }) => {
      workspace.rewrite(stack, failedOver.get(stack) ?? { terraform: { backend: {} } });
      const restore = workspace.save(stack);
      workspace.report(stack, address, state);
      const changes = (await workspace.plan(stack).finally(restore)).filter((change) => change.address === address);
      // A role that the roles file gives (backups, zone redundancy) is an update, whatever the vendor reports.
      const allowed = undone.length > 0 || followsActive.includes(stack) ? ["no-op", "update"] : ["no-op"];
      expect(changes.map(({ actions }) => actions).filter((actions) => !allowed.includes(actions))).toEqual([]);
      expect(changes).toHaveLength(1);
    },
    60_000,
  );

  test("sees what a switch does change", async () => {
    const name = "staging-gcp-carolina";
    const promoted = after.find(({ story }) => story === "after a failover")?.stacks.get(name);
    workspace.rewrite(name, promoted ?? { terraform: { backend: {} } });
    const updated = (await workspace.plan(name)).filter(({ actions }) => actions === "update");
    expect(updated.map(({ address }) => address)).toContain("google_sql_database_instance.database_server");
  }, 60_000);

  test.each([
    ["a value that is not allowed", "staging-aws-oregon", '"engine":"aurora-postgresql"', '"engine":"aurora-mongodb"'],
    [
      "one attribute where another's kind is wanted",
      "staging-aws-oregon",
      "${aws_kms_key.keys_database.arn}",
      "${aws_kms_key.keys_database.key_id}",
    ],
    ["a size that is not sold", "staging-azure-arizona", '"storage_mb":65536', '"storage_mb":65537'],
    [
      "a word of another cloud",
      "staging-gcp-carolina",
      '"availability_type":"REGIONAL"',
      '"availability_type":"MULTI_AZ"',
    ],
  ])(
    "refuses %s",
    async (_, name, right, wrong) => {
      const text = JSON.stringify(before?.stacks.get(name));
      expect(text).toContain(right);
      workspace.rewrite(name, stackOf(text.replaceAll(right, wrong)));
      await expect(workspace.plan(name)).rejects.toThrow(/must be/);
    },
    60_000,
  );
});
