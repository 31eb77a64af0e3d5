import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import { shutdown } from "../../modules/sandbox/server/shutdown";
import { root } from "../support/planted";
import { shown, textsShowing } from "../support/review-comment";
import { Folders, run, understudy } from "./command";

// Real Terraform on a machine that may have much else to do.
jest.setTimeout(900_000);

const folders = new Folders();
const sandbox = join(folders.make(), "sandbox");
const { gcp } = staging.groups;
const definition: EnvironmentDefinition = { ...staging, groups: gcp === undefined ? {} : { gcp } };

beforeAll(async () => {
  expect(await understudy(["sandbox", "up", "--sandbox", sandbox])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await shutdown(sandbox, { stop: 10_000, kill: 5_000 });
  folders.clear();
});

/** Reviews what becomes of one folder of environments when the other takes its place. */
const reviewIn = (where: string, base: string, head: string, ...more: readonly string[]) =>
  understudy(["review", "--base", base, "--environments", head, "--on", "sandbox", "--sandbox", where, ...more]);
const review = (base: string, head: string, ...more: readonly string[]) => reviewIn(sandbox, base, head, ...more);

describe("a review at the command line", () => {
  test("of two that do not differ says so in a line", async () => {
    const [base, head] = [folders.environments([definition]), folders.environments([definition])];
    const { code, stdout } = await review(base, head);
    expect({ code, verdict: stdout.trim().split("\n")[0] }).toEqual({ code: 0, verdict: "Passed: nothing differs" });
    expect(readFileSync(join(sandbox, "review/review.md"), "utf8")).toContain("nothing differs");
  });

  test("of an environment that is nowhere deployed has nothing to lose, and leaves all four forms", async () => {
    const head = folders.environments([{ ...definition, database: { ...definition.database, size: "medium" } }]);
    const { code, stdout } = await review(folders.environments([definition]), head);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("staging-gcp-iowa") });
    for (const file of ["review.md", "summary.md", "review.json", "review.sarif"])
      expect(existsSync(join(sandbox, "review", file))).toBe(true);
  });

  test("is no pass where a side, a waiver or what is wanted is not in order, and says which", async () => {
    const good = folders.environments([definition]);
    const bad = folders.environments([{ ...definition, database: { ...definition.database, retentionDays: 999 } }]);
    for (const [base, head] of [
      [bad, good],
      [good, bad],
    ] as const) {
      const { code, stderr } = await review(base, head);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining(`${bad}: staging.database.retentionDays`),
      });
    }
    const waivers = join(folders.make({ "w.json": '[{ "rule": "data-los" }]' }), "w.json");
    const waived = await review(good, good, "--waivers", waivers);
    expect(waived.code).toBe(1);
    expect(waived.stderr).toContain("did you mean");
    expect(await review(good, good, "--waivers", join(waivers, "nowhere"))).toMatchObject({ code: 1 });
    const nowhere = await review(good, good, "prod");
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('environment "prod"');
  });

  test("ends with 1 and not with a pass where the sandbox is down", async () => {
    const good = folders.environments([definition]);
    const down = join(folders.make(), "sandbox");
    const { code, stderr } = await reviewIn(down, good, good);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("understudy sandbox up") });
  });
});

describe("the demonstration", () => {
  test("passes what resizes nodes, blocks what replaces a database and names the attribute, recognizes a switch", async () => {
    const comments = folders.make();
    const demonstration = ["-r", "tsx/cjs", "scripts/demo-review.ts", shown.what, "--comments", comments];
    const { code, stdout } = await run(process.execPath, demonstration);
    expect(code).toBe(0);
    const [, resize = "", replace = "", turn = ""] = stdout.split("=== Pull request");
    expect(resize).toContain("Passed");
    expect(replace).toContain('name "staging-gcp-iowa" -> "staging-gcp-iowa-postgres"');
    expect(replace).toContain("Blocked");
    expect(turn).toContain(
      "recognized: this switches staging/gcp from iowa to carolina; terraform updates in place only",
    );
    expect(turn).not.toContain("switches staging/aws");
    expect(turn).toContain("Passed");

    // Otherwise run `npm run review-comment`.
    const comment = readFileSync(join(comments, `${shown.branch}.md`), "utf8");
    for (const [path, text] of Object.entries(textsShowing(comment)))
      expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });
});
