import { github, gitlab, job, subject, type Token, type Visitor } from "./delivery";

/** The token of a pipeline of GitHub that a tag started. */
const tagged = (tag: string, more: Token = {}) =>
  github(subject(`ref:refs/tags/${tag}`), { ref: `refs/tags/${tag}`, ...more });

/** The token of a job that plans within an environment of its own, started from a ref. */
const planning = (ref: string) => github(subject("environment:plan/staging"), { ref, environment: "plan/staging" });

/** Pipelines of GitHub where tags of the form `v*` are applied from. */
export const githubTagVisitors: readonly Visitor[] = [
  { who: "the tag's pipeline", token: tagged("v1.2.3"), may: ["plan"], unlike: { azure: [] } },
  {
    who: "the tag's pipeline, within the environment of its plans",
    token: planning("refs/tags/v1.2.3"),
    may: [],
    unlike: { azure: ["plan"] },
  },
  { who: "the tag's job of the environment", token: job({ ref: "refs/tags/v1.2.3" }), may: ["apply"] },
  { who: "another tag", token: tagged("nightly-7"), may: [] },
  { who: "a tag that holds the form further on", token: tagged("rev1.2.3"), may: [] },
  {
    who: "another tag's job of the environment",
    token: job({ ref: "refs/tags/nightly-7" }),
    may: [],
    unlike: { azure: ["apply"] },
  },
  {
    who: "a branch named like a tag, which plans as every branch does",
    token: github(subject("ref:refs/heads/v1.2.3"), { ref: "refs/heads/v1.2.3" }),
    may: ["plan"],
    unlike: { azure: [] },
  },
  {
    who: "a job of the environment, from a branch named like a tag",
    token: job({ ref: "refs/heads/v1.2.3" }),
    may: [],
    unlike: { azure: ["apply"] },
  },
  {
    who: "a job that plans for another environment",
    token: github(subject("environment:plan/production"), { environment: "plan/production" }),
    may: [],
  },
  {
    who: "a fork's tag",
    token: github("repo:mallory@666/platform@667:ref:refs/tags/v1.2.3", { repository_id: "667" }),
    may: [],
  },
  {
    who: "a fork's job that plans",
    token: github("repo:mallory@666/platform@667:environment:plan/staging", { repository_id: "667" }),
    may: [],
  },
  {
    who: "the tag of whoever took the name over",
    token: github("repo:exchange@668/platform@669:ref:refs/tags/v1.2.3", { repository_id: "669" }),
    may: [],
  },
  {
    who: "the tag of another repository of the owner",
    token: github("repo:exchange@1000001/website@2000002:ref:refs/tags/v1.2.3", { repository_id: "2000002" }),
    may: [],
  },
  { who: "a tag without numbers", token: github("repo:exchange/platform:ref:refs/tags/v1.2.3"), may: [] },
];

/** The same of GitLab. Azure is not asked: it has no form for a tag of GitLab, and the environment is refused there. */
export const gitlabTagVisitors: readonly Visitor[] = [
  { who: "the tag's pipeline", token: gitlab("tag", "v1.2.3"), may: ["plan"], unlike: { aws: ["plan", "apply"] } },
  {
    who: "the tag's job of the environment",
    token: gitlab("tag", "v1.2.3", { environment: "staging" }),
    may: ["plan", "apply"],
  },
  { who: "another tag", token: gitlab("tag", "nightly-7", { environment: "staging" }), may: [] },
  {
    who: "a branch named like a tag, which plans as every branch does",
    token: gitlab("branch", "v1.2.3", { environment: "staging" }),
    may: ["plan"],
  },
  {
    who: "the tag of another project",
    token: {
      ...gitlab("tag", "v1.2.3", { project_id: "667" }),
      sub: "project_path:mallory/platform:ref_type:tag:ref:v1.2.3",
    },
    may: [],
  },
];
