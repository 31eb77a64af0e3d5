import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { prettifyError, type ZodType } from "zod";
import { InvalidInput } from "./problems";

/** SHA-256, hexadecimal. */
export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What ties an entry to the one before. */
export interface Link {
  /** From 1. */
  readonly sequence: number;
  /** SHA-256 of the line before, hexadecimal; of nothing for the first. */
  readonly previous: string;
}

/** What a chain of lines says, and how far it can be trusted. */
export interface ChainContent<Entry> {
  readonly entries: readonly Entry[];
  /** The entries as they were written, byte for byte: what the hashes are of. */
  readonly lines: readonly string[];
  /** SHA-256 of the last line: the hash that stands for all of them. */
  readonly head: string;
  /** Bytes of whole lines. */
  readonly length: number;
  /** Whether a line came after them that a dying process did not finish. It is no part of `entries`. */
  readonly torn: boolean;
}

/** How the lines of a chain are read. */
export interface ChainForm<Entry extends Link> {
  /** What has such lines: `a journal`. */
  readonly of: string;
  readonly shape: ZodType<Entry>;
}

/** A chain that has not begun. */
export const emptyChain: ChainContent<never> = { entries: [], lines: [], head: sha256(""), length: 0, torn: false };

/** What is wrong with one line, given the one before. Undefined when nothing is. */
function problemOf(entry: Link, sequence: number, previous: string): string | undefined {
  if (entry.sequence !== sequence)
    return `says that it is entry ${entry.sequence}; an entry was added or taken out before it`;
  if (entry.previous !== previous)
    return "does not name the line before it by its hash; this line or the one before was changed";
  return undefined;
}

/** The value of a JSON text; undefined, which no entry is, when it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Reads the text of a chain. A last line without an end was being written when its process died: it is left out, and told.
 * @throws InvalidInput naming the first line that is damaged in any other way
 */
export function parseChain<Entry extends Link>(
  text: string,
  path: string,
  { of, shape }: ChainForm<Entry>,
): ChainContent<Entry> {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const entries: Entry[] = [];
  let head = sha256("");
  const lines = whole.split("\n").slice(0, -1);
  for (const line of lines) {
    const sequence = entries.length + 1;
    const damage = (message: string): InvalidInput =>
      new InvalidInput([
        { path: `${path}:${sequence}`, message: `${message}; restore the file from a copy, nothing was done with it` },
      ]);
    const parsed = shape.safeParse(jsonOf(line));
    if (!parsed.success) throw damage(`is no entry of ${of} (${prettifyError(parsed.error).replaceAll("\n", " ")})`);
    const problem = problemOf(parsed.data, sequence, head);
    if (problem !== undefined) throw damage(problem);
    entries.push(parsed.data);
    head = sha256(line);
  }
  return { entries, lines, head, length: Buffer.byteLength(whole), torn: whole !== text };
}

/**
 * Reads the file of a chain.
 * @throws InvalidInput when it is damaged, or the file system's own error when there is none
 */
export function readChain<Entry extends Link>(file: string, form: ChainForm<Entry>): ChainContent<Entry> {
  const bytes = readFileSync(file);
  const text = bytes.toString("utf8");
  const content = parseChain(text, file, form);
  // Bytes that are no text would be read as replacement characters, and then hash differently: only a torn end may have them.
  if (!Buffer.from(text.slice(0, text.lastIndexOf("\n") + 1)).equals(bytes.subarray(0, content.length)))
    throw new InvalidInput([{ path: file, message: "is no UTF-8 text; restore the file from a copy" }]);
  return content;
}

/** A chain that is being written: what is in it is in its file. */
export interface Chain<Entry> {
  readonly entries: () => readonly Entry[];
  /** SHA-256 of the last line. */
  readonly head: () => string;
  /**
   * Adds the entry that `make` makes of its link.
   * @throws whatever writing the line throws; the chain is then as it was
   */
  readonly append: <Made extends Entry>(make: (link: Link) => Made) => Made;
}

/**
 * Goes on with a chain after what `content` says is in it.
 * @param write - brings a line, with its end, into the file
 */
export function continueChain<Entry>(content: ChainContent<Entry>, write: (line: string) => void): Chain<Entry> {
  const entries = [...content.entries];
  let { head } = content;
  return {
    entries: () => entries,
    head: () => head,
    append: (make) => {
      const entry = make({ sequence: entries.length + 1, previous: head });
      const line = JSON.stringify(entry);
      write(`${line}\n`);
      entries.push(entry);
      head = sha256(line);
      return entry;
    },
  };
}
