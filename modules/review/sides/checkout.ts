import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { codeOf, messageOf } from "../../core/failure";
import { InvalidInput } from "../../core/problems";

/** A commit's files in a folder of their own. */
export interface Checkout {
  readonly folder: string;
  /** Removes the folder. */
  readonly close: () => void;
}

const run = promisify(execFile);

async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run("git", ["-C", folder, ...args])).stdout.trim();
  } catch (error) {
    if (codeOf(error) === "ENOENT")
      throw new InvalidInput([{ path: "git", message: "is not on the PATH; install it, or name folders" }]);
    // Git says no by its exit code: whoever asks knows what that means.
    return undefined;
  }
}

/** The top of the repository that a folder belongs to; undefined when it belongs to none. */
export function repositoryOf(folder: string): Promise<string | undefined> {
  return git(folder, "rev-parse", "--show-toplevel");
}

function unpack(repository: string, commit: string, folder: string): Promise<void> {
  return new Promise((done, failed) => {
    const archive = spawn("git", ["-C", repository, "archive", "--format=tar", commit]);
    const tar = spawn("tar", ["-x", "-C", folder], { stdio: ["pipe", "ignore", "pipe"] });
    const said: string[] = [];
    for (const stream of [archive.stderr, tar.stderr]) stream.on("data", (data) => said.push(String(data)));
    archive.stdout.pipe(tar.stdin);
    const problem = (code: number | null) => new Error(`${commit} could not be unpacked (${code}): ${said.join("")}`);
    archive.on("error", failed).on("close", (code) => {
      if (code !== 0) failed(problem(code));
    });
    tar.on("error", failed).on("close", (code) => {
      if (code === 0) done();
      else failed(problem(code));
    });
  });
}

/**
 * Writes the files of a commit into a temporary folder, beside a link to the packages that the repository has installed.
 * @param ref - a branch, a tag or a commit
 * @throws InvalidInput when the repository has no such commit, with how to fetch it
 */
export async function checkOut(repository: string, ref: string): Promise<Checkout> {
  const commit = await git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  if (commit === undefined)
    throw new InvalidInput([
      {
        path: ref,
        message: `is neither a folder nor a commit of ${repository}; fetch it first: git fetch origin ${ref}`,
      },
    ]);
  const folder = mkdtempSync(join(tmpdir(), "understudy-review-"));
  const close = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await unpack(repository, commit, folder);
    const packages = join(repository, "node_modules");
    if (existsSync(packages)) symlinkSync(packages, join(folder, "node_modules"));
  } catch (error) {
    close();
    throw new InvalidInput([{ path: ref, message: `cannot be checked out: ${messageOf(error)}` }]);
  }
  return { folder, close };
}
