import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Binary } from "./binary";
import type { Diagnostic } from "./contract";
import { diagnosticText, type Message, readMessage, textDiagnostics } from "./messages";

/** One run of Terraform. */
export interface Run {
  readonly binary: Binary;
  readonly folder: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that it says is added to this file. */
  readonly log: string;
  readonly onMessage?: ((message: Message) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a run of Terraform ended. */
export interface Ended {
  readonly ok: boolean;
  /** What it printed that was no message for programs. */
  readonly text: string;
  readonly errors: readonly Diagnostic[];
}

const nothingSaid = (run: Run, code: number | null, signal: NodeJS.Signals | null): Diagnostic => ({
  severity: "error",
  summary: `${run.binary.product} ended with ${signal ?? `exit code ${code ?? "unknown"}`} and no error message`,
  detail: "",
  address: undefined,
});

const notBegun: Diagnostic = {
  severity: "error",
  summary: "interrupted before it began",
  detail: "",
  address: undefined,
};

/**
 * Runs Terraform to its end. When the signal aborts it is interrupted once: it then ends what it has begun, writes the
 * state and releases the lock.
 *
 * It runs in a process group of its own. In ours a Ctrl-C would reach it from the terminal and from here, and Terraform
 * takes a second interrupt for the wish to lose the state.
 */
export async function runTerraform(run: Run): Promise<Ended> {
  const { binary, folder, args, environment, log, onMessage, signal } = run;
  if (signal?.aborted === true) return { ok: false, text: "", errors: [notBegun] };
  const write = (text: string) => {
    appendFileSync(log, `${text}\n`, { mode: 0o600 });
  };
  write(`$ ${binary.command} ${args.join(" ")}    # ${new Date().toISOString()}`);
  const child = spawn(binary.command, [...args], {
    cwd: folder,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: [""], stderr: [""] };
  const diagnostics: Diagnostic[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = readMessage(line);
    if (message === undefined) {
      printed.stdout.push(line);
      return;
    }
    write(message.diagnostic === undefined ? message.text : diagnosticText(message.diagnostic));
    if (message.diagnostic !== undefined) diagnostics.push(message.diagnostic);
    onMessage?.(message);
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    printed.stderr.push(line);
    write(line);
  });
  const interrupt = () => child.kill("SIGINT");
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const [code, by] = await new Promise<readonly [number | null, NodeJS.Signals | null]>((done, failed) => {
      child.on("error", failed);
      child.on("close", (...ending) => done(ending));
    });
    const ok = code === 0;
    const errors = [...diagnostics, ...textDiagnostics(printed.stderr.join("\n"))].filter(
      ({ severity }) => severity === "error",
    );
    return {
      ok,
      text: printed.stdout.join("\n"),
      errors: ok || errors.length > 0 ? errors : [nothingSaid(run, code, by)],
    };
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}
