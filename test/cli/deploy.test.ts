import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { development } from "../../environments/development";
import { Bench } from "../deploy/bench";
import { Folders, onlyAws, root, understudy } from "./command";
import { FakeTerraform } from "./fake-terraform";

// A process that synthesizes takes a second, but a busy machine gives it less than a tenth of its time.
jest.setTimeout(120_000);

const folders = new Folders();
afterAll(() => folders.clear());

const environments = folders.environments([{ ...development, groups: onlyAws(development) }]);
const names = ["state", "ohio", "traffic"].map((name) => `development-aws-${name}`);

const bench = new Bench();
beforeAll(() => bench.serve());
afterAll(() => bench.close());

/** What people have in their environment, and what would make Terraform fail or leave this machine. */
const planted = {
  TF_VAR_planted: "planted",
  TF_CLI_CONFIG_FILE: "/nowhere/planted",
  TF_CLI_ARGS_plan: "-planted",
  TF_PLUGIN_CACHE_DIR: "/nowhere/planted",
  TF_WORKSPACE: "planted",
  TF_LOG: "trace",
  AWS_PROFILE: "planted",
  AWS_ACCESS_KEY_ID: "planted",
  ARM_CLIENT_SECRET: "planted",
  GOOGLE_CREDENTIALS: "planted",
  KUBECONFIG: "/nowhere/planted",
  HTTPS_PROXY: "http://planted.invalid",
};

describe("what of the caller's environment reaches Terraform", () => {
  test("nothing that could lead out of a sandbox does", async () => {
    const fake = new FakeTerraform(folders.make());
    const args = [
      "deploy",
      "development",
      "--on",
      "sandbox",
      "--sandbox",
      bench.sandbox,
      "--environments",
      environments,
    ];
    const ended = await understudy(args, { env: { ...planted, UNDERSTUDY_TERRAFORM: fake.file } });
    expect(ended).toMatchObject({ code: 0 });
    const { calls } = fake;
    expect(new Set(calls.map(({ verb }) => verb))).toEqual(new Set(["version", "init", "plan", "show", "apply"]));
    for (const { environment } of calls) {
      expect(JSON.stringify(environment)).not.toContain("planted");
      expect(environment).not.toHaveProperty("TF_LOG");
      expect(environment).toHaveProperty("CHECKPOINT_DISABLE", "1");
    }
  });

  test("all of it does on the cloud, where nobody is asked with --yes", async () => {
    const fake = new FakeTerraform(folders.make());
    const output = folders.make();
    const args = [
      "deploy",
      "development",
      "--on",
      "cloud",
      "--yes",
      "--output",
      output,
      "--environments",
      environments,
    ];
    const ended = await understudy(args, { env: { ...planted, UNDERSTUDY_TERRAFORM: fake.file } });
    expect(ended).toMatchObject({ code: 0 });
    const applied = fake.calls.filter(({ verb }) => verb === "apply");
    expect(applied.map(({ folder }) => folder)).toEqual(names.map((name) => join(output, "stacks", name)));
    for (const { environment } of applied) expect(environment).toMatchObject(planted);
  });
});

describe("what is wrong is told before anything is run", () => {
  test("all of it at once: group, site, Terraform, sandbox", async () => {
    const args = ["deploy", "development/awz/ohi", "--on", "sandbox", "--sandbox", "/nowhere"];
    const { code, stdout, stderr } = await understudy([...args, "--environments", environments], {
      env: { UNDERSTUDY_TERRAFORM: "/nowhere/terraform" },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain('group "awz"\n    does not exist in development, only "aws"; did you mean "aws"?');
    expect(stderr).toContain('site "ohi"\n    does not exist in development-aws, only "ohio"; did you mean "ohio"?');
    expect(stderr).toContain("/nowhere/terraform\n    is named in UNDERSTUDY_TERRAFORM and is not there; install");
    expect(stderr).toContain("/nowhere\n    no sandbox is up in /nowhere; start it with understudy sandbox up");
    expect(stderr).toContain("4 problems; nothing was written");
  });

  test.each([
    ["an environment that does not exist", "developmnt", 'did you mean "development"?'],
    ["too many names", "a/b/c/d", "is not of the form <environment>[/<group>[/<site>]]"],
    ["a name that is missing", "development//ohio", "is not of the form"],
  ])("%s", async (_, what, told) => {
    const args = ["plan", what, "--on", "sandbox", "--sandbox", bench.sandbox, "--environments", environments];
    const { code, stderr } = await understudy(args);
    expect({ code, told: stderr.includes(told) }).toEqual({ code: 1, told: true });
  });

  test.each([
    ["the wanted site's own", "us-east-2", "development-aws-ohio\n    stands in us-east-2, which is to be left out"],
    ["of no site", "us-east-1", 'does not exist in development, only "us-east-2"; did you mean "us-east-2"?'],
  ])("a region to be left out that is %s", async (_, region, told) => {
    const fake = new FakeTerraform(folders.make());
    const args = ["deploy", "development/aws/ohio", "--without", region, "--on", "sandbox", "--sandbox", bench.sandbox];
    const { code, stderr } = await understudy([...args, "--environments", environments], {
      env: { UNDERSTUDY_TERRAFORM: fake.file },
    });
    expect(code).toBe(1);
    expect(stderr).toContain(told);
    expect(fake.calls.map(({ verb }) => verb)).toEqual(["version"]);
  });

  test.each([
    [["deploy", "development"], "required option '--on <target>' not specified"],
    [["deploy", "development", "--on", "clouds"], "Allowed choices are sandbox, cloud"],
    [["deploy", "development", "--on", "cloud"], "nobody can be asked here: deploy on the cloud with --yes"],
    [["destroy", "development", "--on", "cloud"], "nobody can be asked here: destroy on the cloud with --yes"],
  ])("%j is a wrong command line, and hits nothing", async (args, told) => {
    const fake = new FakeTerraform(folders.make());
    const ended = await understudy([...args, "--environments", environments], {
      env: { UNDERSTUDY_TERRAFORM: fake.file },
    });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toContain(told);
    expect(fake.calls).toEqual([]);
  });
});

describe("what it says", () => {
  test("one site alone is deployed alone, and what it takes to be there is told", async () => {
    const fake = new FakeTerraform(folders.make());
    const args = ["deploy", "development/aws/ohio", "--on", "sandbox", "--sandbox", bench.sandbox];
    const ended = await understudy([...args, "--environments", environments], {
      env: { UNDERSTUDY_TERRAFORM: fake.file },
    });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain("note: takes for deployed what comes before: development-aws-state\n");
    expect(ended.stdout.split("\n")).toHaveLength(4);
    expect(ended.stdout).toMatch(/^development-aws-ohio +1 +0 +0 +0 +\d+\.\d s +applied$/m);
  });

  test("a plan for programs has each stack's counts, hash and changes, and nothing else on stdout", async () => {
    const fake = new FakeTerraform(folders.make());
    const args = ["plan", "development/aws", "--on", "sandbox", "--json", "--sandbox", bench.sandbox];
    const ended = await understudy([...args, "--environments", environments], {
      env: { UNDERSTUDY_TERRAFORM: fake.file },
    });
    expect(ended.code).toBe(0);
    const rows: unknown = JSON.parse(ended.stdout);
    expect(rows).toMatchObject(
      names.map((stack) => ({ stack, outcome: "planned", add: 1, change: 0, replace: 0, destroy: 0 })),
    );
    expect(ended.stdout).toMatch(/"planHash": "[0-9a-f]{64}"/);
    expect(fake.calls.map(({ verb }) => verb)).not.toContain("apply");
  });
});

test("with the real Terraform: deployed, planned empty, and a site whose region is dark says what the cloud says", async () => {
  const on = ["--on", "sandbox", "--sandbox", bench.sandbox, "--environments", environments];
  expect(await understudy(["deploy", "development", ...on])).toMatchObject({ code: 0 });
  const planned = await understudy(["plan", "development", ...on]);
  expect(planned.code).toBe(0);
  expect(planned.stdout.match(/ no changes$/gm)).toHaveLength(3);

  bench.outage = (_, region) => (region === "us-east-2" ? "dark" : undefined);
  const failed = await understudy(["deploy", "development", ...on]);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(/ohio .* failed to plan\n.*traffic .* not reached: development-aws-ohio did not/);
  const [, first] = /error: development-aws-ohio failed to plan\n(.*)\n/.exec(failed.stderr) ?? [];
  expect(first).toContain("us-east-2");
});

test("a Ctrl-C reaches Terraform once, however often it is pressed, and what was not begun is told", async () => {
  const fake = new FakeTerraform(folders.make(), { waits: true });
  const args = ["deploy", "development", "--on", "sandbox", "--sandbox", bench.sandbox, "--environments", environments];
  // A group of its own, as a shell gives it: a terminal sends an interrupt to all of a group.
  const child = spawn(process.execPath, [join(root, "bin/understudy.js"), ...args], {
    detached: true,
    env: { ...process.env, UNDERSTUDY_TERRAFORM: fake.file },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => (said.stdout += String(data)));
  child.stderr.on("data", (data) => (said.stderr += String(data)));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const press = async (told: string) => {
    process.kill(-(child.pid ?? 0), "SIGINT");
    while (!said.stderr.includes(told)) await sleep(10);
  };
  try {
    while (fake.signals.length === 0 && child.exitCode === null) await sleep(10);
    await press("interrupted: Terraform ends what it has begun and releases its locks");
    await press("still ending: Terraform was asked once");
    expect(await ended).toBe(1);
  } finally {
    child.kill("SIGKILL");
  }
  expect(fake.signals).toEqual(["ready", "SIGINT"]);
  expect(said.stdout).toMatch(
    /development-aws-state .*interrupted\n.*ohio .*not reached: development-aws-state did not get through/,
  );
});
