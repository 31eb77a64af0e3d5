import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { z } from "zod";
import { root } from "../support/planted";

const versions = z.record(z.string(), z.string());
const { dependencies, devDependencies } = z
  .object({ dependencies: versions, devDependencies: versions })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** The rows below a heading of docs/dependencies.md: package, version, why, what it would take to drop it. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const text = readFileSync(join(root, "docs/dependencies.md"), "utf8");
  const [, section = ""] = text.split(`\n## ${heading}\n`);
  const [own = ""] = section.split("\n## ");
  return own
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test.each([
  ["At run time", dependencies],
  ["To build and check", devDependencies],
])("docs/dependencies.md lists exactly what package.json has: %s", (heading, expected) => {
  const listed = rowsBelow(heading).map(([name = "", version = ""]) => [name.replaceAll("`", ""), version]);
  expect(Object.fromEntries(listed)).toEqual(expected);
  expect(listed).toHaveLength(Object.keys(expected).length);
});

test("each dependency has its reason and the price of dropping it", () => {
  const rows = [...rowsBelow("At run time"), ...rowsBelow("To build and check")];
  for (const row of rows) {
    expect(row).toHaveLength(4);
    for (const cell of row) expect(cell).not.toBe("");
  }
});

test("every version is exact", () => {
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/);
});
