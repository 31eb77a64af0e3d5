import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import { types } from "node:util";
import type { IdentitySource } from "../contract";

/** A person, by the name that they gave or that their machine knows them by. It is a claim, kept with where it came from. */
export interface Identity {
  readonly name: string;
  readonly knownBy: IdentitySource;
}

/** The address that git would commit with, or undefined: git is missing, or knows none. */
function gitAddress(folder: string): string | undefined {
  try {
    const address = execFileSync("git", ["config", "user.email"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return address.trim() === "" ? undefined : address.trim();
  } catch (error) {
    // ENOENT without git, status 1 without an address.
    if (types.isNativeError(error) && ("status" in error || "code" in error)) return undefined;
    throw error;
  }
}

/** Who somebody is: what `--as` says, else whom git would commit as, else the login. */
export function identify(as: string | undefined, folder: string): Identity {
  if (as !== undefined && as.trim() !== "") return { name: as.trim(), knownBy: "option" };
  const address = gitAddress(folder);
  return address === undefined ? { name: userInfo().username, knownBy: "system" } : { name: address, knownBy: "git" };
}

const addressed = /<([^<>]+)>\s*$/;

/** Whether two names are of one person: the address decides where one is given, and case never does. */
export function isSamePerson(one: string, other: string): boolean {
  const [first, second] = [one, other].map((name) => (addressed.exec(name)?.[1] ?? name).trim().toLowerCase());
  return first === second;
}

/** The words for where a name comes from. */
export const knownByWords = {
  option: "as said with --as",
  git: "as git is configured",
  system: "the login of this machine",
} as const satisfies Record<IdentitySource, string>;
