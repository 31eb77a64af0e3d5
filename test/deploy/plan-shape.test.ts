import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { losses } from "../../modules/deploy/losses";
import { readPlan } from "../../modules/deploy/plan-shape";

interface Planned {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly paths?: readonly (readonly (string | number)[])[];
  readonly reason?: string;
}

const resource = ({ address, actions, before = null, after = null, unknown = {}, paths, reason }: Planned) => ({
  address,
  mode: "managed",
  type: address.slice(0, address.indexOf(".")),
  ...(reason !== undefined && { action_reason: reason }),
  change: { actions, before, after, after_unknown: unknown, ...(paths !== undefined && { replace_paths: paths }) },
});

const plan = (resources: readonly Planned[], more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ format_version: "1.2", resource_changes: resources.map(resource), ...more });

/** The same JSON with the keys of every object the other way round. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]: [string, unknown]) => [key, backwards(inner)]),
  );
}

describe("a plan as Terraform shows it", () => {
  test("each resource counts once: added, changed, replaced or destroyed", () => {
    const actions = ["create", "update", "delete", "delete,create", "create,delete", "no-op", "read", "forget"];
    const text = plan(actions.map((said, index) => ({ address: `x.r${index}`, actions: said.split(",") })));
    expect(readPlan(text)).toMatchObject({ add: 1, change: 1, replace: 2, destroy: 1, applies: true });
  });

  test("an action that no Terraform knew is an error, not nothing", () => {
    expect(() => readPlan(plan([{ address: "x.y", actions: ["explode"] }]))).toThrow("x.y would be explode");
  });

  test("changed attributes are named by path, what is not known yet among them, and no value is told", () => {
    const before = { a: 1, same: [{ b: "old" }], gone: true, id: "x" };
    const after = { a: 2, same: [{ b: "new" }], id: null };
    const text = plan([{ address: "x.y", actions: ["update"], before, after, unknown: { id: true, later: true } }]);
    const { changes } = readPlan(text);
    expect(changes[0]?.changedAttributes).toEqual(["a", "gone", "id", "later", "same[0].b"]);
    expect(JSON.stringify(changes)).not.toMatch(/old|new/);
  });

  test("two plans of the same changes have one hash, whatever their order, keys and time", () => {
    const values = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(fc.integer(), fc.string(), fc.boolean()));
    const changes = fc.uniqueArray(fc.tuple(fc.nat(50), values, values), { minLength: 1, selector: ([id]) => id });
    fc.assert(
      fc.property(changes, (all) => {
        const planned = all.map(([id, before, after]) => ({
          address: `x.r${id}`,
          actions: ["update"],
          before,
          after,
        }));
        const one = plan(planned, { timestamp: "2026-01-01T00:00:00Z" });
        const other = backwards(JSON.parse(plan(planned.toReversed(), { timestamp: "2027-01-01T00:00:00Z" })));
        expect(readPlan(JSON.stringify(other)).planHash).toBe(readPlan(one).planHash);
        const different = plan([...planned, { address: "x.another", actions: ["create"], after: {} }]);
        expect(readPlan(different).planHash).not.toBe(readPlan(one).planHash);
      }),
    );
  });

  test.each([
    ["a changed output", { output_changes: { name: { actions: ["update"] } } }, true],
    ["nothing", { output_changes: { name: { actions: ["no-op"] } } }, false],
    ["what Terraform itself says", { applyable: true }, true],
  ])("whether it can be applied follows from %s", (_, more, applies) => {
    expect(readPlan(plan([{ address: "x.y", actions: ["no-op"] }], more)).applies).toBe(applies);
  });

  test("a resource that only moves to another address has to be applied", () => {
    const moved = { ...resource({ address: "x.new", actions: ["no-op"] }), previous_address: "x.old" };
    expect(readPlan(JSON.stringify({ resource_changes: [moved] }))).toMatchObject({ applies: true, changes: [] });
  });
});

describe("what a plan would lose", () => {
  const of = (...planned: readonly Planned[]) => losses("staging-aws-ohio", readPlan(plan(planned)));

  test("a database that would be replaced is named with what forces it", () => {
    const [loss] = of({
      address: "aws_rds_cluster.database_cluster",
      actions: ["delete", "create"],
      paths: [["engine"], ["settings", 0, "tier"]],
    });
    expect(loss?.path).toBe("staging-aws-ohio/aws_rds_cluster.database_cluster");
    expect(loss?.message).toMatch(/^holds data and would be replaced, because of engine, settings\[0\]\.tier; /);
  });

  test("a bucket that would be destroyed is named with why", () => {
    const [loss] = of({
      address: "aws_s3_bucket.state",
      actions: ["delete"],
      reason: "delete_because_no_resource_config",
    });
    expect(loss?.message).toMatch(/would be destroyed, because nothing describes it any more; put it back/);
  });

  test("a bucket that an earlier apply left half made is not replaced behind anybody's back", () => {
    const [loss] = of({
      address: "aws_s3_bucket.state",
      actions: ["delete", "create"],
      reason: "replace_because_tainted",
    });
    expect(loss?.message).toMatch(/an earlier apply left it half made; .*terraform untaint/);
  });

  test.each([
    ["is updated", "aws_s3_bucket.state", ["update"]],
    ["is let go of", "aws_s3_bucket.state", ["forget"]],
    ["holds nothing", "aws_route_table.network", ["delete", "create"]],
  ])("what %s is no loss", (_, address, actions) => {
    expect(of({ address, actions })).toEqual([]);
  });
});
