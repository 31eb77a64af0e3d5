import { userInfo } from "node:os";
import { askGit } from "../../core/git";
import type { IdentitySource } from "../contract";

/** A person, by the name that they gave or that their machine knows them by. It is a claim, kept with where it came from. */
export interface Identity {
  readonly name: string;
  readonly knownBy: IdentitySource;
}

/** Who somebody is: what `--as` says, else whom git would commit as, else the login. */
export function identify(as: string | undefined, folder: string): Identity {
  if (as !== undefined && as.trim() !== "") return { name: as.trim(), knownBy: "option" };
  // Git says the address that it would commit with; nothing where it knows none.
  const address = askGit(folder, "config", "user.email") ?? "";
  return address === "" ? { name: userInfo().username, knownBy: "system" } : { name: address, knownBy: "git" };
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
