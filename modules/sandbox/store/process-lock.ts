import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hasCode } from "./error-code";
import { identify, isAlive, type ProcessIdentity, processShape } from "./process";

/** Runs `act`, and tells whether it could: not when it fails for the one reason given. */
function succeeds(act: () => void, unless: string): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (hasCode(error, unless)) return false;
    throw error;
  }
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function ownerIn(text: string): ProcessIdentity | undefined {
  try {
    return processShape.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The process that holds a lock; undefined when none does, or none that is still alive. */
export function holderOf(file: string): ProcessIdentity | undefined {
  const owner = ownerIn(textIn(file) ?? "");
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

/** Removes the lock of a process that is gone, and nothing else: somebody may have been quicker, and hold it now. */
function clear(file: string, stale: string): void {
  const aside = `${file}.${process.pid}.stale`;
  if (!succeeds(() => renameSync(file, aside), "ENOENT")) return;
  if (textIn(aside) !== stale) succeeds(() => linkSync(aside, file), "EEXIST");
  rmSync(aside, { force: true });
}

/**
 * Takes a lock for this process: a file that names it. One whose process is gone is taken over.
 * @returns how to give it back
 * @throws Error when a process that is alive holds it, with its number
 */
export function takeLock(file: string, locked: string): () => void {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identify()));
  try {
    // A link is made whole or not at all, so that nobody ever reads half a lock.
    while (!succeeds(() => linkSync(own, file), "EEXIST")) {
      const text = textIn(file);
      const owner = text === undefined ? undefined : ownerIn(text);
      if (owner !== undefined && isAlive(owner))
        throw new Error(
          `${locked}: is open in process ${owner.pid}; stop that one first, with understudy sandbox down`,
        );
      if (text !== undefined) clear(file, text);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(file, { force: true });
}
