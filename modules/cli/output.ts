import { dirname, join, resolve } from "node:path";
import { Option } from "commander";

/** What {@link outputOption} adds to a verb's options. */
export interface OutputOptions {
  readonly output?: string;
}

/** The option of all verbs that write stacks. */
export function outputOption(): Option {
  return new Option("--output <folder>", "where to write (default: cdktf.out beside the environments)").env(
    "CDKTF_OUTDIR",
  );
}

/** The absolute path of the folder to write to. Empty counts as not given, as a variable that a shell leaves empty. */
export function outputOf({ output = "" }: OutputOptions, environments: string): string {
  return output === "" ? join(dirname(environments), "cdktf.out") : resolve(output);
}
