import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  writeSync,
} from "node:fs";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { codeOf } from "../../core/failure";

/** Makes what was created, renamed or removed in a folder outlast a loss of power. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Creates a folder and those above it, on disk when it returns. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    syncFolder(dirname(made));
    if (made === first) return;
  }
}

/** An open file, as far as what is appended to it must be on disk or not there at all. */
export interface Appendable {
  /** Bytes that are surely there. */
  readonly length: () => number;
  /** On disk when it returns. @throws the disk's own error; what was written of the text is taken back, if that can be done. */
  readonly append: (text: string) => void;
  readonly close: () => void;
}

/** Opens a file whose first `length` bytes are good; whatever follows them is cut off. */
export function openAppendable(file: string, length: number): Appendable {
  const handle = openSync(file, constants.O_RDWR | constants.O_CREAT);
  let end = length;
  let failed = false;
  const cut = (): void => {
    ftruncateSync(handle, end);
    fsyncSync(handle);
  };
  cut();
  syncFolder(dirname(file));
  return {
    length: () => end,
    append: (text) => {
      // After an fsync that failed nobody knows what is on disk: only opening the file anew tells.
      if (failed) throw new Error("it could not be written before");
      const bytes = Buffer.from(text);
      try {
        for (let written = 0; written < bytes.length;)
          written += writeSync(handle, bytes, written, bytes.length - written, end + written);
        fsyncSync(handle);
      } catch (error) {
        failed = true;
        cut();
        throw error;
      }
      end += bytes.length;
    },
    close: () => closeSync(handle),
  };
}

/**
 * Creates a file with its whole content, unless one of that name is there: nobody ever sees half of it.
 * @returns whether it was created
 */
export function createWhole(file: string, text: string): boolean {
  const temporary = join(dirname(file), `.${randomUUID()}`);
  const whole = openAppendable(temporary, 0);
  try {
    whole.append(text);
    linkSync(temporary, file);
    syncFolder(dirname(file));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    whole.close();
    rmSync(temporary, { force: true });
  }
}
