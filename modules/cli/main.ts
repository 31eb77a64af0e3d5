import { report } from "./failure";
import { program } from "./program";
import { processTerminal } from "./terminal";

/** What `bin/understudy.js` runs. Sets the exit code and lets the process end by itself, so that all output is written. */
async function main(args: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  try {
    await program(terminal).parseAsync(args, { from: "user" });
  } catch (error) {
    const debug = args.includes("--debug") || process.env["UNDERSTUDY_DEBUG"] === "1";
    process.exitCode = report(error, terminal.err, debug);
  }
}

void main(process.argv.slice(2));
