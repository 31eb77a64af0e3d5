import type { Command } from "commander";
import type { Word } from "../recovery/run/lease";

/** What {@link wordOptions} adds to a verb's options. */
export interface WordOptions {
  readonly holderIsGone?: true;
  readonly withoutLease?: true;
}

/** The options of all verbs that take a group's lease and let a person vouch for what cannot be looked at. Goes on record. */
export function wordOptions(command: Command): Command {
  return command
    .option("--holder-is-gone", "the process that has the group on another machine is dead: you have looked")
    .option("--without-lease", "nobody else moves the group, although its lease cannot be reached: you have made sure");
}

/** What somebody vouches for. */
export const wordOf = ({ holderIsGone, withoutLease }: WordOptions): Word => ({
  holderIsGone: holderIsGone === true,
  withoutLease: withoutLease === true,
});
