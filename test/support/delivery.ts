import { staging } from "../../environments/staging";
import type { Cloud } from "../../modules/core/cloud";
import type { DeliveryDefinition } from "../../modules/core/environment";
import type { Use } from "../../modules/delivery-identity/contract";
import { StateStack } from "../../modules/stacks/state";
import { parsed } from "./environments";
import { type StackJson, stackOf, synthesize } from "./synthesis";

/** The claims of a token, by name. */
export type Token = Readonly<Record<string, string>>;

/** A token, which uses it may be taken for, and in how far a cloud is stricter. */
export interface Visitor {
  readonly who: string;
  readonly token: Token;
  readonly may: readonly Use[];
  /** Clouds that compare subjects whole do not know this one. @default - all agree */
  readonly unlike?: Partial<Record<Cloud, readonly Use[]>>;
}

const numbers = { repository: "2000001", owner: "1000001" } as const;
/** A subject of GitHub, of the repository that is trusted unless told otherwise. */
export const subject = (rest: string, owner = `exchange@${numbers.owner}`) =>
  `repo:${owner}/platform@${numbers.repository}:${rest}`;

/** The token of a pipeline of GitHub. */
export const github = (sub: string, more: Token = {}): Token => ({
  iss: "https://token.actions.githubusercontent.com",
  sub,
  repository_id: numbers.repository,
  ref: "refs/heads/main",
  run_id: "1",
  ...more,
});
/** The token of a job of the environment. */
export const job = (more: Token = {}) => github(subject("environment:staging"), { environment: "staging", ...more });

/** Pipelines of GitHub, those of the repository and those that would like to be. */
export const githubVisitors: readonly Visitor[] = [
  { who: "a pull request", token: github(subject("pull_request"), { ref: "refs/pull/7/merge" }), may: ["plan"] },
  { who: "the delivery branch", token: github(subject("ref:refs/heads/main")), may: ["plan"] },
  {
    who: "another branch",
    token: github(subject("ref:refs/heads/fix/a-b"), { ref: "refs/heads/fix/a-b" }),
    may: ["plan"],
    unlike: { azure: [] },
  },
  { who: "a job of the environment", token: job(), may: ["apply"] },
  { who: "a tag", token: github(subject("ref:refs/tags/v1"), { ref: "refs/tags/v1" }), may: [] },
  {
    who: "a job of another environment",
    token: github(subject("environment:production"), { environment: "production" }),
    may: [],
  },
  {
    who: "a job of an environment that begins like it",
    token: github(subject("environment:staging-2"), { environment: "staging-2" }),
    may: [],
  },
  {
    who: "a job of the environment, from another branch",
    token: job({ ref: "refs/heads/fix" }),
    may: [],
    unlike: { azure: ["apply"] },
  },
  {
    who: "a job of the environment, from a branch that begins like it",
    token: job({ ref: "refs/heads/main2" }),
    may: [],
    unlike: { azure: ["apply"] },
  },
  {
    who: "a fork's pull request",
    token: github("repo:mallory@666/platform@667:pull_request", { repository_id: "667" }),
    may: [],
  },
  {
    who: "a fork's job of an environment of that name",
    token: github("repo:mallory@666/platform@667:environment:staging", {
      repository_id: "667",
      environment: "staging",
    }),
    may: [],
  },
  {
    who: "whoever took the name over",
    token: github("repo:exchange@668/platform@669:environment:staging", {
      repository_id: "669",
      environment: "staging",
    }),
    may: [],
  },
  {
    who: "a repository whose name begins like it",
    token: github("repo:exchange@1000001/platform@20000012:pull_request", { repository_id: "20000012" }),
    may: [],
  },
  { who: "a subject without numbers", token: github("repo:exchange/platform:pull_request"), may: [] },
  { who: "another host", token: { ...job(), iss: "https://gitlab.com" }, may: [] },
];

/** The token of a pipeline of GitLab. */
export const gitlab = (type: string, ref: string, more: Token = {}): Token => ({
  iss: "https://gitlab.com",
  sub: `project_path:exchange/platform:ref_type:${type}:ref:${ref}`,
  project_id: numbers.repository,
  ref_protected: "true",
  pipeline_id: "1",
  ...more,
});

/** The same of GitLab. Where a cloud reads the subject alone, the environment and the number are GitLab's to check. */
export const gitlabVisitors: readonly Visitor[] = [
  {
    who: "a merge request",
    token: gitlab("branch", "fix", { ref_protected: "false" }),
    may: ["plan"],
    unlike: { azure: [] },
  },
  {
    who: "the delivery branch",
    token: gitlab("branch", "main"),
    may: ["plan"],
    unlike: { aws: ["plan", "apply"], azure: ["plan", "apply"] },
  },
  {
    who: "a job of the environment",
    token: gitlab("branch", "main", { environment: "staging" }),
    may: ["plan", "apply"],
  },
  {
    who: "a job of another environment",
    token: gitlab("branch", "main", { environment: "production" }),
    may: ["plan"],
    unlike: { aws: ["plan", "apply"], azure: ["plan", "apply"] },
  },
  { who: "a tag", token: gitlab("tag", "v1", { environment: "staging" }), may: [] },
  {
    who: "a fork's merge request",
    token: {
      ...gitlab("branch", "main", { project_id: "667" }),
      sub: "project_path:mallory/platform:ref_type:branch:ref:main",
    },
    may: [],
  },
  {
    who: "a project within a group of its name",
    token: {
      ...gitlab("branch", "main", { project_id: "667" }),
      sub: "project_path:exchange/platform/x:ref_type:branch:ref:main",
    },
    may: [],
  },
];

const ofGitlab: DeliveryDefinition = {
  host: "gitlab",
  repository: "exchange/platform",
  repositoryId: Number(numbers.repository),
  branch: "main",
};

/** The state stack of a cloud's group of staging, delivered from a host: by its branch, or by tags of a form. */
export function deliveredBy(host: DeliveryDefinition["host"], cloud: Cloud, tag?: string): StackJson {
  const delivery = host === "github" ? staging.delivery : ofGitlab;
  if (delivery === undefined) throw new Error("staging is delivered by no host");
  const environment = parsed({
    ...staging,
    delivery: { ...delivery, ...(tag === undefined ? {} : { tag }) },
    groups: Object.fromEntries(Object.entries(staging.groups).filter(([, group]) => group.cloud === cloud)),
  });
  const { groups } = environment;
  const [json] = synthesize((app) => {
    for (const group of groups) new StateStack(app, environment, group);
  }).values();
  if (json === undefined) throw new Error(`staging has no group on ${cloud}`);
  return json;
}

/** What is wrong about who is let in, as sentences. */
export function mistakenly(
  visitors: readonly Visitor[],
  cloud: Cloud,
  takes: (use: Use, token: Token) => boolean,
): readonly string[] {
  return visitors.flatMap(({ who, token, may, unlike }) => {
    const wanted = unlike?.[cloud] ?? may;
    const taken = (["plan", "apply"] as const).filter((use) => takes(use, token));
    return taken.join() === wanted.join()
      ? []
      : [`${who} may ${taken.join() || "nothing"}, not ${wanted.join() || "nothing"}`];
  });
}

/** A stack in which every text of its resources is replaced: a fault, planted. */
export function planted(json: StackJson, replace: (text: string) => string): StackJson {
  return stackOf(JSON.stringify(json, (_, value: unknown) => (typeof value === "string" ? replace(value) : value)));
}
