import { setTimeout as pause } from "node:timers/promises";
import { SandboxFailure } from "../failure";
import { sandboxFiles } from "../runtime";
import { hasCode } from "../store/error-code";
import { lockOf } from "../store/open";
import { holderOf } from "../store/process-lock";
import { askToStop } from "./client";
import { removeRuntime } from "./runtime-file";
import { standingOf } from "./standing";

/** How long a sandbox may take to stop before it is killed, and to be gone after that, milliseconds. */
const usual = { stop: 30_000, kill: 10_000 } as const;

/** What became of a sandbox that was to stop. */
export type Shutdown = "stopped" | "killed" | "was gone" | "was down";

/** Whether the process that has the store open lets go of it in time. */
async function letsGo(lock: string, pid: number, within: number): Promise<boolean> {
  const deadline = Date.now() + within;
  while (holderOf(lock)?.pid === pid) {
    if (Date.now() > deadline) return false;
    await pause(25);
  }
  return true;
}

function kill(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself meanwhile.
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

async function end(folder: string, pid: number, patience: Record<keyof typeof usual, number>): Promise<Shutdown> {
  const lock = lockOf(sandboxFiles.store(folder));
  if (await letsGo(lock, pid, patience.stop)) return "stopped";
  // The store says whose number it is: no other process has got it meanwhile.
  kill(pid, "SIGKILL");
  if (await letsGo(lock, pid, patience.kill)) return "killed";
  throw new SandboxFailure(`process ${pid} of the sandbox in ${folder} cannot be ended; end it by hand`);
}

/**
 * Stops the sandbox in a folder, and returns when it has let go of everything. Everything that it knows is kept.
 * @param patience - how long it may take to stop before it is killed, and to be gone after that, milliseconds
 * @throws SandboxFailure when its process cannot be ended
 */
export async function shutdown(
  folder: string,
  patience: Record<keyof typeof usual, number> = usual,
): Promise<Shutdown> {
  const standing = await standingOf(folder);
  switch (standing.is) {
    case "down":
      return "was down";
    case "gone":
      removeRuntime(folder, standing.runtime);
      return "was gone";
    case "up":
      await askToStop(standing.runtime);
      return end(folder, standing.runtime.pid, patience);
    case "silent":
      kill(standing.pid, "SIGTERM");
      return end(folder, standing.pid, patience);
  }
}
