import { describe, expect, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import { parseEnvironment } from "../../modules/core/parse";
import { broken } from "../support/broken-environment";
import { rolesOf } from "../support/environments";

const messages = (definition: unknown) =>
  parseEnvironment(definition, rolesOf(staging)).problems.map(({ path, message }) => `${path}: ${message}`);

describe("pipelines that cannot deliver", () => {
  test.each<readonly [string, string, unknown, RegExp]>([
    [
      "a host that no cloud trusts",
      "delivery.host",
      "gitub",
      /delivery\.host: "gitub" is no host that every cloud trusts; choose "github" or "gitlab"; did you mean "github"\?/,
    ],
    ["pipelines of nowhere", "delivery", "github", /delivery\.host: is missing; add "github" or "gitlab"/],
    ["a repository without owner", "delivery.repository", "platform", /repository: "platform" must be owner\/name/],
    ["any repository of an owner", "delivery.repository", "exchange/*", /"exchange\/\*" must be owner\/name/],
    ["a repository without number", "delivery.repositoryId", undefined, /repositoryId: is missing; add a number/],
    ["an owner that nobody is", "delivery.ownerId", 0, /ownerId: 0 must be the host's own number, 1 or more/],
    ["any branch", "delivery.branch", "*", /branch: "\*" must be a branch's whole name/],
    ["any tag", "delivery.tag", "*", /tag: "\*" must be how a tag begins and then \*, such as v\*/],
    [
      "an unknown key in delivery",
      "delivery.brnch",
      "main",
      /delivery\.brnch: is no known key.*did you mean "branch"\?/,
    ],
    [
      "tags of GitLab where Azure has to know them",
      "delivery",
      { host: "gitlab", repository: "exchange/platform", repositoryId: 1, branch: "main", tag: "v*" },
      /delivery\.tag: "v\*" is many subjects, but azure, where azure stands, trusts each by its whole name/,
    ],
    [
      "pipelines for two groups of one account",
      "groups.other",
      {
        cloud: "aws",
        account: "222233334444",
        origin: "ireland",
        sites: { ireland: { region: "eu-west-1", cidr: "10.99.0.0/16" } },
      },
      /delivery: other and aws share the account "222233334444", which can trust a host once/,
    ],
  ])("%s", (_, path, value, message) => {
    expect(messages(broken(path, value)).join("\n")).toMatch(message);
  });

  test("every problem of theirs is told at once", () => {
    const found = messages(broken("delivery", { host: "github", repository: "*", branch: "x y", tag: "", oner: 1 }));
    for (const part of [
      /repository: "\*"/,
      /ownerId: is missing/,
      /repositoryId: is missing/,
      /branch: "x y"/,
      /tag: ""/,
      /oner: is no known key/,
    ])
      expect(found.join("\n")).toMatch(part);
  });
});

describe("pipelines that can", () => {
  test.each<readonly [string, string, unknown]>([
    ["none", "delivery", undefined],
    ["from a branch", "delivery.branch", "release/2.x"],
    ["from tags", "delivery.tag", "v*"],
    [
      "of GitLab, in nested groups",
      "delivery",
      { host: "gitlab", repository: "a/b/c", repositoryId: 1, branch: "main" },
    ],
  ])("%s", (_, path, value) => {
    expect(messages(broken(path, value))).toEqual([]);
  });

  test("what was written is what stacks are told", () => {
    expect(parseEnvironment(staging, rolesOf(staging)).environment?.delivery).toEqual(staging.delivery);
    expect(parseEnvironment(broken("delivery", undefined), rolesOf(staging)).environment?.delivery).toBeUndefined();
  });
});
