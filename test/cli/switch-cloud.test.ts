import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, expect, jest, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import { bodyOf, end, listen } from "../support/loopback";
import { Folders, onlyAws, understudy } from "./command";

const folders = new Folders();
afterAll(() => folders.clear());
jest.setTimeout(120_000);

let server: Server | undefined;
afterEach(async () => {
  if (server !== undefined) await end(server);
  server = undefined;
});

/** Somebody who answers every request of AWS with an error, and keeps what was asked. */
async function refusing(): Promise<{ readonly url: string; readonly asked: () => readonly string[] }> {
  const asked: string[] = [];
  const listening = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      asked.push(body);
      response.statusCode = 403;
      response.end(
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>",
      );
    });
  });
  server = listening;
  const url = await listen(listening);
  return { url, asked: () => asked };
}

const bare = { AWS_EC2_METADATA_DISABLED: "true", HOME: "/nonexistent", AWS_PROFILE: "", AWS_REGION: "" };

test("a failover on the cloud asks the region that takes over first, and what the vendor refuses is told with nothing done", async () => {
  const { url, asked } = await refusing();
  const environments = folders.environments([{ ...staging, groups: onlyAws(staging) }]);
  const env = {
    ...bare,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: randomBytes(10).toString("hex"),
    AWS_SECRET_ACCESS_KEY: randomBytes(20).toString("hex"),
  };
  const args = ["failover", "staging/aws", "--site", "oregon", "--on", "cloud", "--accept-loss", "--yes"];
  const { code, stdout, stderr } = await understudy([...args, "--environments", environments], { env });
  expect(asked()[0]).toContain("Action=DescribeGlobalClusters");
  expect(asked()[0]).toContain("GlobalClusterIdentifier=staging-aws");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("could not be looked at in us-west-2, and nothing was done");
  expect(stderr).toContain("not you");
  expect(existsSync(join(dirname(environments), "runs"))).toBe(false);
});

test("without credentials nothing is done on the cloud, and it says how to sign in", async () => {
  const { code, stderr } = await understudy(["switchover", "production/aws", "--on", "cloud", "--yes"], { env: bare });
  expect(code).toBe(1);
  expect(stderr).toContain("Could not load credentials");
  expect(stderr).toContain("sign in with aws sso login");
});

test("where nobody can be asked, the cloud wants --yes, and a target must always be named", async () => {
  const unasked = await understudy(["failback", "production/gcp", "--on", "cloud"]);
  expect(unasked).toMatchObject({ code: 2, stdout: "" });
  expect(unasked.stderr).toContain("nobody can be asked here: failback on the cloud with --yes");
  const nowhere = await understudy(["rejoin", "production/gcp", "--site", "iowa"]);
  expect(nowhere).toMatchObject({ code: 2, stdout: "" });
  expect(nowhere.stderr).toContain("--on <target>");
});

test("a drill on the cloud is of a planned change alone, and says what the others are rehearsed with", async () => {
  for (const scenario of ["region-loss", "control-plane-loss", "replica-lag", "failure-at-step=open-gate"]) {
    const { code, stderr } = await understudy([
      "drill",
      "staging/aws",
      "--scenario",
      scenario,
      "--on",
      "cloud",
      "--yes",
    ]);
    expect({ code, told: stderr.replace(/\s+/g, " ") }).toEqual({
      code: 1,
      told: expect.stringMatching(/cannot be drilled on the cloud with .*--on sandbox, and .* --scenario switchover/),
    });
  }
});

test("a drill on the cloud wants to be told as whom it writes, and --yes where nobody can be asked", async () => {
  const args = ["drill", "staging/aws", "--scenario", "switchover", "--on", "cloud"];
  const nobody = await understudy([...args, "--yes"], { env: { ...bare, PGUSER: "", PGPASSWORD: "" } });
  expect(nobody).toMatchObject({ code: 1, stdout: "" });
  expect(nobody.stderr).toContain("set PGUSER");
  expect(nobody.stderr).toContain("set PGPASSWORD");
  const unasked = await understudy(args, {
    env: { ...bare, PGUSER: "probe", PGPASSWORD: randomBytes(8).toString("hex") },
  });
  expect(unasked).toMatchObject({ code: 2, stdout: "" });
  expect(unasked.stderr).toContain("nobody can be asked here: drill on the cloud with --yes");
});

test("a drill on the cloud asks for the lease before anything, in the witness region, and without an answer does nothing", async () => {
  const { url, asked } = await refusing();
  const environments = folders.environments([{ ...staging, groups: onlyAws(staging) }]);
  const secret = randomBytes(12).toString("hex");
  const env = {
    ...bare,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: randomBytes(10).toString("hex"),
    AWS_SECRET_ACCESS_KEY: randomBytes(20).toString("hex"),
    PGUSER: "probe",
    PGPASSWORD: secret,
  };
  const args = ["drill", "staging/aws", "--scenario", "switchover", "--on", "cloud", "--yes"];
  const { code, stdout, stderr } = await understudy([...args, "--environments", environments], { env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  const told = stderr.replace(/\s+/g, " ");
  expect(told).toMatch(/nobody can say whether somebody else is moving it: s3:\/\/staging-aws-state-\d+ in us-east-2/);
  expect(told).toContain("403 AccessDenied not you");
  expect(told).toContain("--without-lease");
  expect(told).not.toContain(secret);
  expect(told).not.toContain(env.AWS_SECRET_ACCESS_KEY);
  expect(asked()).toHaveLength(1);
});
