import type { Command } from "commander";
import type { Terminal } from "./terminal";

/** What a verb needs to know of how the command was called. */
export interface Context {
  readonly terminal: Terminal;
  /** The folder of environments, as an absolute path. Known only when a verb runs. */
  readonly folder: () => string;
}

/** One thing that `understudy` can do. */
export interface Verb {
  readonly name: string;
  /** What it does, without a full stop: a line of `understudy --help`. */
  readonly summary: string;
  /** Whole command lines that work. */
  readonly examples: readonly [string, ...string[]];
  /** Adds arguments, options and the action to the verb's own command. */
  readonly define: (command: Command, context: Context) => void;
}

/** The argument of all verbs that can look at one environment or at all. */
export const environmentArgument = {
  name: "[environment]",
  description: "one environment; all of them unless given",
} as const;

const examplesText = (examples: readonly string[]) =>
  `\n${examples.length === 1 ? "Example" : "Examples"}:\n${examples.map((line) => `  ${line}`).join("\n")}`;

/** Gives a command its verbs. */
export function addVerbs(parent: Command, verbs: readonly Verb[], context: Context): void {
  for (const { name, summary, examples, define } of verbs) {
    const command = parent.command(name).description(summary).addHelpText("after", examplesText(examples));
    define(command, context);
  }
}
