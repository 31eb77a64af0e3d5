import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { root } from "../support/planted";

/** Runs `.ci/run` with an npm that does nothing but what `npm` says in bash: $1 is its first argument. */
function runWith(npm: string) {
  const folder = mkdtempSync(join(tmpdir(), "understudy-npm-"));
  try {
    const file = join(folder, "npm");
    writeFileSync(file, `#!/usr/bin/env bash\n${npm}\n`);
    chmodSync(file, 0o755);
    const { status, stdout } = spawnSync(join(root, ".ci/run"), {
      encoding: "utf8",
      env: { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` },
    });
    const lines = stdout.trimEnd().split("\n");
    return { status, lines, closing: lines.at(-1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each([
  ["all is well", 'echo "12 passed, 0 failed"', 0, "12 passed, 0 failed"],
  ["a test fails", '[ "$1" = ci ] && exit; echo "11 passed, 1 failed"; exit 1', 1, "11 passed, 1 failed"],
  [
    "npm speaks after a failure",
    '[ "$1" = ci ] && exit; echo "9 passed, 3 failed"; echo "npm error"; exit 1',
    1,
    "9 passed, 3 failed",
  ],
  ["the installation fails", '[ "$1" = ci ] && exit 7; echo "12 passed, 0 failed"', 7, "0 passed, 1 failed"],
  ["a check before the tests fails", '[ "$1" = ci ] && exit; exit 2', 2, "0 passed, 1 failed"],
  [
    "something fails after tests that passed",
    '[ "$1" = ci ] && exit; echo "12 passed, 0 failed"; exit 1',
    1,
    "12 passed, 1 failed",
  ],
  ["no test says anything", "exit 0", 1, "0 passed, 1 failed"],
  ["no test ran", 'echo "0 passed, 0 failed"', 1, "0 passed, 1 failed"],
])(".ci/run tells the truth when %s", (_, npm, status, closing) => {
  const found = runWith(npm);
  expect({ status: found.status, closing: found.closing }).toEqual({ status, closing });
});

test(".ci/run prints what it runs, and runs it with CI set and nothing on stdin", () => {
  const { lines } = runWith('echo "CI=$CI, stdin: $(cat | wc -c)"; echo "1 passed, 0 failed"');
  expect(lines.filter((line) => line.startsWith("$ "))).toEqual(["$ npm ci", "$ npm test"]);
  expect(lines).toContain("CI=true, stdin: 0");
});
