import { describe, expect, test } from "@jest/globals";
import { type Cloud, clouds } from "../../modules/core/cloud";
import type { Use } from "../../modules/delivery-identity/contract";
import { roleTakes } from "../support/access-aws";
import { identityTakes } from "../support/access-azure";
import { doorTakes } from "../support/access-gcp";
import { deliveredBy, githubVisitors, mistakenly, planted, type Token } from "../support/delivery";
import { githubTagVisitors, gitlabTagVisitors } from "../support/delivery-tags";
import type { StackJson } from "../support/synthesis";

const takers: Readonly<Record<Cloud, (stack: StackJson) => (use: Use, token: Token) => boolean>> = {
  aws: (stack) => (use, token) => roleTakes(stack, `delivery_${use}`, { ...token, aud: "sts.amazonaws.com" }),
  gcp: (stack) => (use, token) => doorTakes(stack, `delivery_${use}-door`, token),
  azure: (stack) => (use, token) => identityTakes(stack, use, { ...token, aud: "api://AzureADTokenExchange" }),
};

const stacks: Readonly<Record<Cloud, StackJson>> = {
  aws: deliveredBy("github", "aws", "v*"),
  gcp: deliveredBy("github", "gcp", "v*"),
  azure: deliveredBy("github", "azure", "v*"),
};

const pullRequests = githubVisitors.filter(({ may }) => may.join() === "plan");

describe("where tags are applied from, pipelines", () => {
  test.each(clouds)("of GitHub are let in for their tag on %s, and for no other", (cloud) => {
    expect(mistakenly(githubTagVisitors, cloud, takers[cloud](stacks[cloud]))).toEqual([]);
  });

  test.each(clouds)("of pull requests and branches plan on %s as before", (cloud) => {
    expect(pullRequests.length).toBeGreaterThan(2);
    expect(mistakenly(pullRequests, cloud, takers[cloud](stacks[cloud]))).toEqual([]);
  });

  test.each(["aws", "gcp"] as const)("of GitLab are let in for their tag on %s, and for no other", (cloud) => {
    const taken = takers[cloud](deliveredBy("gitlab", cloud, "v*"));
    expect(mistakenly(gitlabTagVisitors, cloud, taken)).toEqual([]);
  });

  test.each(clouds)("where none are, plan for no tag on %s", (cloud) => {
    const taken = takers[cloud](deliveredBy("github", cloud));
    const ofTags = githubTagVisitors.filter(({ token }) => /:ref:refs\/tags\/|:plan\//.test(token["sub"] ?? ""));
    expect(ofTags.length).toBeGreaterThan(5);
    expect(ofTags.filter(({ token }) => taken("plan", token)).map(({ who }) => who)).toEqual([]);
  });
});

describe("where tags are applied from, it is noticed when", () => {
  test.each<readonly [string, Cloud, (text: string) => string]>([
    ["every tag plans", "aws", (text) => text.replace(":ref:refs/tags/v*", ":ref:refs/tags/*")],
    ["every tag plans", "gcp", (text) => text.replace(":ref:refs/tags/v'", ":ref:refs/tags/'")],
    ["the tag does not plan", "aws", (text) => text.replace(":ref:refs/tags/v*", ":ref:refs/tags/x*")],
    ["the tag does not plan", "gcp", (text) => text.replace(":ref:refs/tags/v'", ":ref:refs/tags/x'")],
    ["any repository's tag plans", "aws", (text) => text.replace(/repo:[^"]*:ref:refs\/tags\/v\*/, "repo:*:v1.2.3")],
    ["another environment's plans plan", "azure", (text) => text.replace(/plan\/staging$/, "plan/production")],
    [
      "a fork's plans plan",
      "azure",
      (text) => text.replace(/^repo:.*(:environment:plan)/, "repo:mallory@666/platform@667$1"),
    ],
  ])("%s on %s", (_, cloud, replace) => {
    const broken = planted(stacks[cloud], replace);
    expect(JSON.stringify(broken)).not.toBe(JSON.stringify(stacks[cloud]));
    expect(mistakenly(githubTagVisitors, cloud, takers[cloud](broken))).not.toEqual([]);
  });
});
