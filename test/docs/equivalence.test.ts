import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { currentEquivalence } from "../support/equivalence-page";

describe("docs/equivalence.md", () => {
  test("says what is synthesized today; otherwise run `npm run docs`", () => {
    const page = readFileSync(join(__dirname, "..", "..", "docs", "equivalence.md"), "utf8");
    expect(page).toBe(currentEquivalence());
  });
});
