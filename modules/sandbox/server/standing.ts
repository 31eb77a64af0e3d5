import { SandboxFailure } from "../failure";
import { type Runtime, sandboxFiles } from "../runtime";
import { lockOf } from "../store/open";
import { holderOf } from "../store/process-lock";
import { askStatus } from "./client";
import { readRuntime } from "./runtime-file";
import type { Status } from "./status";

/** How a sandbox stands, found out by asking it and not by believing a file. */
export type Standing =
  | { readonly is: "up"; readonly runtime: Runtime; readonly status: Status }
  | { readonly is: "down" }
  /** Its process is gone, and could not take the runtime file with it. */
  | { readonly is: "gone"; readonly runtime: Runtime }
  /** Its process is there, and does not answer: it is starting, stopping, or stuck. */
  | { readonly is: "silent"; readonly pid: number };

async function statusOf(runtime: Runtime): Promise<Status | undefined> {
  try {
    return await askStatus(runtime);
  } catch (error) {
    if (error instanceof SandboxFailure) return undefined;
    throw error;
  }
}

/** Finds out how the sandbox in a folder stands. */
export async function standingOf(folder: string): Promise<Standing> {
  const runtime = readRuntime(folder);
  const status = runtime && (await statusOf(runtime));
  if (runtime !== undefined && status !== undefined) return { is: "up", runtime, status };
  const holder = holderOf(lockOf(sandboxFiles.store(folder)));
  if (holder !== undefined) return { is: "silent", pid: holder.pid };
  return runtime === undefined ? { is: "down" } : { is: "gone", runtime };
}

/**
 * The sandbox that is up in a folder.
 * @throws SandboxFailure when none is, with how it is started
 */
export async function requireUp(folder: string): Promise<Extract<Standing, { is: "up" }>> {
  const standing = await standingOf(folder);
  switch (standing.is) {
    case "up":
      return standing;
    case "down":
      throw new SandboxFailure(`no sandbox is up in ${folder}; start it with understudy sandbox up`);
    case "gone":
      throw new SandboxFailure(
        `the sandbox in ${folder} is up no more: its process ${standing.runtime.pid} is gone; ` +
          "start it again with understudy sandbox up",
      );
    case "silent":
      throw new SandboxFailure(silent(folder, standing.pid));
  }
}

/** What is said of a sandbox that does not answer. */
export function silent(folder: string, pid: number): string {
  return (
    `the sandbox in ${folder} does not answer, and its process ${pid} is there: it is starting, stopping, or stuck; ` +
    "wait, or end it with understudy sandbox down"
  );
}
