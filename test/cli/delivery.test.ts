import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import { development } from "../../environments/development";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import { composeSandbox } from "../../modules/sandbox/sandbox";
import { callOperation } from "../../modules/sandbox/server/client";
import { type RunningServer, startServer } from "../../modules/sandbox/server/start";
import { Folders, understudy } from "./command";

// Everything here runs the real command, and the real Terraform against three simulated clouds: half a minute, but a busy
// machine gives it less than a tenth of its time.
jest.setTimeout(900_000);

const folders = new Folders();
const sandbox = mkdtempSync(join(tmpdir(), "understudy-delivery-"));
let server: RunningServer | undefined;
beforeAll(async () => {
  server = await startServer(sandbox, {
    compose: composeSandbox,
    onFault: (error) => {
      throw error;
    },
  });
});
afterAll(async () => {
  await server?.stop();
  rmSync(sandbox, { recursive: true, force: true });
  folders.clear();
}, 60_000);

/** A repository of a project that describes one environment, whose node pools may grow to `max`. */
const project = folders.make();
const environments = join(project, "environments");
const git = (...args: readonly string[]) =>
  execFileSync("git", ["-C", project, "-c", "user.name=ana", "-c", "user.email=ana@example.com", ...args], {
    encoding: "utf8",
  }).trim();
const grown = (max: number): EnvironmentDefinition => ({
  ...development,
  cluster: { size: "small", nodes: { min: 1, max } },
});
function commit(max: number): string {
  const made = folders.environments([grown(max)]);
  execFileSync("cp", ["-r", `${made}/.`, environments]);
  git("add", ".");
  git("commit", "--quiet", "--message", `up to ${max} nodes`);
  return git("rev-parse", "HEAD");
}
const described = () => readFileSync(join(sandbox, "stacks/stacks/development-aws-ohio/cdk.tf.json"), "utf8");
const releases = { first: "", second: "", described: "" };
beforeAll(() => {
  git("init", "--quiet");
  execFileSync("mkdir", [environments]);
  releases.first = commit(6);
});

const run = (...args: readonly string[]) =>
  understudy([...args, "--environments", environments], {
    env: { UNDERSTUDY_SANDBOX: sandbox, GITHUB_ACTOR: "", GITLAB_USER_LOGIN: "" },
  });
const on = ["--on", "sandbox"] as const;
const record = join(sandbox, "deployments.jsonl");
const historyShape = z.array(
  z.looseObject({
    verb: z.string(),
    commit: z.string(),
    changed: z.boolean(),
    result: z.string(),
    reviewed: z.boolean(),
    approvals: z.array(z.object({ name: z.string(), knownBy: z.string() })),
    stacks: z.array(z.looseObject({ stack: z.string(), outcome: z.string() })),
  }),
);
const history = async () => historyShape.parse(JSON.parse((await run("history", "development", "--json")).stdout));

test("on three clouds: deployed, planned, reviewed, refused when tampered with, applied as reviewed, and all on record", async () => {
  const first = await run("deploy", "development", ...on, "--approved-by", "ben");
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).toMatch(/note: recorded as development-\d{8}-\d{6}-[0-9a-f]{4} in .*deployments\.jsonl/);
  expect(await history()).toMatchObject([
    { verb: "deploy", commit: releases.first, changed: false, result: "succeeded", reviewed: false },
  ]);

  releases.described = described();
  releases.second = commit(7);
  const folder = join(folders.make(), "reviewed");
  const planned = await run("plan", "development", ...on, "--save", folder);
  expect(planned).toMatchObject({ code: 0 });
  expect(planned.stderr).toContain(`the plans are kept in ${folder}`);
  const index = readFileSync(join(folder, "reviewed.json"), "utf8");
  expect(index.match(/"stack": /g)).toHaveLength(9);
  expect(index).toContain(`"commit": "${releases.second}"`);
  expect(index.match(/"lock": null/g)).toHaveLength(9);

  const victim = join(folder, "development-gcp-virginia.tfplan");
  const whole = readFileSync(victim);
  appendFileSync(victim, "x");
  const tampered = await run("deploy", "development", ...on, "--reviewed", folder);
  expect(tampered.code).toBe(1);
  expect(tampered.stderr).toContain("is not the plan that was reviewed");
  expect(await history()).toHaveLength(1);

  writeFileSync(victim, whole);
  const applied = await run("deploy", "development", ...on, "--reviewed", folder);
  expect(applied).toMatchObject({ code: 0 });
  for (const site of ["aws-ohio", "gcp-virginia", "azure-iowa"])
    expect(applied.stdout).toMatch(new RegExp(`development-${site} .* applied$`, "m"));
  const [newest] = await history();
  expect(newest).toMatchObject({ commit: releases.second, reviewed: true, result: "succeeded", approvals: [] });
});

test("history tells it to people, the newest first, and verify finds and locates what was changed in it", async () => {
  const told = await run("history", ...on);
  const [title = "", one = "", two = ""] = told.stdout.split("\n");
  expect(title).toMatch(/^WHEN \(UTC\) .*ON .*WHAT .*COMMIT .*RESOURCES .*WHO .*APPROVED BY .*RESULT$/);
  expect(one).toMatch(
    new RegExp(`^\\d{4}-.* deploy development +${releases.second.slice(0, 8)} .* \\+0 ~\\d .*succeeded$`),
  );
  expect(two).toMatch(new RegExp(`${releases.first.slice(0, 8)} .* ben .*succeeded$`));

  const trusted = ["--trusted", join(sandbox, "keys/trusted-keys.txt")];
  const intact = await run("verify", record, ...trusted);
  expect(intact).toMatchObject({ code: 0, stderr: "" });
  expect(intact.stdout).toMatch(/^intact {2}2 deployments, signed by made in .*\ntrusting .*\nhead +[0-9a-f]{64}\n/);
  const forged = join(folders.make(), "forged");
  writeFileSync(forged, readFileSync(record, "utf8").replace('"name":"ben"', '"name":"eve"'));
  const found = await run("verify", forged, ...trusted);
  expect(found.code).toBe(1);
  expect(found.stderr).toContain("entry 1\n    was changed: its signature is of another text");
});

test("drift: what is left to autoscalers is none, what a person changes is, with an issue that opens and closes", async () => {
  const resize = async (scalingConfig: object) => {
    if (server === undefined) throw new Error("the sandbox did not start");
    const outcome = await callOperation(server.runtime, {
      cloud: "aws",
      operation: "eks:UpdateNodegroupConfig",
      arguments: {
        region: "us-east-2",
        clusterName: "development-aws-ohio",
        nodegroupName: "zone-a",
        scalingConfig: JSON.stringify(scalingConfig),
      },
    });
    expect(outcome).not.toHaveProperty("refused");
  };
  const file = join(folders.make(), "issue.json");
  const issue = (): unknown => JSON.parse(readFileSync(file, "utf8"));
  await resize({ desiredSize: 1 });
  const none = await run("drift", "development/aws", ...on, "--issue", file);
  expect(none).toMatchObject({ code: 0, stdout: "\nnothing has drifted in 3 stacks\n" });
  expect(issue()).toMatchObject({ open: false, title: "Drift in development/aws" });

  await resize({ maxSize: 9 });
  const some = await run("drift", "development/aws", ...on, "--issue", file);
  expect(some.code).toBe(2);
  expect(some.stdout).toContain("scaling_config[0].max_size: 2 is described, and there is 9");
  expect(issue()).toMatchObject({ open: true, body: expect.stringContaining("<code>9</code>") });
  // It has only looked: the state still says what is described, and a deployment puts it back.
  expect(await run("deploy", "development/aws", ...on)).toMatchObject({ code: 0 });
  expect(await run("drift", "development/aws", ...on, "--issue", file)).toMatchObject({ code: 0 });
  expect(issue()).toMatchObject({ open: false });
});

test("rollback goes back to the release before, keeps the roles of now, and never to what it has left", async () => {
  const check = await run("rollback", "development/aws", ...on, "--check");
  expect(check).toMatchObject({ code: 0 });
  expect(check.stdout).toContain(`back to ${releases.first}, leaving ${releases.second}`);
  expect(await history()).toHaveLength(3);

  const back = await run("rollback", "development/aws", ...on);
  expect(back).toMatchObject({ code: 0 });
  const [newest] = await history();
  expect(newest).toMatchObject({ verb: "rollback", commit: releases.first, leaves: releases.second });
  expect(described()).toBe(releases.described);
  expect(git("rev-parse", "HEAD")).toBe(releases.second);

  const nothing = await run("rollback", "development/aws", ...on, "--check");
  expect(nothing.code).toBe(1);
  expect(nothing.stderr).toContain("has no release to go back to");
  expect(existsSync(record)).toBe(true);
});
