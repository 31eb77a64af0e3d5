import { execFileSync } from "node:child_process";
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
 * The commit that a folder is of. Files that git is told to ignore do not count as changed.
 * @param ignored - a path below the repository whose changes do not count either
 */
export function revisionOf(folder: string, ...ignored: readonly string[]): Revision | undefined {
  const commit = askGit(folder, "rev-parse", "--verify", "HEAD^{commit}");
  const top = askGit(folder, "rev-parse", "--show-toplevel");
  if (commit === undefined || top === undefined) return undefined;
  const but = ignored.map((path) => `:(exclude,top)${path}`);
  return { commit, changed: askGit(top, "status", "--porcelain", "--", ".", ...but) !== "" };
}
