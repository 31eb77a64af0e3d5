import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { development } from "../../environments/development";
import { staging } from "../../environments/staging";
import { contents, Folders, onlyAws, root, understudy } from "./command";

// A process that synthesizes takes a second, but a busy machine gives it less than half of its time.
jest.setTimeout(30_000);

const folders = new Folders();
afterAll(() => folders.clear());

/** Code for an environment's file that requires what the project itself would. */
const fromHere = (code: string) =>
  code.replace("require(", `require("node:module").createRequire(${JSON.stringify(join(root, "main.ts"))})(`);

const aws = { ...development, groups: onlyAws(staging) };
const names = ["state", "virginia", "oregon", "traffic"].map((name) => `development-aws-${name}`);
let output = "";

beforeAll(async () => {
  output = join(folders.make(), "below", "cdktf.out");
  const args = ["synth", "--json", "--environments", folders.environments([aws]), "--output", output];
  const { code, stdout, stderr } = await understudy(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const rows: unknown = JSON.parse(stdout);
  expect(rows).toMatchObject(names.map((name) => ({ name, file: join(output, "stacks", name, "cdk.tf.json") })));
});

test("what synth writes is what cdktf writes: a manifest, and a folder a stack", () => {
  expect([...contents(output).keys()]).toEqual(
    ["manifest.json", ...names.map((name) => `stacks/${name}/cdk.tf.json`)].toSorted(),
  );
});

test("synth writes nothing for an environment that does not exist, and it says which one was meant", async () => {
  const nowhere = join(folders.make(), "cdktf.out");
  const args = ["synth", "developmnt", "--environments", folders.environments([aws]), "--output", nowhere];
  const { code, stdout, stderr } = await understudy(args);
  expect({ code, stdout, exists: existsSync(nowhere) }).toEqual({ code: 1, stdout: "", exists: false });
  expect(stderr).toContain(
    'environment "developmnt"\n    does not exist, only "development"; did you mean "development"?',
  );
});

test("an output stays as it was when a synthesis breaks half way, which is told as our fault", async () => {
  const breaking = `require("cdktf").Manifest.prototype.writeToFile = () => { throw new Error("the lights went out"); };`;
  const before = contents(output);
  const environments = folders.environments([{ ...aws, owner: "others" }], fromHere(breaking));
  const { code, stdout, stderr } = await understudy(["synth", "--environments", environments, "--output", output]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error: understudy itself failed: the lights went out\n.*--debug.*report.*\n$/);
  expect(contents(output)).toEqual(before);
});

test("an output stays as it was when constructs object, and every objection of every stack is told", async () => {
  const objecting = `
    const { Annotations, App } = require("cdktf");
    const { synth } = App.prototype;
    App.prototype.synth = function () {
      for (const stack of this.node.children) Annotations.of(stack).addError("is not to be deployed on Fridays");
      synth.call(this);
    };`;
  const before = contents(output);
  const environments = folders.environments([{ ...aws, owner: "others" }], fromHere(objecting));
  const { code, stderr } = await understudy(["synth", "--environments", environments, "--output", output]);
  expect(code).toBe(1);
  for (const name of names) expect(stderr).toContain(`  ${name}\n    is not to be deployed on Fridays`);
  expect(contents(output)).toEqual(before);
});
