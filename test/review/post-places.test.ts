import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { post } from "../../modules/review/post";
import { Folders } from "../cli/command";
import { answer, type Fault } from "./fake-forge";
import { body, PostStage, token } from "./post-stage";

const folders = new Folders();
afterAll(() => folders.clear());

let stage = new PostStage(folders);
beforeEach(async () => {
  stage = new PostStage(folders);
  await stage.start();
});
afterEach(() => stage.stop());

describe("a pull request from a fork", () => {
  test.each<[string, readonly Fault[]]>([
    ["a token that is not known", [answer(401, {}, { message: "Bad credentials" })]],
    ["a token that may only read", [() => undefined, () => undefined, answer(403, {}, { message: "not accessible" })]],
  ])("has its comment left for another run, without a failure: %s", async (_, faults) => {
    stage.forge.faults = [...faults];
    const request = stage.request("github");
    expect(await post(request)).toMatchObject({ outcome: "left", because: expect.stringMatching(/401|403/) });
    expect(stage.forge.comments).toEqual([]);
    expect(JSON.parse(readFileSync(join(request.artifact, "pull-request.json"), "utf8"))).toEqual({
      ...{ on: "github", project: "example/platform", number: 12 },
    });
  });

  test.each(["github", "gitlab"] as const)(
    "has none of a pipeline's secrets on %s: nothing is sent at all",
    async (on) => {
      const request = stage.request(on);
      const variables = { ...request.variables, GITHUB_TOKEN: "", GITLAB_TOKEN: undefined };
      expect(await post({ ...request, variables })).toMatchObject({
        ...{ outcome: "left", because: "there is no token in the environment" },
      });
      expect(existsSync(join(request.artifact, "comment.md"))).toBe(true);
      expect(stage.forge.seen).toEqual([]);
    },
  );

  /** What a run after the fork's run does with what that one left. */
  async function afterwards(address: object, event: object): Promise<unknown> {
    const folder = folders.make({
      "left/comment.md": body,
      "left/pull-request.json": JSON.stringify(address),
      "event.json": JSON.stringify(event),
    });
    const request = stage.request("github");
    const variables = { ...request.variables, GITHUB_EVENT_PATH: join(folder, "event.json") };
    return post({ ...request, path: join(folder, "left"), variables });
  }
  const address = { on: "github", project: "example/platform", number: 34 };

  test("is commented on by a run that may, when it is at the commit that was reviewed", async () => {
    expect(await afterwards(address, { workflow_run: { head_sha: stage.forge.head } })).toMatchObject({
      ...{ outcome: "posted", where: "example/platform#34" },
    });
  });

  test("cannot have its comment put on somebody else's pull request, or project, or on none", async () => {
    const run = { workflow_run: { head_sha: "1".repeat(40) } };
    await expect(afterwards(address, run)).rejects.toThrow(
      /#34 is at 0+, and what is to be posted comes from a run of 1+/,
    );
    await expect(afterwards({ ...address, project: "example/other" }, run)).rejects.toThrow(/is for example\/other/);
    await expect(afterwards({ ...address, number: "1/../2" }, run)).rejects.toThrow(
      /no address of a pull request: number/,
    );
    await expect(afterwards({ ...address, project: "a/../../user" }, run)).rejects.toThrow(/is for a|no address/);
    await expect(afterwards(address, {})).rejects.toThrow(/is no workflow_run event/);
    expect(stage.writes()).toEqual([]);
  });
});

describe("what cannot be right", () => {
  test.each<[string, Fault, RegExp]>([
    ["a redirect", answer(307, { location: "http://127.0.0.1:1/" }), /answered with 307/],
    ["a pull request that does not exist", answer(404, {}, { message: "Not Found" }), /answered with 404, "Not Found"/],
    ["a comment that is refused", answer(422, {}, { message: "Validation Failed" }), /422, "Validation Failed"/],
    ["another API", answer(200, {}, { items: [] }), /is not what this API promises/],
  ])("is not tried again: %s", async (_, fault, message) => {
    stage.forge.faults = [fault];
    await expect(post(stage.request("github"))).rejects.toThrow(message);
    expect(stage.clock.monotonic()).toBe(0);
  });

  test("is told all at once", async () => {
    const nowhere = stage.request("github", { variables: {} });
    await expect(post(nowhere)).rejects.toThrow(/GITHUB_REPOSITORY: is not set.*\n--number: is needed/);
    await expect(post(stage.request("github", { path: "/nowhere" }))).rejects.toThrow(
      /is not there; name a Markdown file/,
    );
    const long = stage.request("github");
    writeFileSync(long.path, "x".repeat(70_000));
    await expect(post(long)).rejects.toThrow(/has 70\d+ characters, and example\/platform#12 takes 65536/);
  });

  test("never has the token in what it says, even when the server does", async () => {
    stage.forge.faults = [answer(400, {}, { message: `bad token ${token}` })];
    const said = await post(stage.request("github")).then(String, String);
    expect(said).toContain("bad token (token)");
    expect(said).not.toContain(token);
  });
});
