import { describe, expect, test } from "@jest/globals";
import { rules } from "./flaws";
import { readWorkflow, workflows, workflowTexts } from "./workflows";

test("there is a workflow for each thing that pipelines do", () => {
  expect(Object.keys(workflowTexts)).toEqual([
    "ci",
    "deploy",
    "drift",
    "drills",
    "preview-ends",
    "preview",
    "review",
    "rotate",
  ]);
});

describe.each(workflows)("$file", ({ workflow }) => {
  test.each(Object.entries(rules))("%s", (_, rule) => {
    expect(rule(workflow)).toEqual([]);
  });
});

/** For each rule, a workflow that is edited so that it breaks it: file, what stands there, what comes in its place. */
const planted: Readonly<Record<string, readonly (readonly [string, string | RegExp, string])[]>> = {
  "nothing is permitted that a job does not ask for": [
    ["ci", "permissions: {}", "permissions:\n  contents: read"],
    ["ci", "permissions: {}\n", ""],
  ],
  "every job says what it is permitted": [["deploy", / {4}permissions:\n {6}contents: read\n {6}actions: read\n/, ""]],
  "a job writes only where its work is writing": [
    ["ci", "      contents: read", "      contents: write"],
    ["drills", "      contents: read", "      contents: read\n      packages: write"],
  ],
  "a token for the clouds is asked for where a job signs in, and nowhere else": [
    ["ci", "      contents: read", "      contents: read\n      id-token: write"],
    ["drift", "      id-token: write\n", ""],
  ],
  "whatever speaks to a cloud has signed in before": [
    ["review", "--on sandbox", "--on cloud"],
    ["drift", /uses: (?:aws-actions|google-github-actions|azure)\//g, "uses: somebody/"],
  ],
  "the rights to change are given only within an environment, which can ask for approval": [
    ["deploy", "    environment: ${{ matrix.environment }}\n", ""],
    ["deploy", /identity\.plan\./g, "identity.apply."],
  ],
  "what only looks has no rights to change": [["drift", /identity\.plan\./g, "identity.apply."]],
  "what changes a cloud is within an environment, and holds a lock on what it changes": [
    ["deploy", / {4}concurrency:\n {6}group: sites.*\n.*\n/, ""],
    ["drills", / {4}concurrency:\n.*\n.*\n/, ""],
  ],
  "no change is broken off for a newer one": [["deploy", /cancel-in-progress: false/g, "cancel-in-progress: true"]],
  "groups come from the environments as they are": [
    ["deploy", "${{ fromJSON(needs.groups.outputs.groups) }}", "[]"],
    ["drift", "    needs: groups\n", ""],
  ],
  "every job ends in time": [
    ["deploy", "    timeout-minutes: 15\n", ""],
    ["deploy", "timeout-minutes: 15", "timeout-minutes: 1500"],
  ],
  "nobody else's trigger runs with our rights": [
    ["review", "  pull_request:", "  pull_request_target:"],
    ["review", "  pull_request:", "  workflow_run:\n    workflows: [ci]"],
  ],
  "an action is one commit or one image, whatever its tag becomes": [
    ["ci", /actions\/checkout@[0-9a-f]{40} # v6.0.2/, "actions/checkout@v6"],
    ["ci", /actions\/checkout@[0-9a-f]{40}/, "actions/checkout@de0fac2"],
    ["ci", /@sha256:[0-9a-f]{64}/, ""],
  ],
  "a pinned commit says which release it is": [["ci", " # v6.0.2", ""]],
  "no credentials of git are left behind": [["ci", "          persist-credentials: false", "          fetch-depth: 0"]],
  "a script holds no value that somebody else wrote": [
    ["review", '"$BASE"', "${{ github.event.pull_request.title }}"],
    ["deploy", '"$TARGET"', "${{ matrix.target }}"],
  ],
  "a script has three lines at most": [
    ["drift", '          echo "code=$code"', '          true\n          echo "code=$code"'],
  ],
  "scripts end at the first failure, within a pipe too": [["drift", /defaults:\n.*\n.*\n/, ""]],
  "no secret is kept at the host": [
    ["deploy", "secrets.GITHUB_TOKEN", "secrets.DEPLOY_KEY"],
    ["deploy", "secrets.GITHUB_TOKEN", "secrets['DEPLOY_KEY']"],
  ],
  "a job that may write to the repository runs nothing of a pull request": [
    ["review", / {10}ref: .*\n/, ""],
    ["review", "pull_request.base.sha }}\n          persist", "pull_request.head.sha }}\n          persist"],
  ],
  "a fork's pull request gets no identity": [
    ["review", "    if: github.event.pull_request.head.repo.full_name == github.repository\n", ""],
  ],
  "nothing of a preview is made before its mark, or loses it while anything is left": [
    ["preview", "    needs: [groups, mark]\n", "    needs: [groups]\n"],
    ["preview-ends", "    environment: preview\n", "    environment: staging\n"],
    ["preview-ends", "--expired > expired", "--json > expired"],
    [
      "preview-ends",
      'destroy "$PREVIEW"',
      'deploy "$PREVIEW"; node bin/understudy.js previews --unmark x; node bin/understudy.js destroy "$PREVIEW"',
    ],
    [
      "preview-ends",
      / {6}- run: node bin\/understudy\.js destroy/,
      "      - continue-on-error: true\n        run: node bin/understudy.js destroy",
    ],
    ["preview-ends", /(?=env:\n.*\n {8}run: .* --unmark)/, "if: always()\n        "],
  ],
  "what makes a preview and what ends it hold one lock": [
    ["preview", "group: sites-pr-${{", "group: preview-${{"],
    ["preview-ends", "group: sites-${{ matrix.environment }}", "group: ends-${{ matrix.environment }}"],
  ],
  "every job signs in the same way": [
    ["deploy", "if: matrix.cloud == 'gcp'", "if: matrix.cloud == 'aws'"],
    ["drills", "tenant-id: ${{ matrix.identity.apply.tenant }}", "tenant-id: ${{ matrix.identity.apply.client }}"],
  ],
};

test("every rule is seen to fail", () => {
  expect(Object.keys(planted)).toEqual(Object.keys(rules));
});

test.each(
  Object.entries(planted).flatMap(([rule, edits]) =>
    edits.map(([file, from, to], index) => ({ rule, file, from, to, edit: index + 1 })),
  ),
)("$file without this is noticed: $rule ($edit)", ({ rule, file, from, to }) => {
  const text = workflowTexts[file] ?? "";
  const edited = text.replace(from, () => to);
  expect(edited).not.toBe(text);
  expect(rules[rule]?.(readWorkflow(edited))).not.toEqual([]);
});
