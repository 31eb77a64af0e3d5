import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { inventories } from "../support/inventory";

const folder = join(__dirname, "inventory");

describe("rule 6: a state address is kept", () => {
  // A missing line is a resource that Terraform will destroy: move it (docs/decisions/README.md) or mean it, then run
  // `npm run inventory` and have the change reviewed.
  test.each([...inventories()])("%s has the addresses that were reviewed", (name, addresses) => {
    expect(addresses).toEqual(
      readFileSync(join(folder, `${name}.txt`), "utf8")
        .trimEnd()
        .split("\n"),
    );
  });

  test("no inventory is left of a stack that is gone", () => {
    expect(readdirSync(folder).sort()).toEqual([...inventories().keys()].map((name) => `${name}.txt`).sort());
  });
});
