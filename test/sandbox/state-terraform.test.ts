import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import { Sandboxes } from "./server-support";

jest.setTimeout(60_000);

const sandboxes = new Sandboxes();
afterAll(() => sandboxes.clear());

const s3 = (stack: string) => ({
  s3: { bucket: "bucket", key: `${stack}.tfstate`, region: "us-east-1", use_lockfile: true },
});
const thing = (input: string) => ({ resource: { terraform_data: { thing: { input } } } });
const path = "/state/aws/us-east-1/bucket/one.tfstate";

describe("real Terraform", () => {
  test("keeps the state of S3, GCS and Azure stacks in the sandbox, and writes no password", async () => {
    const server = await sandboxes.start();
    const stacks = [
      sandboxes.stack(server, s3("one"), thing("a")),
      sandboxes.stack(server, { gcs: { bucket: "g", prefix: "one" } }, thing("a"), "us-east1"),
      sandboxes.stack(
        server,
        { azurerm: { storage_account_name: "acc", container_name: "tfstate", key: "one.tfstate" } },
        thing("a"),
        "eastus",
      ),
    ];
    for (const stack of stacks) {
      expect(await sandboxes.terraform(server, stack, ["init"])).toMatchObject({ code: 0, stderr: "" });
      expect(await sandboxes.terraform(server, stack, ["apply", "-auto-approve"])).toMatchObject({ code: 0 });
      expect((await sandboxes.terraform(server, stack, ["plan"])).stdout).toContain("No changes.");
      expect(readFileSync(join(stack, "sandbox_override.tf.json"), "utf8")).not.toContain(server.runtime.token);
      const kept = readFileSync(join(stack, ".terraform-sandbox/terraform.tfstate"), "utf8");
      expect(kept).not.toContain(server.runtime.token);
    }
    expect([...server.store.entries("state")].map(([key]) => key)).toEqual([
      "/state/aws/us-east-1/bucket/one.tfstate",
      "/state/gcp/us-east1/g/one",
      "/state/azure/eastus/acc/one.tfstate",
    ]);
    expect([...server.store.entries("lock")]).toEqual([]);
  });

  test("tells who holds the lock, and can break it; whose lock was broken writes no state", async () => {
    const server = await sandboxes.start();
    const [mine, yours] = [
      sandboxes.stack(server, s3("one"), thing("a")),
      sandboxes.stack(server, s3("one"), thing("b")),
    ];
    for (const stack of [mine, yours]) await sandboxes.terraform(server, stack, ["init"]);
    let approve: () => void = () => undefined;
    let holder: Promise<unknown> = Promise.resolve();
    await new Promise<void>((asked) => {
      holder = sandboxes.terraform(server, mine, ["apply"], (printed, child) => {
        if (!printed.includes("Enter a value:")) return;
        approve = () => child.stdin?.end("yes\n");
        asked();
      });
    });
    const [[, held] = ["", null]] = [...server.store.entries("lock")];
    const { ID, Who } = z.object({ ID: z.string(), Who: z.string() }).parse(held);
    const refused = await sandboxes.terraform(server, yours, ["plan"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr.replace(/\s+/g, " ")).toContain(`already locked: ID=${ID} (${Who}, apply, since 20`);
    expect((await sandboxes.terraform(server, yours, ["force-unlock", "-force", ID])).code).toBe(0);
    expect((await sandboxes.terraform(server, yours, ["apply", "-auto-approve"])).code).toBe(0);
    approve();
    expect(await holder).toMatchObject({ code: 1, stderr: expect.stringContaining("Failed to save state") });
    expect(server.store.get("state", path)).toContain('"b"');
  });

  test("takes a state that cannot be reached for no empty one", async () => {
    let out = false;
    const server = await sandboxes.start({
      states: { bucketExists: () => true, outage: () => (out ? "dark" : undefined) },
    });
    const stack = sandboxes.stack(server, s3("one"), thing("a"));
    await sandboxes.terraform(server, stack, ["init"]);
    await sandboxes.terraform(server, stack, ["apply", "-auto-approve"]);
    out = true;
    for (const args of [["plan"], ["plan", "-lock=false"], ["init", "-reconfigure"]]) {
      const { code, stdout, stderr } = await sandboxes.terraform(server, stack, args);
      expect(code).toBe(1);
      expect(stdout).not.toContain("to add");
      expect(stderr.replace(/\s+/g, " ")).toMatch(
        /state\/aws\/us-east-1\/bucket\/one.tfstate giving up after 2 attempt/,
      );
    }
  });

  test("gets over a region that is throttled, and is told when a bucket is missing", async () => {
    const throttled = await sandboxes.start({ states: { bucketExists: () => true, outage: () => "throttled" } });
    const slow = sandboxes.stack(throttled, s3("one"), thing("a"));
    await sandboxes.terraform(throttled, slow, ["init"]);
    expect((await sandboxes.terraform(throttled, slow, ["apply", "-auto-approve"])).code).toBe(0);

    const bare = await sandboxes.start({ states: { bucketExists: () => false, outage: () => undefined } });
    const early = sandboxes.stack(bare, s3("one"), thing("a"));
    expect((await sandboxes.terraform(bare, early, ["init"])).stderr).toContain("Unexpected HTTP response code 424");
    const first = sandboxes.stack(bare, s3("x-state"), thing("a"));
    expect((await sandboxes.terraform(bare, first, ["init"])).code).toBe(0);
    expect((await sandboxes.terraform(bare, first, ["apply", "-auto-approve"])).code).toBe(0);
  });
});

test("nothing went wrong that nobody expected", () => {
  expect(sandboxes.faults).toEqual([]);
});
