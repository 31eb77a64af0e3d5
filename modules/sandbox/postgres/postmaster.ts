import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { give } from "./account";
import { codeOf } from "../../core/failure";
import { environment, type Home } from "./home";

/** Time for a recovery after a crash, or for a source to send what a replica needs before it can be read. */
const startPatience = 60_000;

/** Time to stop: a clean shutdown waits until replicas have everything. */
const stopPatience = 60_000;

const interval = 10;

/** How a server is stopped: everything written and sent, or nothing. */
const signals = { cleanly: "SIGINT", "at once": "SIGQUIT" } as const;

/** Whether a process works in this data folder. PostgreSQL's do from their start to their end. */
function worksIn(data: string, pid: number): boolean {
  if (existsSync("/proc/self/cwd")) {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === data;
    } catch (error) {
      // Gone, a zombie, or somebody else's.
      if (codeOf(error) !== undefined) return false;
      throw error;
    }
  }
  const { stdout } = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trimEnd().endsWith(` -D ${data}`);
}

function lines(data: string): readonly string[] {
  try {
    return readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

/** The process that serves a data folder, undefined when there is none: what postmaster.pid says may be of another time. */
export function postmasterOf(data: string): number | undefined {
  const [pid = "", folder = ""] = lines(data);
  return folder === data && /^\d+$/.test(pid) && worksIn(data, Number(pid)) ? Number(pid) : undefined;
}

const accepts = (data: string) => lines(data)[7]?.trim() === "ready";

/** What was added to a log since it had `size` bytes. */
const since = (log: string, size: number) => readFileSync(log).subarray(size).toString("utf8").trim();

/**
 * Starts PostgreSQL on a data folder, in a session of its own, and returns when it can be connected to. It outlives us.
 * @throws Error with what PostgreSQL wrote to its log when it does not start
 */
export async function launch(home: Home, data: string, log: string): Promise<void> {
  if (postmasterOf(data) !== undefined) return;
  // PostgreSQL would believe a file of a crash if the system has given its process number to another process since.
  rmSync(join(data, "postmaster.pid"), { force: true });
  const output = openSync(log, "a", 0o600);
  give(log, home.account);
  const before = statSync(log).size;
  const ended: { how?: string } = {};
  const child = spawn(join(home.binaries, "postgres"), ["-D", data], {
    ...home.account,
    cwd: "/",
    env: environment,
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.once("error", (error) => (ended.how = error.message));
  child.once("exit", (status, signal) => (ended.how ??= `it ended with ${signal ?? status ?? "nothing"}`));
  child.unref();
  closeSync(output);
  const deadline = Date.now() + startPatience;
  while (postmasterOf(data) === undefined || !accepts(data)) {
    if (ended.how === undefined && Date.now() < deadline) await pause(interval);
    else {
      await halt(data, "at once");
      const how = ended.how ?? `it was not ready after ${startPatience / 1000} s`;
      throw new Error(`postgresql did not start on ${data}: ${how}\n${since(log, before)}`);
    }
  }
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself, which is what was wanted.
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

/**
 * Stops the server of a data folder, if one runs, and returns when none of its processes is left.
 * @throws Error when it does not end
 */
export async function halt(data: string, how: keyof typeof signals): Promise<void> {
  const pid = postmasterOf(data);
  if (pid === undefined) return;
  // A postmaster that is told to end at once ends its children first, and kills those that linger.
  tell(pid, signals[how]);
  const deadline = Date.now() + stopPatience;
  while (worksIn(data, pid)) {
    if (Date.now() > deadline)
      throw new Error(`postgresql on ${data} was told to end ${how} and has not after ${stopPatience / 1000} s`);
    await pause(interval);
  }
}
