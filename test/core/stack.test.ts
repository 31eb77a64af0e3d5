import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, test } from "@jest/globals";
import { ReadableStack } from "../../modules/core/stack";
import { synthesize } from "../support/synthesis";

const thing = (scope: Construct, id: string) =>
  new TerraformResource(scope, id, { terraformResourceType: "terraform_data" });

describe("stacks whose addresses can be read", () => {
  test("an address is the construct path, with no hash", () => {
    const json = synthesize((app) => {
      const stack = new ReadableStack(app, "shop");
      thing(new Construct(stack, "database"), "cluster");
    }).get("shop");
    expect(Object.keys(json?.resource?.["terraform_data"] ?? {})).toEqual(["database_cluster"]);
  });

  test("two constructs that would share an address are refused, with both named", () => {
    expect(() =>
      synthesize((app) => {
        const stack = new ReadableStack(app, "shop");
        thing(new Construct(stack, "a"), "b_c");
        thing(new Construct(stack, "a_b"), "c");
      }),
    ).toThrow(/shop\/a_b\/c and shop\/a\/b_c would share the address a_b_c; rename one/);
  });

  test("what is forgotten is let go, not destroyed", () => {
    const json = synthesize((app) => {
      const stack = new ReadableStack(app, "shop");
      stack.forget("aws_rds_cluster", new Construct(stack, "database"), "cluster");
    }).get("shop");
    expect(json?.["removed"]).toEqual([{ from: "aws_rds_cluster.database_cluster", lifecycle: { destroy: false } }]);
  });
});
