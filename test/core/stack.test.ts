import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import type * as Cdktf from "cdktf";
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type * as FastSynthesis from "../../modules/core/fast-synthesis";
import type * as Stacks from "../../modules/core/stack";
import { ReadableStack } from "../../modules/core/stack";
import { synthesize } from "../support/synthesis";

const thing = (scope: Construct, id: string) =>
  new TerraformResource(scope, id, { terraformResourceType: "terraform_data" });

const outdir = mkdtempSync(join(tmpdir(), "stacks-"));
afterAll(() => rmSync(outdir, { recursive: true }));

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

  test.each([
    { synthesis: "fast", fast: true },
    { synthesis: "cdktf's own", fast: false },
  ])("a value of another stack is refused, with both named, in $synthesis synthesis", ({ fast }) => {
    jest.isolateModules(() => {
      const { installFastSynthesis } = jest.requireActual<typeof FastSynthesis>("../../modules/core/fast-synthesis");
      const { ReadableStack: Stack } = jest.requireActual<typeof Stacks>("../../modules/core/stack");
      const cdktf = jest.requireActual<typeof Cdktf>("cdktf");
      if (fast) expect(installFastSynthesis()).toBe(true);
      const app = new cdktf.App({ outdir });
      const data = { terraformResourceType: "terraform_data" };
      const lender = new cdktf.TerraformResource(new Stack(app, "lender"), "cluster", data);
      const borrower = new cdktf.TerraformResource(new Stack(app, "borrower"), "replica", data);
      borrower.addOverride("input", lender.getStringAttribute("id"));
      expect(() => app.synth()).toThrow("another stack refers to terraform_data.cluster.id of lender");
    });
  });

  test("what is forgotten is let go, not destroyed", () => {
    const json = synthesize((app) => {
      const stack = new ReadableStack(app, "shop");
      stack.forget("aws_rds_cluster", new Construct(stack, "database"), "cluster");
    }).get("shop");
    expect(json?.["removed"]).toEqual([{ from: "aws_rds_cluster.database_cluster", lifecycle: { destroy: false } }]);
  });
});
