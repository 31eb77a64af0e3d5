import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { root } from "../support/planted";

const folder = join(root, "docs/decisions");
const files = readdirSync(folder)
  .filter((file) => /^\d{4}-.*[.]md$/.test(file))
  .sort();
const read = (file: string) => readFileSync(join(folder, file), "utf8");

const sections = ["Context", "Decision", "Measured", "Consequences"];

test("decisions are numbered without a gap", () => {
  expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
});

describe.each(files)("%s", (file) => {
  const text = read(file);
  const [, title = ""] = new RegExp(`^# ${Number(file.slice(0, 4))}\\. (.+)$`, "m").exec(text) ?? [];
  const [, status = ""] = /^- Status: (accepted|superseded by \d+)$/m.exec(text) ?? [];

  test("has a title, a date, a status and every section", () => {
    expect(title).not.toBe("");
    expect(status).not.toBe("");
    expect(text).toMatch(/^- Date: \d{4}-\d{2}-\d{2}$/m);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, section]) => section)).toEqual(sections);
  });

  test("is in the index as it is", () => {
    const rows = read("README.md")
      .split("\n")
      .filter((line) => line.includes(`(${file})`))
      .map((line) => line.split("|").map((cell) => cell.trim()));
    expect(rows).toEqual([["", String(Number(file.slice(0, 4))), `[${title}](${file})`, status, ""]]);
  });
});
