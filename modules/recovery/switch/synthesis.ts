import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { oneAtATime } from "./one-at-a-time";

/** What is synthesized, and where to. */
export interface Synthesis {
  /** The folder of the environments. */
  readonly environments: string;
  /** The folder whose roles files are in force. */
  readonly standing: string;
  readonly environment: string;
  readonly output: string;
}

const run = promisify(execFile);

const program = join(__dirname, "synth.program.ts");

/**
 * Writes the stacks of one environment anew, in a process of its own: a probe in this one must not stand still meanwhile.
 * @throws Error with what that process said
 */
export async function synthesizeApart({ environments, standing, environment, output }: Synthesis): Promise<void> {
  const args = ["-r", require.resolve("tsx/cjs"), program, environments, standing, environment, output];
  await oneAtATime(args.join("\n"), () => run(process.execPath, args));
}
