import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { hasCode } from "./error-code";

/** A process, told apart from a later one that got the same number. */
export const processShape = z.object({
  pid: z.number(),
  /** Which boot of the machine, and when in it the process began; null where there is no /proc. */
  born: z.string().nullable(),
});

/** What {@link processShape} describes. */
export type ProcessIdentity = Readonly<z.infer<typeof processShape>>;

/** The 22nd field of /proc/<pid>/stat (proc(5)); the second one, a name in parentheses, may have spaces in it. */
function birth(pid: number): string | null {
  if (!existsSync("/proc/self/stat")) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, state = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 1).split(" ");
    // Dead, and its parent has not asked yet how it ended.
    if (state === "Z" || state === "X") return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${rest[18] ?? ""}`;
  } catch (error) {
    // It ended while we looked.
    if (hasCode(error, "ENOENT", "ESRCH")) return null;
    throw error;
  }
}

/** What tells a process, this one unless another is given, from every other one. */
export function identify(pid = process.pid): ProcessIdentity {
  return { pid, born: birth(pid) };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is there all the same.
    return hasCode(error, "EPERM");
  }
}

/** Whether a process is still there, and still the same one. */
export function isAlive({ pid, born }: ProcessIdentity): boolean {
  return exists(pid) && (born === null || birth(pid) === born);
}
