import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { codeOf } from "./failure";

/** What a process is known by, also to others and after its end. */
export const processShape = z.strictObject({
  host: z.string(),
  pid: z.number(),
  /** When the process was started, as its system says it: a number that is used again for another process tells so. */
  processStart: z.string(),
});

/** A process, as {@link processShape} describes it. */
export type ProcessMark = Readonly<z.infer<typeof processShape>>;

/** Field 22 of Linux's /proc/<pid>/stat, clock ticks since boot. Elsewhere unknown, and then a living pid counts as the process. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "unknown";
  } catch (error) {
    if (codeOf(error) !== undefined) return "unknown";
    throw error;
  }
}

/** This process. */
export function thisProcess(): ProcessMark {
  return { host: hostname(), pid: process.pid, processStart: processStart(process.pid) };
}

/** Whether a process is there. One of another machine counts as alive: nobody here can tell. */
export function isAlive({ host, pid, processStart: start }: ProcessMark): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (codeOf(error) !== "EPERM") return false;
  }
  return start === processStart(pid);
}
