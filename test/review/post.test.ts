import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { post } from "../../modules/review/post";
import { githubHeaders, onGithub } from "../../modules/review/post/github";
import { marked, markOf } from "../../modules/review/post/mark";
import { postComment } from "../../modules/review/post/post";
import { systemClock } from "../../modules/recovery/run/clock";
import { Folders } from "../cli/command";
import { answer, dropped, type Fault } from "./fake-forge";
import { body, PostStage, token } from "./post-stage";

const folders = new Folders();
afterAll(() => folders.clear());

let stage = new PostStage(folders);
beforeEach(async () => {
  stage = new PostStage(folders);
  await stage.start();
});
afterEach(() => stage.stop());

const somebody = { id: 99, login: "somebody", type: "User" };

describe.each(["github", "gitlab"] as const)("on %s", (on) => {
  const own = () => (on === "github" ? undefined : { id: 1, login: "reviewer", type: "User" });

  test("a comment is made once, then brought up to date, then left alone when it says the same", async () => {
    const request = stage.request(on);
    expect(await post(request)).toMatchObject({ outcome: "posted", posted: { what: "created", wasEdited: false } });
    writeFileSync(request.path, `${body}more\n`);
    expect(await post(request)).toMatchObject({ posted: { what: "updated", wasEdited: false } });
    expect(await post(request)).toMatchObject({ posted: { what: "unchanged" } });
    expect(stage.bodies()).toEqual([marked(`${body}more\n`)]);
    expect(stage.writes()).toHaveLength(2);
    expect(stage.writes()[0]).toContain(
      on === "github" ? "/repos/example/platform/issues/12/" : "/projects/7/merge_requests/12/",
    );
  });

  test("ours is found behind hundreds of others, and nobody else's is touched, not even a copy of ours", async () => {
    const copy = stage.forge.add(marked("an old verdict"), somebody);
    for (let count = 0; count < 250; count++) stage.forge.add(`talk ${count}`, somebody);
    const ours = stage.forge.add(marked("old"), own());
    await post(stage.request(on));
    expect(ours.body).toBe(marked(body));
    expect(copy.body).toBe(marked("an old verdict"));
    expect(stage.writes()).toHaveLength(1);
  });

  test("a comment that somebody edited is replaced, the new one says so, and the one after it no more", async () => {
    const ours = stage.forge.add(marked("## Blocked: 1 finding").replace("Blocked", "Passed"), own());
    const request = stage.request(on);
    expect(await post(request)).toMatchObject({ posted: { what: "updated", wasEdited: true } });
    expect(ours.body).toMatch(/^## Passed: nothing that a rule.*had been edited since it was posted/s);
    expect(markOf(ours.body)?.isEdited).toBe(false);
    expect(await post(request)).toMatchObject({ posted: { what: "updated", wasEdited: false } });
    expect(ours.body).toBe(marked(body));
  });

  test("of two of ours, as two runs at once can leave, one stays", async () => {
    stage.forge.add(marked("one"), own());
    stage.forge.add(marked("two"), own());
    await post(stage.request(on));
    expect(stage.bodies()).toEqual([marked(body)]);
  });
});

test("with a person's token on GitHub, own is what that person wrote, and nothing that an app did", async () => {
  const person = { id: 5, login: "reviewer", type: "User" };
  stage.forge.user = person;
  const others = [stage.forge.add(marked("an app's")), stage.forge.add(marked("somebody's"), somebody)];
  const ours = stage.forge.add(marked("old"), person);
  await post(stage.request("github"));
  expect(ours.body).toBe(marked(body));
  expect(others.map((other) => other.body)).toEqual([marked("an app's"), marked("somebody's")]);
});

test("a mark survives what browsers do to ends of lines, and no change of a word", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ minLength: 1 }), (text, more) => {
      const comment = marked(text);
      expect(markOf(comment)?.isEdited).toBe(false);
      expect(markOf(comment.replace(/\r?\n/g, "\r\n"))?.isEdited).toBe(false);
      expect(markOf(`x${more}${comment}`)?.isEdited).toBe(true);
      expect(markOf(`${comment}${more}x`)).toBeUndefined();
    }),
  );
  expect(markOf(`> ${marked("quoted").replaceAll("\n", "\n> ")}`)).toBeUndefined();
});

const later = (seconds: number) => String(Math.round(Date.UTC(2026, 0, 1) / 1000) + seconds);

describe("a server that has enough", () => {
  test.each<[string, Fault, number]>([
    ["with 429 and retry-after", answer(429, { "retry-after": "17" }), 17_000],
    ["with 403 and retry-after", answer(403, { "retry-after": "5" }), 5_000],
    ["with a date", answer(429, { "retry-after": "Thu, 01 Jan 2026 00:00:40 GMT" }), 40_000],
    [
      "with 403 and the time of its reset",
      answer(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": later(120) }),
      120_000,
    ],
    ["with GitLab's time of reset", answer(429, { "ratelimit-reset": later(30) }), 30_000],
    ["in words alone", answer(403, {}, { message: "You have exceeded a secondary rate limit." }), 60_000],
  ])("%s is left alone for as long as it wants", async (_, fault, wait) => {
    stage.forge.faults = [fault];
    expect(await post(stage.request("github"))).toMatchObject({ posted: { what: "created" } });
    expect(stage.clock.monotonic()).toBe(wait);
  });

  test("for longer than it may take is told so at once, with when to come back; the comment is left", async () => {
    stage.forge.faults = [answer(429, { "retry-after": "3600" })];
    const request = stage.request("github");
    await expect(post(request)).rejects.toThrow(
      /answered with 429.*too many requests; tried 1 times in 0 s, and the next try would be in 3600 s, later than the 300 s/,
    );
    expect(stage.clock.monotonic()).toBe(0);
    expect(readFileSync(join(request.artifact, "comment.md"), "utf8")).toBe(body);
  });
});

describe("a failure that passes", () => {
  test.each<[string, Fault]>([
    ["an error of the server", answer(502, {}, "<html>bad gateway</html>")],
    ["a connection that ends", dropped],
    ["a page in the place of JSON", answer(200, {}, "<html>log in</html>")],
  ])("is tried again: %s", async (_, fault) => {
    stage.forge.faults = [fault, fault];
    expect(await post(stage.request("github"))).toMatchObject({ posted: { what: "created" } });
    expect(stage.clock.monotonic()).toBe(3_000);
    expect(stage.forge.comments).toHaveLength(1);
  });

  test("right after the comment was made does not make a second one", async () => {
    const made: Fault = (_, response) => {
      stage.forge.add(marked(body));
      response.writeHead(502);
      response.end();
      return "answered";
    };
    stage.forge.faults = [() => undefined, () => undefined, made];
    expect(await post(stage.request("github"))).toMatchObject({ posted: { what: "unchanged" } });
    expect(stage.bodies()).toEqual([marked(body)]);
  });

  test("and does not, in all the time there is, is a failure that names it", async () => {
    stage.forge.faults = Array.from({ length: 50 }, () => dropped);
    await expect(post(stage.request("github"))).rejects.toThrow(/did not reach the server.*tried 9 times in 255 s/);
  });

  test("is told with what the system says of it", async () => {
    const request = stage.request("github", { longest: 1 });
    const gone = { ...request.variables, GITHUB_API_URL: "http://127.0.0.1:1" };
    await expect(post({ ...request, variables: gone })).rejects.toThrow(/ECONNREFUSED|bad port/);
  });

  test("is also an answer that never comes", async () => {
    const hanging: Fault = () => "answered";
    stage.forge.faults = [hanging];
    const { clock } = stage;
    const url = stage.request("github").variables["GITHUB_API_URL"] ?? "";
    const wire = { url, headers: githubHeaders(token), token, clock, timeout: 100 };
    const discussion = onGithub(wire, { repository: "example/platform", number: 1 });
    const patience = { clock, longest: 60_000, signal: new AbortController().signal };
    expect(await postComment(discussion, body, patience)).toMatchObject({ what: "created" });
  });
});

test("waiting ends when the command is told to end", async () => {
  const controller = new AbortController();
  stage.forge.faults = [
    (request, response) => {
      controller.abort();
      return answer(429, { "retry-after": "200" })(request, response);
    },
  ];
  await expect(post(stage.request("github", { clock: systemClock, signal: controller.signal }))).rejects.toThrow(
    /too many/,
  );
});
