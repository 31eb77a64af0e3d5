import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Option } from "commander";
import { sandboxFolderOf, type SandboxOptions } from "./sandbox-folder";

/** What {@link runsOption} adds to a verb's options. */
export interface RunsOptions extends SandboxOptions {
  readonly runs?: string;
}

/** The option of all verbs that speak to a run. */
export function runsOption(): Option {
  return new Option(
    "--runs <folder>",
    "where runs are kept (default: runs beside the environments, or the sandbox's if the run is there)",
  ).env("UNDERSTUDY_RUNS");
}

/** The absolute path of the folder that holds a run. */
export function runsOf({ runs = "", ...options }: RunsOptions, environments: string, run: string): string {
  if (runs !== "") return resolve(runs);
  const ofSandbox = join(sandboxFolderOf(options, environments), "runs");
  return existsSync(join(ofSandbox, run)) ? ofSandbox : join(dirname(environments), "runs");
}
