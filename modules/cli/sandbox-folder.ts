import { dirname, resolve } from "node:path";
import { Option } from "commander";
import { sandboxFolder } from "../sandbox/runtime";

/** What {@link sandboxOption} adds to a verb's options. */
export interface SandboxOptions {
  readonly sandbox?: string;
}

/** The option of all verbs that speak to a sandbox. */
export function sandboxOption(): Option {
  return new Option(
    "--sandbox <folder>",
    "where the sandbox keeps everything (default: .understudy/sandbox beside the environments)",
  ).env("UNDERSTUDY_SANDBOX");
}

/** The absolute path of the sandbox's folder. Empty counts as not given, as a variable that a shell leaves empty. */
export function sandboxFolderOf({ sandbox = "" }: SandboxOptions, environments: string): string {
  return resolve(sandbox === "" ? sandboxFolder(dirname(environments)) : sandbox);
}
