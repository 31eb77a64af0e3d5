import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { fencesOf, proseOf } from "../support/documents";
import { root } from "../support/planted";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = ["deployment", "incident-response", "scaling"].map((name) => {
  const path = `docs/runbooks/${name}.md`;
  return { path, text: read(path) };
});

/** The names by which the sections of a page are linked to. */
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
}

/** The links of a page to sections, its own or another page's, that are not there. */
function lost(path: string, text: string): readonly string[] {
  return [...proseOf({ path, text }).matchAll(/\]\(([^)#\s]*)#([^)]+)\)/g)].flatMap(([, file = "", section = ""]) => {
    const target = file === "" ? path : normalize(join(dirname(path), file));
    const there = existsSync(join(root, target)) ? anchors(target === path ? text : read(target)) : [];
    return there.includes(section) ? [] : [`${file}#${section}`];
  });
}

describe.each([...pages, { path: "docs/pipelines.md", text: read("docs/pipelines.md") }])("$path", ({ path, text }) => {
  test("leads to sections that are there", () => {
    expect(lost(path, text)).toEqual([]);
  });
});

describe.each(pages)("$path", ({ path, text }) => {
  test("has commands that a shell can read", () => {
    const code = fencesOf({ path, text }).map((fence) => fence.code);
    expect(code.length).toBeGreaterThan(0);
    const { status, stderr } = spawnSync("bash", ["-n"], { input: code.join("\n"), encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("is two screens at most, and says what is normal and when to stop", () => {
    expect(text.split("\n").length).toBeLessThanOrEqual(120);
    expect(text).toMatch(/\bnormal/i);
    expect(text).toMatch(/\bstop\b/i);
  });
});

test("a section that is not there is noticed, on the page itself and on another", () => {
  const text =
    "# A page\n\n[a](#a-page) [b](#gone) [c](deployment.md#by-hand) [d](deployment.md#gone) [e](gone.md#by-hand)\n";
  expect(lost("docs/runbooks/scaling.md", text)).toEqual(["#gone", "deployment.md#gone", "gone.md#by-hand"]);
});
