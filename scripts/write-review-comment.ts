/** Shows in README.md and docs what the demonstration's review says: some two minutes, because it is made for this. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { shown, textsShowing } from "../test/support/review-comment";

const root = resolve(__dirname, "..");
const comments = mkdtempSync(join(tmpdir(), "understudy-comments-"));
try {
  const demonstration = ["-r", "tsx/cjs", join(__dirname, "demo-review.ts"), shown.what, "--comments", comments];
  const { status } = spawnSync(process.execPath, demonstration, { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error("the demonstration failed");
  const comment = readFileSync(join(comments, `${shown.branch}.md`), "utf8");
  for (const [path, text] of Object.entries(textsShowing(comment))) writeFileSync(join(root, path), text);
} finally {
  rmSync(comments, { recursive: true, force: true });
}
