import { join } from "node:path";
import { type ChainContent, continueChain, emptyChain, parseChain, readChain } from "../../core/chain";
import { messageOf } from "../../core/failure";
import type { JournalEntry, JournalFact } from "../contract";
import { type Clock, elapsedSince } from "./clock";
import { type Appendable, openAppendable } from "./disk";
import { entryShape } from "./journal-shape";

/** The journal of a run whose folder this is. */
export const journalFile = (folder: string): string => join(folder, "journal.jsonl");

/** What a journal says, and how far it can be trusted. */
export type JournalContent = ChainContent<JournalEntry>;

const form = { of: "a journal", shape: entryShape } as const;

/**
 * Reads the text of a journal. A last line without an end was being written when its process died: it is left out, and told.
 * @throws InvalidInput naming the first line that is damaged in any other way
 */
export function parseJournal(text: string, path: string): JournalContent {
  return parseChain(text, path, form);
}

/** Reads a run's journal. @throws InvalidInput when it is damaged, or the file system's own error when there is none */
export function readJournal(folder: string): JournalContent {
  return readChain(journalFile(folder), form);
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
  const last = content.entries.at(-1);
  const base = (last === undefined ? 0 : elapsedSince(last, clock.now())) - clock.monotonic();
  const { entries, head, append } = continueChain<JournalEntry>(content, (line) => {
    try {
      file.append(line);
    } catch (error) {
      throw new JournalError(
        `${path} could not be written (${messageOf(error)}); what it says so far is safe: make room, then resume the run`,
      );
    }
  });
  return {
    entries,
    head,
    append: (fact) =>
      append(({ sequence, previous }) => ({
        ...fact,
        sequence,
        at: clock.now().toISOString(),
        elapsed: Math.round(base + clock.monotonic()),
        previous,
      })),
    close: () => file.close(),
  };
}

/** What the journal of a run that has not begun says. */
export const nothingYet: JournalContent = emptyChain;
