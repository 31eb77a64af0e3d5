import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { previewHost } from "../../modules/previews";
import type { Preview } from "../../modules/previews/contract";
import { expired } from "../../modules/previews/standing";
import { understudy } from "../cli/command";
import { VirtualClock } from "../recovery/virtual-clock";
import { answer, dropped, type Fault } from "../review/fake-forge";
import { FakeLabels, type Pull } from "./fake-labels";

const token = randomBytes(20).toString("hex");
const day = 24 * 60 * 60 * 1000;

let forge = new FakeLabels();
let variables: Readonly<Record<string, string>> = {};
beforeEach(async () => {
  forge = new FakeLabels();
  const url = await forge.start();
  variables = {
    ...{ GITHUB_API_URL: url, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "example/platform" },
    ...{ CI_API_V4_URL: url, GITLAB_TOKEN: token, CI_PROJECT_ID: "7" },
  };
});
afterEach(() => forge.stop());

const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
const pull = (number: number, state: Pull["state"], closed?: string, labels = ["preview"]): Pull => ({
  number,
  state,
  labels: new Set(labels),
  ...(closed !== undefined && { closed }),
});

/** Every way in which a server does not say what it should. */
const silent: readonly (readonly [string, Fault])[] = [
  ["does not answer", dropped],
  ["has enough of requests", answer(429, { "retry-after": "60" })],
  ["has enough of requests and calls it forbidden", answer(403, { "x-ratelimit-remaining": "0" })],
  ["does not let the token in", answer(401)],
  ["fails", answer(502, {}, "<html>")],
  ["answers with a page", answer(200, {}, "<html>")],
  ["answers with something else", answer(200, {}, { message: "moved" })],
  ["answers with pull requests of another form", answer(200, {}, [{ number: 12, iid: 12, state: "gone" }])],
  [
    "does not say since when one is closed",
    answer(200, {}, [{ number: 12, iid: 12, state: "closed", closed_at: null, pull_request: {} }]),
  ],
  ["sends elsewhere", answer(302, { location: "http://127.0.0.1:9/" })],
];

describe.each(["github", "gitlab"] as const)("on %s", (on) => {
  const host = () => previewHost(on, variables, new VirtualClock());

  test("a preview is known from before its first resource to after its last, whatever becomes of its pull request", async () => {
    forge.pulls = [pull(12, "open", undefined, [])];
    expect(await host().marked()).toEqual([]);
    await host().mark(12);
    await host().mark(12);
    expect(await host().marked()).toEqual([{ name: "pr-12", number: 12, standing: { state: "open" } }]);
    for (const state of ["closed", "merged"] as const) {
      forge.pulls = forge.pulls.map((one) => ({ ...one, state, closed: "2026-11-01T10:00:00.000Z" }));
      const standing = { state: "closed", since: new Date("2026-11-01T10:00:00.000Z") };
      expect(await host().marked()).toEqual([{ name: "pr-12", number: 12, standing }]);
    }
    await host().unmark(12);
    expect(await host().marked()).toEqual([]);
  });

  test("none is forgotten behind hundreds of others, and nothing without the label is taken for one", async () => {
    const marked = Array.from({ length: 250 }, (_, index) => pull(index + 1, "closed", ago(8)));
    forge.pulls = [...marked, pull(1000, "closed", ago(8), ["previews", "bug"])];
    expect((await host().marked()).map(({ number }) => number)).toEqual(marked.map(({ number }) => number));
  });

  test.each(silent)("nothing is due where the host %s, on the first page or on a later one", async (_, fault) => {
    forge.pulls = Array.from({ length: 120 }, (__, index) => pull(index + 1, "closed", ago(8)));
    const letThrough: Fault = () => undefined;
    for (const faults of [[fault], [letThrough, fault]]) {
      forge.faults = [...faults];
      await expect(host().marked()).rejects.toThrow();
    }
  });
});

describe("the command", () => {
  const run = (...args: readonly string[]) => understudy(["previews", "--on", "github", ...args], { env: variables });

  test("the command prints those that are due, one name a line, and tells of all", async () => {
    forge.pulls = [
      pull(1, "open"),
      pull(2, "closed", ago(6.9)),
      pull(3, "closed", ago(7.1)),
      pull(4, "merged", ago(30)),
    ];
    expect(await run("--expired")).toEqual({ code: 0, stdout: "pr-3\npr-4\n", stderr: "" });
    expect(JSON.parse((await run("--expired", "--sites")).stdout)).toMatchObject([
      { environment: "pr-3", stores: "preview", region: "us-east-2" },
      { environment: "pr-4", stores: "preview" },
    ]);
    expect((await run()).stdout).toMatch(/pr-2 +2 +closed +20/);
  });

  test("the command marks before a deployment and takes the mark off after a destruction", async () => {
    forge.pulls = [pull(12, "open", undefined, ["bug"])];
    expect(await run("--mark", "pr-12")).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(forge.pulls.map(({ labels }) => [...labels])).toEqual([["bug", "preview"]]);
    expect(await run("--unmark", "pr-12")).toMatchObject({ code: 0 });
    expect(forge.pulls.map(({ labels }) => [...labels])).toEqual([["bug"]]);
    const { code, stderr } = await run("--unmark", "staging");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('"staging" is no preview') });
  });

  test("the command that cannot ask prints nothing that could be destroyed, and fails without the token in its words", async () => {
    forge.pulls = [pull(3, "closed", ago(8))];
    forge.faults = [answer(500, {}, { message: `no ${token}` })];
    const { code, stdout, stderr } = await run("--expired");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("nothing was decided about any preview");
    expect(stderr).not.toContain(token);
  });
});

test("an issue that has the label is no preview", async () => {
  forge.pulls = [{ ...pull(5, "closed", ago(8)), isPull: false }];
  expect(await previewHost("github", variables, new VirtualClock()).marked()).toEqual([]);
});

test("a preview is due when its pull request has been closed for seven days, and never while it is open", () => {
  const some = fc.record({
    number: fc.integer({ min: 1, max: 999_999 }),
    age: fc.integer({ min: -day, max: 30 * day }),
    isOpen: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(some), (all) => {
      const now = new Date("2026-11-25T03:00:00Z");
      const previews = all.map(({ number, age, isOpen }): Preview => ({
        name: `pr-${number}`,
        number,
        standing: isOpen ? { state: "open" } : { state: "closed", since: new Date(now.getTime() - age) },
      }));
      const due = all.flatMap(({ age, isOpen }, index) => (!isOpen && age >= 7 * day ? [previews[index]] : []));
      expect(expired(previews, now)).toEqual(due);
    }),
  );
});

test("what is missing to ask a host is told at once", () => {
  expect(() => previewHost("github", {}, new VirtualClock())).toThrow(
    /GITHUB_REPOSITORY: is not set.*\nGITHUB_TOKEN: is not set/,
  );
  expect(() => previewHost("gitlab", {}, new VirtualClock())).toThrow(
    /CI_MERGE_REQUEST_PROJECT_ID: is not set.*\nGITLAB_TOKEN/,
  );
});
