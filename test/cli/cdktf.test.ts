import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { z } from "zod";
import { Folders, root, run } from "./command";

const folders = new Folders();
afterAll(() => folders.clear());

/** Answers cdktf as Terraform would that has nothing to say, and notes down in which stack it was asked to apply. */
const fakeTerraform = `#!/bin/sh
case "$1" in
  version) echo '{"terraform_version":"1.11.4"}' ;;
  apply) basename "$PWD" >> "$APPLIED" ;;
  output) echo '{}' ;;
esac`;

const manifestShape = z.object({ stacks: z.record(z.string(), z.object({ dependencies: z.array(z.string()) })) });

/** What lies in the output already: a site that is described no more, and what somebody put beside one that is. */
const earlier = {
  "stacks/staging-aws-gone/cdk.tf.json": "{}",
  "stacks/staging-aws-oregon/backend_override.tf.json": "{}",
} as const;

let applied: readonly string[] = [];
let output = "";

beforeAll(async () => {
  const folder = folders.make({ terraform: fakeTerraform, applied: "" });
  chmodSync(join(folder, "terraform"), 0o755);
  output = join(folder, "cdktf.out");
  for (const [path, text] of Object.entries(earlier)) {
    mkdirSync(join(output, dirname(path)), { recursive: true });
    writeFileSync(join(output, path), text);
  }
  const env = {
    APPLIED: join(folder, "applied"),
    TERRAFORM_BINARY_NAME: join(folder, "terraform"),
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    CI: "1",
  };
  const args = ["deploy", "staging-*", "--auto-approve", "--parallelism", "1", "--output", output];
  const { code, stderr } = await run(join(root, "node_modules/.bin/cdktf"), args, { env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  applied = readFileSync(env.APPLIED, "utf8").trim().split("\n");
}, 60_000);

test("cdktf deploy 'staging-*' takes every stack of staging, each group's in the order of a first deploy", () => {
  const of = (group: string) => applied.filter((stack) => stack.startsWith(`staging-${group}-`));
  expect(applied).toHaveLength(12);
  expect(of("aws")).toEqual(["state", "virginia", "oregon", "traffic"].map((name) => `staging-aws-${name}`));
  expect(of("gcp")).toEqual(["state", "iowa", "carolina", "traffic"].map((name) => `staging-gcp-${name}`));
  expect(of("azure")).toEqual(["state", "virginia", "arizona", "traffic"].map((name) => `staging-azure-${name}`));
});

test("cdktf finds every stack in the manifest, and no stack waits for one of another group", () => {
  const manifest: unknown = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8"));
  const stacks = Object.entries(manifestShape.parse(manifest).stacks);
  expect(stacks.length).toBeGreaterThan(applied.length);
  const group = (stack: string) => stack.split("-").slice(0, 2).join("-");
  for (const [name, { dependencies }] of stacks)
    expect(dependencies.filter((dependency) => group(dependency) !== group(name))).toEqual([]);
});

test("cdktf and we agree on what goes: a site that is described no more, but nothing beside one that is", () => {
  expect(Object.keys(earlier).map((path) => existsSync(join(output, path)))).toEqual([false, true]);
});
