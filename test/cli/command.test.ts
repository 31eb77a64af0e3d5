import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { development } from "../../environments/development";
import { staging } from "../../environments/staging";
import { version } from "../../package.json";
import { Folders, root, run, understudy } from "./command";

const folders = new Folders();
afterAll(() => folders.clear());

// A process takes a third of a second, but a busy machine gives it less than half of its time.
jest.setTimeout(30_000);

const escape = String.fromCharCode(27);

describe("what it says and how it ends", () => {
  test("check says in one line what each environment has, on stdout, and ends with 0", async () => {
    const ended = await understudy(["check", "--environments", folders.environments([development, staging])]);
    expect(ended).toEqual({
      code: 0,
      stdout: "fine  development  3 groups, 3 sites\nfine  staging      3 groups, 6 sites\n",
      stderr: "",
    });
  });

  test("sites prints a table for people and, with --json, the same for programs", async () => {
    const environments = folders.environments([staging]);
    const [table, json] = await Promise.all([
      understudy(["sites", "--environments", environments]),
      understudy(["sites", "staging", "--json", "--environments", environments]),
    ]);
    expect(table.stdout.split("\n").slice(0, 2)).toEqual([
      "ENVIRONMENT  GROUP  SITE      CLOUD  REGION       ROLE     STACKS",
      "staging      aws    virginia  aws    us-east-1    primary  staging-aws-virginia",
    ]);
    const rows: unknown = JSON.parse(json.stdout);
    expect(rows).toHaveLength(6);
    expect(rows).toContainEqual({
      environment: "staging",
      group: "aws",
      site: "oregon",
      cloud: "aws",
      region: "us-west-2",
      role: "replica",
      active: false,
      fenced: false,
      stores: "staging",
      stacks: ["staging-aws-oregon"],
      health: "https://active.aws.staging.exchange.example.com/.well-known/understudy/active",
    });
  });

  test.each([
    [["--help"], "understudy sites production"],
    [["synth", "--help"], "understudy synth staging --output"],
    [["--version"], version],
  ])("%j is answered on stdout and ends with 0", async (args, answer) => {
    const ended = await understudy(args);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toContain(answer);
  });

  test.each([
    [["sits"], "Did you mean sites?"],
    [["sites", "--jsn"], "Did you mean --json?"],
    [["check", "staging", "production"], "too many arguments"],
    [[], "Usage: understudy"],
  ])("a wrong command line, %j, is told on stderr and ends with 2", async (args, told) => {
    const ended = await understudy(args);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toContain(told);
  });

  test("no colour is printed where no terminal is, unless FORCE_COLOR asks for it, and never with NO_COLOR", async () => {
    const wishes = [{}, { FORCE_COLOR: "1" }, { FORCE_COLOR: "1", NO_COLOR: "1" }];
    const ended = await Promise.all(wishes.map((env) => understudy(["sites", "staging"], { env })));
    expect(ended.map(({ stdout }) => stdout.includes(escape))).toEqual([false, true, false]);
    expect(ended.map(({ stderr }) => stderr)).toEqual(["", "", ""]);
  });

  test("it does not mind when nobody reads what it prints", async () => {
    expect(await understudy(["sites", "--json"], { deaf: true })).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("it works through a symbolic link, in a folder with another tsconfig.json", async () => {
    const cwd = folders.make({ "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "*": ["./no/*"] } } }) });
    symlinkSync(join(root, "bin/understudy.js"), join(cwd, "understudy"));
    expect(await run(join(cwd, "understudy"), ["check"], { cwd })).toMatchObject({ code: 0, stderr: "" });
  });

  test("check loads neither cdktf nor a provider binding", async () => {
    const list = 'process.on("exit", () => process.stderr.write(Object.keys(require.cache).join("\\n")));';
    const env = { NODE_OPTIONS: `--require ${join(folders.make({ "list.js": list }), "list.js")}` };
    const { stderr } = await understudy(["check"], { env });
    const loaded = stderr.split("\n");
    expect(loaded).toContain(join(root, "modules/core/load.ts"));
    expect(loaded.filter((file) => /node_modules\/(?:cdktf|constructs|@cdktf)\//.test(file))).toEqual([]);
  });
});

describe("what it says when the input has problems", () => {
  test("every problem is told by environment, on stderr, and it ends with 1", async () => {
    const environments = folders.environments([development, { ...staging, domain: "Not A Domain" }]);
    rmSync(join(environments, "development.roles.json"));
    writeFileSync(join(environments, "staging.roles.json"), '{ "aws":');
    const ended = await understudy(["check", "--environments", environments]);
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr.split("\n").filter((line) => !line.startsWith("    "))).toEqual([
      "development: 1 problem",
      "  development.roles.json",
      "",
      "staging: 2 problems",
      "  staging.roles.json",
      "  staging.domain",
      "",
      "error: 3 problems; nothing was written",
      "",
    ]);
    expect(ended.stderr).toContain("is missing; add it beside the environment");
    expect(ended.stderr).toContain("is no valid JSON");
  });

  test("an environment's file that cannot be loaded is named with its line, and what to do about it", async () => {
    const cwd = folders.make({
      "index.ts": 'export { environments } from "./production";',
      "production.ts": 'export const environments = [\n  { name: "production" domain: "example.com" },\n];',
    });
    const { code, stdout, stderr } = await understudy(["check", "--environments", "."], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("./production.ts:2:23\n    has a syntax error: Expected");
    expect(stderr).toContain("npx tsc --noEmit");
  });
});
