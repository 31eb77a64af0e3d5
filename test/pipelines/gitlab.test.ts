import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readProject } from "../../modules/stacks/project";
import { root } from "../support/planted";
import {
  type GitlabJob,
  type Pipeline,
  pipelineText,
  readPipeline,
  scriptOf,
  unresolved,
  visible,
  whole,
} from "./gitlab";

const pipeline = readPipeline(pipelineText);
const { environments } = readProject(join(root, "environments"));
const groups = environments.flatMap(({ name, groups }) => groups.map((group) => `${name}/${group.name}`));

type Rule = (pipeline: Pipeline) => readonly string[];

/** The jobs of which something holds, each with all that it extends. */
const jobsThat =
  (flawed: (job: GitlabJob, script: string, name: string) => boolean): Rule =>
  (read) =>
    visible(read).filter((name) => flawed(whole(read, name), scriptOf(read, name).join("\n"), name));

const changes = /understudy\.js (?:deploy|destroy|drill|rollback)\b(?!.*--on sandbox)/;
const speaks = /understudy\.js .*--on cloud/;
const pairs = ({ parallel }: GitlabJob) =>
  (parallel?.matrix ?? []).flatMap(({ ENVIRONMENT = [], GROUP }) =>
    ENVIRONMENT.flatMap((environment) => (GROUP ?? []).map((group) => `${environment}/${group}`)),
  );
const conditions = (read: Pipeline, { rules = [] }: GitlabJob): readonly string[] =>
  rules.flatMap((rule) => (Array.isArray(rule) ? conditions(read, read.jobs[rule[0]] ?? {}) : [rule.if]));

const rules: Readonly<Record<string, Rule>> = {
  "everything that it names is there": unresolved,
  "every job says when it runs, in which stage and for how long": jobsThat(
    ({ rules, stage, timeout }) => rules === undefined || stage === undefined || timeout === undefined,
  ),
  "an image is one image, whatever its tag becomes": ({ image, jobs }) =>
    [image, ...Object.values(jobs).flatMap((job) => job.image?.name ?? [])].filter(
      (name) => !/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/.test(name),
    ),
  "whatever speaks to a cloud has an identity of this job, and nothing else has": jobsThat(
    (job, script) => speaks.test(script) !== (job.id_tokens !== undefined),
  ),
  "what changes a cloud holds a lock on it, within an environment that can ask for approval": jobsThat(
    (job, script) =>
      changes.test(script) &&
      (job.resource_group === undefined || job.environment === undefined || job.environment.action !== undefined),
  ),
  "what only looks has the identity of a plan": jobsThat(
    (job, script) =>
      speaks.test(script) &&
      !changes.test(script) &&
      !(job.environment?.name === "plan/$ENVIRONMENT" && job.environment.action === "access"),
  ),
  "no change is broken off for a newer one": jobsThat(
    (job, script) => changes.test(script) && job.interruptible === true,
  ),
  "a fork's merge request gets no identity": (read) =>
    visible(read).filter((name) => {
      const job = whole(read, name);
      return (
        job.id_tokens !== undefined &&
        conditions(read, job).some(
          (condition) =>
            condition.includes("merge_request_event") &&
            !condition.includes("$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID"),
        )
      );
    }),
  "the groups of a matrix are all those of its environments": jobsThat((job) => {
    const named = pairs(job);
    const meant = groups.filter((group) => named.some((pair) => pair.split("/")[0] === group.split("/")[0]));
    return [...named].sort().join() !== [...meant].sort().join();
  }),
  "production is applied by hand, after its plan, and only what staging took": (read) => {
    const job = whole(read, "apply-production");
    const manual = job.rules?.every((rule) => !Array.isArray(rule) && rule.when === "manual") === true;
    const planned = job.needs?.includes("plan-production") === true;
    const promoted = read.jobs["plan-production"]?.needs?.includes("promote") === true;
    return manual && planned && promoted ? [] : ["apply-production"];
  },
  "what makes previews, marks them and ends them holds one lock": (read) =>
    visible(read).filter((name) => {
      const job = whole(read, name);
      const isPreview =
        job.environment?.name === "preview" ||
        scriptOf(read, name).some((line) => line.includes("understudy.js previews "));
      return isPreview && job.resource_group !== "previews";
    }),
  "nothing of a preview is made before its mark, or loses it while anything is left": (read) => {
    const made = read.jobs["deploy-preview"]?.needs?.join() === "mark-preview";
    const ends = scriptOf(read, "end-previews").join("\n");
    const isAsked = /^names=\$\(.* --expired\)$/m.test(ends);
    const isSure = /destroy "\$name" [^;|]*&& node bin\/understudy\.js previews --on gitlab --unmark "\$name"/.test(
      ends,
    );
    return [...(made ? [] : ["deploy-preview"]), ...(isAsked && isSure ? [] : ["end-previews"])];
  },
  "scripts of the project that it runs are there": (read) =>
    visible(read).flatMap((name) =>
      [
        ...scriptOf(read, name)
          .join("\n")
          .matchAll(/\b(?:scripts|bin)\/[\w.-]+/g),
      ].flatMap(([file]) => (existsSync(join(root, file)) ? [] : [`${name}: ${file}`])),
    ),
};

describe(".gitlab-ci.yml", () => {
  test.each(Object.entries(rules))("%s", (_, rule) => {
    expect(rule(pipeline)).toEqual([]);
  });
});

const planted: Readonly<Record<string, readonly (readonly [string | RegExp, string])[]>> = {
  "everything that it names is there": [
    ["needs: [plan-staging]", "needs: [plan-stagin]"],
    ["needs: [build, promote]", "needs: [build, .merged]"],
    ["extends: [.identity, .merged, .apply]", "extends: [.identity, .mergd, .apply]"],
    ["!reference [.terraform, before_script]", "!reference [.terraform, script]"],
    ["!reference [.check, rules]", "!reference [.chek, rules]"],
    ["stage: operate", "stage: operat"],
  ],
  "every job says when it runs, in which stage and for how long": [["  timeout: 45 minutes\n", ""]],
  "an image is one image, whatever its tag becomes": [[/@sha256:[0-9a-f]+/, ""]],
  "whatever speaks to a cloud has an identity of this job, and nothing else has": [
    ["extends: [.identity, .merged, .plan]", "extends: [.terraform, .merged, .plan]"],
    ["extends: .check\n  timeout: 10", "extends: [.identity, .check]\n  timeout: 10"],
  ],
  "what changes a cloud holds a lock on it, within an environment that can ask for approval": [
    ["  resource_group: sites-$ENVIRONMENT-$GROUP\n", ""],
    ["  environment:\n    name: $ENVIRONMENT\n", ""],
  ],
  "what only looks has the identity of a plan": [["    name: plan/$ENVIRONMENT\n", "    name: $ENVIRONMENT\n"]],
  "no change is broken off for a newer one": [["  timeout: 2 hours", "  timeout: 2 hours\n  interruptible: true"]],
  "a fork's merge request gets no identity": [[" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID\n", "\n"]],
  "the groups of a matrix are all those of its environments": [
    ["GROUP: [aws, gcp, azure]", "GROUP: [aws, gcp]"],
    [
      "ENVIRONMENT: [production]\n        GROUP: [aws, gcp, azure]",
      "ENVIRONMENT: [production]\n        GROUP: [aws, gcp, azur]",
    ],
  ],
  "production is applied by hand, after its plan, and only what staging took": [
    ["      when: manual\n", ""],
    ["needs: [build, promote]", "needs: [build]"],
    ["needs: [plan-production]", "needs: [plan-staging]"],
  ],
  "what makes previews, marks them and ends them holds one lock": [
    ["  stage: review\n  resource_group: previews\n", "  stage: review\n"],
    ["  timeout: 3 hours\n  resource_group: previews\n", "  timeout: 3 hours\n  resource_group: ends\n"],
  ],
  "nothing of a preview is made before its mark, or loses it while anything is left": [
    ["needs: [mark-preview]", "needs: []"],
    ["--yes && node bin/understudy.js previews", "--yes; node bin/understudy.js previews"],
    [
      "names=$(node bin/understudy.js previews --on gitlab --expired)",
      "names=$(node bin/understudy.js previews --on gitlab)",
    ],
  ],
  "scripts of the project that it runs are there": [["scripts/install-zizmor.sh", "scripts/install-zizmr.sh"]],
};

test("every rule is seen to fail", () => {
  expect(Object.keys(planted)).toEqual(Object.keys(rules));
});

test.each(
  Object.entries(planted).flatMap(([rule, edits]) =>
    edits.map(([from, to], index) => ({ rule, from, to, edit: index + 1 })),
  ),
)("without this is noticed: $rule ($edit)", ({ rule, from, to }) => {
  const edited = pipelineText.replace(from, () => to);
  expect(edited).not.toBe(pipelineText);
  expect(rules[rule]?.(readPipeline(edited))).not.toEqual([]);
});
