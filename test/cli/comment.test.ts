import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { marked } from "../../modules/review/post/mark";
import { answer } from "../review/fake-forge";
import { body, PostStage } from "../review/post-stage";
import { Folders, understudy } from "./command";

const folders = new Folders();
afterAll(() => folders.clear());
jest.setTimeout(60_000);

let stage = new PostStage(folders);
beforeEach(async () => {
  stage = new PostStage(folders);
  await stage.start();
});
afterEach(() => stage.stop());

/** What the command says in a pipeline, with some variables of its own. */
async function comment(changed: Readonly<Record<string, string>> = {}, more: readonly string[] = []) {
  const { path, variables, artifact } = stage.request("github");
  const env = Object.fromEntries(
    Object.entries({ ...variables, ...changed }).map(([name, value]) => [name, value ?? ""]),
  );
  return {
    artifact,
    ...(await understudy(["comment", path, "--on", "github", "--artifact", artifact, ...more], { env })),
  };
}

test("the comment is posted, and a second time left as it is", async () => {
  expect(await comment()).toMatchObject({
    ...{ code: 0, stderr: "", stdout: "the comment on example/platform#12 is made\n" },
  });
  expect((await comment()).stdout).toBe("the comment on example/platform#12 is as it was\n");
  expect(stage.bodies()).toEqual([marked(body)]);
});

test("a fork's pipeline leaves it in a folder, says so plainly, and does not fail", async () => {
  const { code, stdout, stderr, artifact } = await comment({ GITHUB_TOKEN: "" });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^not posted: there is no token in the environment\nthe comment is in .*keep the folder/);
  expect(readFileSync(join(artifact, "comment.md"), "utf8")).toBe(body);
});

test("a server that is busy for too long ends it with 1, and the comment is not lost", async () => {
  stage.forge.faults = [answer(429, { "retry-after": "60" })];
  const { code, stderr, artifact } = await comment({}, ["--wait", "2"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/error: .*answered with 429.*the next try would be in 60 s/);
  expect(readFileSync(join(artifact, "comment.md"), "utf8")).toBe(body);
});

test("a wrong command line ends it with 2", async () => {
  expect((await comment({}, ["--number", "0"])).code).toBe(2);
  expect((await understudy(["comment", "x", "--on", "bitbucket"])).stderr).toContain(
    "Allowed choices are github, gitlab",
  );
});
