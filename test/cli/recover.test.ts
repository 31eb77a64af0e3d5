import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import { sandboxFiles } from "../../modules/sandbox/runtime";
import { Folders, onlyAws, root, run, understudy } from "./command";

// Terraform, PostgreSQL and half a dozen processes on a machine that may be busy.
jest.setTimeout(600_000);

const folders = new Folders();
let environments = "";
let sandbox = "";
const here = (): readonly string[] => ["--environments", environments, "--sandbox", sandbox];
const roles = (folder: string): unknown => JSON.parse(readFileSync(join(folder, "staging.roles.json"), "utf8"));

beforeAll(async () => {
  environments = folders.environments([{ ...staging, groups: onlyAws(staging) }]);
  sandbox = join(folders.make(), "sandbox");
  expect(await understudy(["sandbox", "up", "--sandbox", sandbox])).toMatchObject({ code: 0 });
  const deployed = await understudy(["deploy", "staging", "--on", "sandbox", ...here()]);
  expect(deployed).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await understudy(["sandbox", "reset", "--force", "--sandbox", sandbox]);
  folders.clear();
});

/** Types a command that was printed, letter by letter, but for where the program is. */
const typed = (command: string) => {
  const program = join(root, "bin/understudy.js");
  return run("/bin/sh", ["-c", command.replace(/^understudy/, `'${process.execPath}' '${program}'`)]);
};

const printed = (text: string, verb: string): readonly string[] =>
  text.match(new RegExp(`understudy ${verb} [^;\\n]*`, "g")) ?? [];

/** Runs a drill until a line is printed, and kills its process there. */
async function killed(args: readonly string[], at: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, "bin/understudy.js"), ...args], { cwd: root });
  let out = "";
  const ended = new Promise((done) => child.on("close", done));
  child.stdin.end();
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      out += String(data);
      if (out.includes(at)) child.kill("SIGKILL");
    });
  await ended;
  expect(out).toContain(at);
  expect(child.signalCode).toBe("SIGKILL");
}

test("a drill killed in the middle of losing its region is gone on with as the next refusal says, to its end and back", async () => {
  await killed(["drill", "staging/aws", "--scenario", "region-loss", ...here()], "promote-database ...");
  const refused = await understudy(["drill", "staging/aws", "--scenario", "switchover", ...here()]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  const [resume = ""] = printed(refused.stderr.replace(/\s+/g, " "), "resume");
  expect(resume).toContain(`--sandbox ${sandbox}`);

  const resumed = await typed(resume.replace(/ error: .*$/, ""));
  expect(resumed).toMatchObject({ code: 0, stderr: "" });
  for (const intent of ["failover", "rejoin", "failback"])
    expect(resumed.stdout).toMatch(new RegExp(`^aws +${intent} .* passed$`, "m"));
  expect(resumed.stdout).toMatch(/failover +oregon +\d+\.\d\d s +0\.\d\d s +\d of \d+ +0 \/ 0 \/ 0 +passed/);
  expect(roles(sandboxFiles.roles(sandbox))).toEqual(roles(environments));

  const checks = printed(resumed.stdout, "verify");
  expect(checks).toHaveLength(3);
  const [first = "", , last = ""] = await Promise.all(checks.map(async (check) => (await typed(check)).stdout));
  expect(first).toMatch(/^intact .*\ntrusting the keys in .* \(the sandbox's own key\)\npassed /);
  expect(last).toMatch(/^intact .*\n.*\npassed /);

  const over = await understudy([
    "resume",
    /runs\/(\S+failback\S+)\/report/.exec(resumed.stdout)?.[1] ?? "",
    ...here(),
  ]);
  expect(over).toMatchObject({ code: 0 });
  expect(over.stdout).toContain("has passed, and nothing came after it");
});

test("a step that fails for good stops the drill where it says, and what it goes on with leads to the end", async () => {
  const unknown = await understudy(["drill", "staging/aws", "--scenario", "failure-at-step=swich-database", ...here()]);
  expect(unknown.stderr).toContain('did you mean "switch-database"?');
  const drilled = await understudy([
    "drill",
    "staging/aws",
    "--scenario",
    "failure-at-step=switch-database",
    ...here(),
  ]);
  expect(drilled).toMatchObject({ code: 0, stderr: "" });
  expect(drilled.stdout).toContain("made to fail by the drill (try 3 of 3)");
  expect(drilled.stdout).toMatch(/switch-database failed as it was to: .*virginia takes writes.*not begun: open-gate/);
  expect(drilled.stdout).toMatch(/goes on as with: understudy resume \S+ --environments/);
  expect(drilled.stdout).toMatch(/^aws +failback .* passed$/m);
  expect(roles(sandboxFiles.roles(sandbox))).toEqual(roles(environments));
});

test("a report of a drill that was changed, or whose key nobody trusts, is told so", async () => {
  const drilled = sandboxFiles.runs(sandbox);
  const nobody = folders.make({ "trusted-keys.txt": "# nobody\n" });
  const [newest = ""] = (await run("ls", ["-t", drilled])).stdout.split("\n").filter((name) => name !== "leases");
  const report = join(drilled, newest, "report.json");
  const strange = await understudy(["verify", report, "--trusted", join(nobody, "trusted-keys.txt"), ...here()]);
  expect(strange).toMatchObject({ code: 1, stdout: "" });
  const text = readFileSync(report, "utf8");
  writeFileSync(report, text.replace('"rtoSeconds":', '"rtoSeconds":1'));
  const changed = await understudy(["verify", report, ...here()]);
  expect(changed.stderr).toContain("(the sandbox's own key)");
  expect(changed.code).toBe(1);
  const elsewhere = folders.make({ "report.json": text });
  const alone = await understudy(["verify", elsewhere, ...here()]);
  expect(alone.stderr).toContain(`${join(dirname(environments), "trusted-keys.txt")}\n`);
  expect(alone.stderr).toContain("nobody else is trusted");
});

test("the verbs of the runbooks switch a group, refuse what cannot be with the way out, and bring it back", async () => {
  const sure = await understudy(["failover", "staging/aws", "--on", "sandbox", ...here()]);
  expect(sure).toMatchObject({ code: 1, stdout: "" });
  expect(sure.stderr).toContain("--accept-loss");
  expect((await understudy(["arm", "staging/aws", "--on", "sandbox", ...here()])).stdout).toContain(
    "armed  oregon can take over from virginia",
  );
  await understudy(["sandbox", "outage", "aws/us-east-1", "--sandbox", sandbox]);
  const forced = ["failover", "staging/aws", "--site", "oregon", "--on", "sandbox", "--accept-loss"];
  expect(await understudy([...forced, ...here()])).toMatchObject({ code: 0, stderr: "" });
  await understudy(["sandbox", "restore", "aws/us-east-1", "--sandbox", sandbox]);

  const fenced = await understudy(["switchover", "staging/aws", "--on", "sandbox", ...here()]);
  expect(fenced).toMatchObject({ code: 1, stdout: "" });
  const [rejoin = ""] = printed(fenced.stderr.replace(/\s+/g, " "), "rejoin");
  expect(await typed(rejoin.replace(/, or .*$/, ""))).toMatchObject({ code: 0, stderr: "" });
  const back = await understudy(["failback", "staging/aws", "--on", "sandbox", ...here()]);
  expect(back).toMatchObject({ code: 0, stderr: "" });
  expect(back.stdout).toMatch(/^aws +failback +virginia .*0 \/ 0 \/ 0 +passed$/m);
  expect(roles(sandboxFiles.roles(sandbox))).toEqual(roles(environments));
});
