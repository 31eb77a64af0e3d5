import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { root } from "../support/planted";
import { pipelineText, readPipeline, visible } from "./gitlab";
import { workflows } from "./workflows";

const read = (path: string) => readFileSync(join(root, path), "utf8");

const onGithub = workflows.flatMap(({ file, workflow }) => Object.keys(workflow.jobs).map((job) => `${file}/${job}`));
const onGitlab = visible(readPipeline(pipelineText));

const named = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

/** What the table of jobs leaves out, makes up, or has on one host alone. */
function gaps(page: string): readonly string[] {
  const [, section = ""] = page.split("\n## The jobs\n");
  const rows = section
    .split("\n## ")[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1)
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const [github, gitlab] = [2, 3].map((column) => new Set((rows ?? []).flatMap((row) => named(row[column] ?? ""))));
  const missing = (listed: ReadonlySet<string> | undefined, jobs: readonly string[], host: string) => [
    ...jobs.filter((job) => listed?.has(job) !== true).map((job) => `${host} ${job}: has no row`),
    ...[...(listed ?? [])].filter((job) => !jobs.includes(job)).map((job) => `${host} ${job}: is no job`),
  ];
  return [
    ...missing(github, onGithub, "GitHub"),
    ...missing(gitlab, onGitlab, "GitLab"),
    ...(rows ?? []).filter((row) => row.slice(1, 4).includes("")).map((row) => `${row[1] ?? ""}: is on one host alone`),
  ];
}

describe("docs/pipelines.md", () => {
  const page = read("docs/pipelines.md");

  test("has every job of both hosts, each beside the other's", () => {
    expect(gaps(page)).toEqual([]);
  });

  test.each([
    ["a job that is left out", /\| dependency audit .*\n/, "", "GitHub ci/audit: has no row"],
    ["a job that is not there", "`ci/sast`", "`ci/fast`", "GitHub ci/fast: is no job"],
    ["a job on one host alone", /`semgrep-sast` */, " ", "static analysis: is on one host alone"],
  ])("would not pass with %s", (_, from, to, gap) => {
    expect(gaps(page.replace(from, to))).toContain(gap);
  });
});

/** The lines of CODEOWNERS whose path is nowhere, or whose owners are none. */
function unowned(text: string): readonly string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.filter((line) => {
    const [path = "", ...owners] = line.split(/\s+/);
    const [folder, file] = [dirname(path), path.split("/").at(-1) ?? ""];
    const isThere = file.includes("*")
      ? readdirSync(join(root, folder)).some((name) => name.endsWith(file.replace("*", "")))
      : existsSync(join(root, path));
    return !isThere || owners.length === 0 || owners.some((owner) => !/^@[\w-]+\/[\w-]+$/.test(owner));
  });
}

describe("CODEOWNERS", () => {
  const text = read("CODEOWNERS");

  test("names teams for paths that are there", () => {
    expect(unowned(text)).toEqual([]);
    expect(unowned("/gone/ @a/b\n/*.gone @a/b\n/docs/ someone\n/docs/")).toHaveLength(4);
  });

  test.each([
    "environments/production.roles.json",
    "environments/identities.json",
    ".github/workflows/deploy.yml",
    "modules/review/verdict.ts",
    "test/rules/4-protected-twice.test.ts",
  ])("leaves %s to nobody alone", (path) => {
    const owning = text.split("\n").some((line) => {
      const [pattern = ""] = line.split(/\s+/);
      const start = pattern.replace(/^\//, "").split("*")[0] ?? "";
      return start !== "" && path.startsWith(start);
    });
    expect(owning).toBe(true);
  });
});
