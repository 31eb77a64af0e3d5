import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { documents } from "../support/documents";
import { root } from "../support/planted";
import { callsIn, problemsOf } from "./commands";
import { workflowTexts } from "./workflows";

const written = documents.filter(({ path }) =>
  /^docs\/(?:pipelines|runbooks\/(?:deployment|incident-response|scaling))\.md$/.test(path),
);
const texts = [
  ...Object.entries(workflowTexts).map(([file, text]) => ({ path: `.github/workflows/${file}.yml`, text })),
  { path: ".gitlab-ci.yml", text: readFileSync(join(root, ".gitlab-ci.yml"), "utf8") },
  ...written,
];

describe.each(texts)("$path", ({ text }) => {
  test("calls understudy with verbs, options and values that it knows", () => {
    expect(callsIn(text).flatMap(problemsOf)).toEqual([]);
  });
});

test("every pipeline calls understudy, and its options are looked at", () => {
  const calls = texts.map(({ text }) => callsIn(text).length);
  expect(calls.filter((count) => count === 0).length).toBe(0);
});

test.each([
  ["plam staging --on cloud", ["understudy plam: there is no such verb"]],
  ["sandbox upp", ["sandbox upp: there is no such verb"]],
  ["plan staging --on clowd", ["plan --on: is never clowd"]],
  ["plan staging --onn cloud", ["plan --onn: there is no such option", "plan: takes no cloud", "plan: lacks --on"]],
  ["plan --on cloud", ["plan: lacks its what"]],
  ["plan staging", ["plan: lacks --on"]],
  ["check staging production", ["check: takes no production"]],
  ['sites "$ENVIRONMENT" --json | jq --wrong', []],
  ['plan "$TARGET" --on=cloud && false --wrong', []],
  ["drill staging/aws --scenario <scenario>  # --wrong", []],
])("of `understudy %s` it is noticed: %j", (call, problems) => {
  expect(problemsOf(call)).toEqual(problems);
});

test("a call is found on one line, on several, and behind npm", () => {
  const text = "npm run understudy -- check \\\n  staging\nx=0; node bin/understudy.js sites --json || x=$?\n";
  expect(callsIn(text)).toEqual(["check staging", "sites --json || x=$?"]);
});
