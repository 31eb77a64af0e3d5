import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { SandboxFailure } from "../failure";
import { type Runtime, runtimeShape, sandboxFiles, sandboxFormat } from "../runtime";

/** Writes the runtime file: for its owner's eyes, and at once, so that nobody reads half of it. */
export function writeRuntime(folder: string, runtime: Runtime): void {
  const file = sandboxFiles.runtime(folder);
  const beside = `${file}.${process.pid}`;
  rmSync(beside, { force: true });
  writeFileSync(beside, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  renameSync(beside, file);
}

/**
 * What the runtime file says; undefined when there is none.
 * @throws SandboxFailure when it is of another version, or unreadable, with what to do
 */
export function readRuntime(folder: string): Runtime | undefined {
  const file = sandboxFiles.runtime(folder);
  if (!existsSync(file)) return undefined;
  const content = parsed(readFileSync(file, "utf8"));
  const { data } = runtimeShape.safeParse(content);
  if (data !== undefined) return data;
  const other = typeof content === "object" && content !== null && "format" in content ? content.format : undefined;
  throw new SandboxFailure(
    other === undefined || other === sandboxFormat
      ? `${file}: cannot be read; remove it, and start the sandbox again with understudy sandbox up`
      : `${file}: was written by another version, in format ${JSON.stringify(other)}; stop that sandbox with that version`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Removes the runtime file, unless another sandbox has written its own meanwhile. */
export function removeRuntime(folder: string, { token }: Pick<Runtime, "token">): void {
  if (readRuntime(folder)?.token === token) rmSync(sandboxFiles.runtime(folder), { force: true });
}

/** A secret of 256 bits that needs no quoting anywhere. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** The port that was used last, which saved backends of stacks name; 0 when none was. */
export function lastPort(folder: string): number {
  const file = sandboxFiles.port(folder);
  const port = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
}

/** Keeps a port for the next time. */
export function keepPort(folder: string, port: number): void {
  writeFileSync(sandboxFiles.port(folder), `${port}\n`);
}
