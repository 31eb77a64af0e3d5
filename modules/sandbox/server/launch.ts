import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SandboxFailure } from "../failure";
import { type Runtime, sandboxFiles } from "../runtime";
import { readRuntime } from "./runtime-file";

/** How long a sandbox may take to come up, milliseconds: on a busy machine its databases take most of it. */
const patience = 120_000;

const program = join(__dirname, "daemon.program.ts");

/** A process that was started, and how it ended if it did. */
interface Started {
  readonly pid: number | undefined;
  readonly ended: () => string | undefined;
  readonly end: () => void;
}

function start(folder: string, log: number): Started {
  const child = spawn(process.execPath, ["-r", require.resolve("tsx/cjs"), program, folder], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", log, log],
  });
  let ending: string | undefined;
  child.on("error", ({ message }) => (ending = message));
  child.on("exit", (code, signal) => (ending = `ended with ${signal ?? `exit code ${code ?? "unknown"}`}`));
  child.unref();
  return { pid: child.pid, ended: () => ending, end: () => child.kill("SIGTERM") };
}

/** What was written into a log behind `from`. */
function wordsBehind(file: string, from: number): string {
  return readFileSync(file).subarray(from).toString().trim();
}

async function untilUp(folder: string, { pid, ended, end }: Started, log: string, from: number): Promise<Runtime> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const ending = ended();
    if (ending !== undefined)
      throw new SandboxFailure(`the sandbox did not come up: it ${ending}\n${wordsBehind(log, from)}`);
    const runtime = readRuntime(folder);
    if (runtime?.pid === pid && runtime !== undefined) return runtime;
    await pause(25);
  }
  end();
  const words = wordsBehind(log, from);
  throw new SandboxFailure(`the sandbox did not come up within ${patience / 1000} s; see ${log}\n${words}`);
}

/**
 * Starts a sandbox in a process of its own that goes on when this one has ended, and returns once it answers.
 * @throws SandboxFailure with the last words of a process that did not come up
 */
export async function launch(folder: string): Promise<Runtime> {
  mkdirSync(folder, { recursive: true });
  const log = sandboxFiles.log(folder);
  const file = openSync(log, "a", 0o600);
  try {
    const { size } = statSync(log);
    return await untilUp(folder, start(folder, file), log, size);
  } finally {
    closeSync(file);
  }
}
