import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { types } from "node:util";

/** What git says, without the end of its line; undefined where there is no git, or it has no answer. */
export function askGit(folder: string, ...args: readonly string[]): string | undefined {
  try {
    const said = execFileSync("git", [...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return said.trim();
  } catch (error) {
    // ENOENT without git or folder, a status where git has no answer.
    if (types.isNativeError(error) && ("status" in error || "code" in error)) return undefined;
    throw error;
  }
}

/** What a folder's files are of. */
export interface Revision {
  /** The whole hash of a commit. */
  readonly commit: string;
  /** Whether files differ from that commit, or are in none: what was deployed is then in no history. */
  readonly changed: boolean;
}

/**
 * The commit that a folder is of. What git is told to ignore does not count as changed.
 * @param apart - paths whose changes do not count either
 */
export function revisionOf(folder: string, ...apart: readonly string[]): Revision | undefined {
  const commit = askGit(folder, "rev-parse", "--verify", "HEAD^{commit}");
  const top = askGit(folder, "rev-parse", "--show-toplevel");
  if (commit === undefined || top === undefined) return undefined;
  const excluded = apart
    .map((path) => relative(top, join(realpathSync(folder), relative(folder, path))))
    .filter((path) => path !== "" && !path.startsWith(".."))
    .map((path) => `:(exclude,top,literal)${path}`);
  return { commit, changed: askGit(top, "status", "--porcelain", "--", ".", ...excluded) !== "" };
}
