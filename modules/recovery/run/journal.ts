import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prettifyError } from "zod";
import { InvalidInput } from "../../core/problems";
import type { JournalEntry, JournalFact } from "../contract";
import { type Clock, elapsedSince } from "./clock";
import { type Appendable, openAppendable } from "./disk";
import { messageOf } from "../../core/failure";
import { entryShape } from "./journal-shape";

/** SHA-256, hexadecimal. */
export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The journal of a run whose folder this is. */
export const journalFile = (folder: string): string => join(folder, "journal.jsonl");

/** What a journal says, and how far it can be trusted. */
export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  /** The entries as they were written, byte for byte: what the hashes are of. */
  readonly lines: readonly string[];
  /** SHA-256 of the last line: the hash that stands for all of them. */
  readonly head: string;
  /** Bytes of whole lines. */
  readonly length: number;
  /** Whether a line came after them that a dying process did not finish. It is no part of `entries`. */
  readonly torn: boolean;
}

/** What is wrong with one line, given the one before. Undefined when nothing is. */
function problemOf(entry: JournalEntry, sequence: number, previous: string): string | undefined {
  if (entry.sequence !== sequence)
    return `says that it is entry ${entry.sequence}; an entry was added or taken out before it`;
  if (entry.previous !== previous)
    return "does not name the line before it by its hash; this line or the one before was changed";
  return undefined;
}

/**
 * Reads the text of a journal. A last line without an end was being written when its process died: it is left out, and told.
 * @throws InvalidInput naming the first line that is damaged in any other way
 */
export function parseJournal(text: string, path: string): JournalContent {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const entries: JournalEntry[] = [];
  let head = sha256("");
  const lines = whole.split("\n").slice(0, -1);
  for (const line of lines) {
    const sequence = entries.length + 1;
    const damage = (message: string): InvalidInput =>
      new InvalidInput([
        { path: `${path}:${sequence}`, message: `${message}; restore the file from a copy, nothing was done with it` },
      ]);
    const parsed = entryShape.safeParse(jsonOf(line));
    if (!parsed.success)
      throw damage(`is no entry of a journal (${prettifyError(parsed.error).replaceAll("\n", " ")})`);
    const problem = problemOf(parsed.data, sequence, head);
    if (problem !== undefined) throw damage(problem);
    entries.push(parsed.data);
    head = sha256(line);
  }
  return { entries, lines, head, length: Buffer.byteLength(whole), torn: whole !== text };
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

/** Reads a run's journal. @throws InvalidInput when it is damaged, or the file system's own error when there is none */
export function readJournal(folder: string): JournalContent {
  const file = journalFile(folder);
  const bytes = readFileSync(file);
  const text = bytes.toString("utf8");
  const content = parseJournal(text, file);
  // Bytes that are no text would be read as replacement characters, and then hash differently: only a torn end may have them.
  if (!Buffer.from(text.slice(0, text.lastIndexOf("\n") + 1)).equals(bytes.subarray(0, content.length)))
    throw new InvalidInput([{ path: file, message: "is no UTF-8 text; restore the file from a copy" }]);
  return content;
}

/** A run's journal could not be written. Nothing that was in it is lost; what it should have said is not in it. */
export class JournalError extends Error {
  override readonly name = "JournalError";
}

/** The record of one run: what is in it happened, and is on disk. */
export interface Journal {
  readonly entries: () => readonly JournalEntry[];
  /** SHA-256 of the last line. */
  readonly head: () => string;
  /** @throws JournalError when the line is not on disk, for whatever reason */
  readonly append: (fact: JournalFact) => JournalEntry;
  readonly close: () => void;
}

/** How a journal reaches its disk. Tests take another, to fill it up. */
export type OpenFile = (file: string, length: number) => Appendable;

/**
 * Opens the journal of a run for writing, after what `content` says is in it. Only the holder of the group's lease does that.
 * Times elapse on: from the last entry by the wall clock, which is clamped where it went back, then by the monotonic one.
 */
export function openJournal(
  folder: string,
  content: JournalContent,
  clock: Clock,
  open: OpenFile = openAppendable,
): Journal {
  const path = journalFile(folder);
  const file = open(path, content.length);
  const entries = [...content.entries];
  const last = entries.at(-1);
  const base = (last === undefined ? 0 : elapsedSince(last, clock.now())) - clock.monotonic();
  let { head } = content;
  return {
    entries: () => entries,
    head: () => head,
    append: (fact) => {
      const entry: JournalEntry = {
        ...fact,
        sequence: entries.length + 1,
        at: clock.now().toISOString(),
        elapsed: Math.round(base + clock.monotonic()),
        previous: head,
      };
      const line = JSON.stringify(entry);
      try {
        file.append(`${line}\n`);
      } catch (error) {
        throw new JournalError(
          `${path} could not be written (${messageOf(error)}); what it says so far is safe: make room, then resume the run`,
        );
      }
      entries.push(entry);
      head = sha256(line);
      return entry;
    },
    close: () => file.close(),
  };
}

/** What the journal of a run that has not begun says. */
export const nothingYet: JournalContent = { entries: [], lines: [], head: sha256(""), length: 0, torn: false };
