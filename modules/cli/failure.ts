import { CommanderError } from "commander";
import { counted } from "../core/counted";
import { InvalidInput, type Problem } from "../core/problems";
import { SandboxFailure } from "../sandbox/failure";
import type { Channel } from "./terminal";
import { wrap } from "./table";

/** What the exit code of the command says. */
export const exitCodes = {
  success: 0,
  failure: 1,
  usage: 2,
  /** What was asked for was done, and its answer is no: of a review, that it may not be merged. */
  blocked: 2,
} as const;

/** Thrown when a command did not succeed and has told why already. */
export class Unsuccessful extends Error {
  override readonly name = "Unsuccessful";

  constructor(
    message: string,
    readonly exitCode: (typeof exitCodes)["failure" | "blocked"] = exitCodes.failure,
  ) {
    super(message);
  }
}

/** The problems of one environment, or those that are of none. */
export interface ProblemGroup {
  readonly environment: string | undefined;
  readonly problems: readonly Problem[];
}

/** A dotted path begins with its environment's name. That of a file, a folder or a construct has a slash in it. */
const environmentIn = (path: string) => /^([^./\s]+)\.[^/]*$/.exec(path)?.at(1);

/** Problems by the environment that their path begins with, in the order in which each first appears. */
export function groupProblems(problems: readonly Problem[]): readonly ProblemGroup[] {
  const names = [...new Set(problems.map(({ path }) => environmentIn(path)))];
  return names.map((environment) => ({
    environment,
    problems: problems.filter(({ path }) => environmentIn(path) === environment),
  }));
}

function problemLines(problems: readonly Problem[], { paint, width }: Channel): readonly string[] {
  const lines = groupProblems(problems).flatMap((group) => [
    ...(group.environment === undefined
      ? []
      : [paint("bold", `${group.environment}: ${counted(group.problems.length, "problem")}`)]),
    ...group.problems.flatMap(({ path, message }) => [`  ${paint("red", path)}`, ...wrap(message, width, "    ")]),
    "",
  ]);
  return [...lines, `${paint("red", "error:")} ${counted(problems.length, "problem")}; nothing was written`];
}

function faultLines(error: unknown, { paint }: Channel, debug: boolean): readonly string[] {
  const said = error instanceof Error ? error.message : JSON.stringify(error);
  const stack = error instanceof Error ? (error.stack ?? said) : said;
  return [
    `${paint("red", "error:")} understudy itself failed: ${said}`,
    debug
      ? stack
      : "this is no fault of your input: run it again with --debug, and report what it prints where you got understudy from",
  ];
}

/** Tells on `err` why a command ended, in words that fit the reader, and returns the exit code. */
export function report(error: unknown, err: Channel, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  if (error instanceof Unsuccessful) return error.exitCode;
  if (error instanceof InvalidInput) {
    err.print(...problemLines(error.problems, err));
    return exitCodes.failure;
  }
  if (error instanceof SandboxFailure) {
    err.print(`${err.paint("red", "error:")} ${error.message}`);
    return exitCodes.failure;
  }
  err.print(...faultLines(error, err, debug));
  return exitCodes.failure;
}
