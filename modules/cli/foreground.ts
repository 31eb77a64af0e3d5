import { spawn } from "node:child_process";
import { constants } from "node:os";

/** A command that a person waits for. */
export interface Foreground {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const forwarded = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"] as const;

/** What a terminal's keys send, to every process of the group. */
const keys: readonly string[] = ["SIGINT", "SIGQUIT"];

/**
 * Runs a command with this process' terminal, passes signals on, and returns its exit code; as a shell, 128 and the
 * signal's number when one ended it.
 *
 * Terraform takes a second interrupt for the wish to lose the state. At a terminal the keys' signals reach it without us;
 * elsewhere it has a process group of its own, so that they reach it through us alone.
 * @throws Error when there is no such command, with the system's code
 */
export async function runInForeground({ command, args, env }: Foreground): Promise<number> {
  const atTerminal = process.stdin.isTTY;
  const child = spawn(command, [...args], { env, stdio: "inherit", detached: !atTerminal });
  const pass = (signal: NodeJS.Signals) => {
    if (!atTerminal || !keys.includes(signal)) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, pass);
  try {
    return await new Promise<number>((done, failed) => {
      child.on("error", failed);
      child.on("close", (code, signal) => done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of forwarded) process.off(signal, pass);
  }
}
