import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { InvalidInput } from "../../modules/core/problems";
import { publish } from "../../modules/stacks/publish";
import { contents, Folders } from "../cli/command";

const folders = new Folders();
afterAll(() => folders.clear());

const entry = (name: string) => ({ name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` });

/** Writes what cdktf would for these stacks. */
const synthesis =
  (stacks: readonly string[], content = "new", file = "cdk.tf.json") =>
  (folder: string): string => {
    const manifest = { version: "1", stacks: Object.fromEntries(stacks.map((name) => [name, entry(name)])) };
    for (const name of stacks) put(join(folder, "stacks", name, file), content);
    put(join(folder, "manifest.json"), JSON.stringify(manifest));
    return "done";
  };

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const namesIn = (output: string) => [...contents(output).keys()];

/** An output with an earlier synthesis of these stacks. */
function earlier(stacks: readonly string[]): string {
  const output = join(folders.make(), "below", "cdktf.out");
  publish(output, synthesis(stacks, "old"));
  return output;
}

test("a first synthesis makes the folders that it needs", () => {
  const output = earlier(["a-x-state"]);
  expect(namesIn(output)).toEqual(["manifest.json", "stacks/a-x-state/cdk.tf.json"]);
});

test("what Terraform and people put beside a stack survives the next synthesis", () => {
  const output = earlier(["a-x-state"]);
  const kept = [".terraform/providers/x", ".terraform.lock.hcl", "backend_override.tf.json", "terraform.tfstate"];
  for (const name of kept) put(join(output, "stacks/a-x-state", name), name);
  expect(publish(output, synthesis(["a-x-state"]))).toEqual({ result: "done", removed: [], left: [] });
  const now = contents(output);
  expect(kept.map((name) => now.get(join("stacks/a-x-state", name)))).toEqual(kept);
  expect(now.get("stacks/a-x-state/cdk.tf.json")).toBe("new");
});

test("an output is as it was when a synthesis fails, however late", () => {
  const output = earlier(["a-x-state", "a-x-one"]);
  const before = contents(output);
  const failing = (folder: string) => {
    synthesis(["a-x-state"])(folder);
    throw new Error("too late");
  };
  expect(() => publish(output, failing)).toThrow("too late");
  expect(contents(output)).toEqual(before);
});

test("an output that did not exist does not exist after a failed synthesis", () => {
  const folder = folders.make();
  const failing = () => {
    throw new Error("too early");
  };
  expect(() => publish(join(folder, "below/cdktf.out"), failing)).toThrow("too early");
  expect(existsSync(join(folder, "below"))).toBe(false);
});

test("a stack that is described no more is gone, unless somebody's files are in its folder", () => {
  const output = earlier(["a-x-state", "a-x-gone", "a-x-used"]);
  put(join(output, "stacks/a-x-gone/.terraform/providers/x"), "x");
  put(join(output, "stacks/a-x-used/terraform.tfstate"), "{}");
  put(join(output, "stacks/notes/README.md"), "mine");
  const { removed, left } = publish(output, synthesis(["a-x-state"]));
  expect({ removed, left }).toEqual({ removed: ["a-x-gone"], left: ["a-x-used"] });
  expect(namesIn(output)).toEqual([
    "manifest.json",
    "stacks/a-x-state/cdk.tf.json",
    "stacks/a-x-used/terraform.tfstate",
    "stacks/notes/README.md",
  ]);
});

test("the folders of outdated stacks stay where cdktf is about to remove them itself", () => {
  const output = earlier(["a-x-state", "a-x-gone"]);
  publish(output, synthesis(["a-x-state"]), { clears: false });
  expect(namesIn(output)).toContain("stacks/a-x-gone/cdk.tf.json");
  expect(contents(output).get("manifest.json")).not.toContain("a-x-gone");
});

test("one environment alone leaves the stacks of others as they are, and cdktf goes on seeing them", () => {
  const output = earlier(["a-x-state", "a-x-gone", "b-x-state"]);
  const { removed } = publish(output, synthesis(["a-x-state"]), { replaces: (stack) => stack.startsWith("a-") });
  const now = contents(output);
  expect(removed).toEqual(["a-x-gone"]);
  expect(now.get("stacks/b-x-state/cdk.tf.json")).toBe("old");
  expect(JSON.parse(now.get("manifest.json") ?? "")).toEqual({
    version: "1",
    stacks: { "a-x-state": entry("a-x-state"), "b-x-state": entry("b-x-state") },
  });
});

test("a stack is never there in two languages, which Terraform would refuse", () => {
  const output = earlier(["a-x-state"]);
  publish(output, synthesis(["a-x-state"], "new", "cdk.tf"));
  expect(namesIn(output)).toEqual(["manifest.json", "stacks/a-x-state/cdk.tf"]);
});

test("an output that cannot be written is a problem with a way out, found before anything is moved", () => {
  const output = earlier(["a-x-state"]);
  put(join(output, "stacks/b-x-state"), "a file where a folder must be");
  const before = contents(output);
  expect(() => publish(output, synthesis(["a-x-state", "b-x-state"]))).toThrow(InvalidInput);
  expect(() => publish(join(output, "manifest.json"), synthesis(["a-x-state"]))).toThrow(/choose another folder/);
  expect(contents(output)).toEqual(before);
});

test("what a killed synthesis left is removed by a later one, but not from under one that is running", () => {
  const output = earlier(["a-x-state"]);
  for (const name of [".synth-old", ".synth-now"]) mkdirSync(join(output, name));
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(join(output, ".synth-old"), yesterday, yesterday);
  publish(output, synthesis(["a-x-state"]));
  expect([".synth-old", ".synth-now"].map((name) => existsSync(join(output, name)))).toEqual([false, true]);
});
