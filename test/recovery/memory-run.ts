import { join } from "node:path";
import { tmpdir } from "node:os";
import type { JournalEntry, JournalFact, Plan } from "../../modules/recovery/contract";
import type { Clock } from "../../modules/recovery/run/clock";
import type { Appendable } from "../../modules/recovery/run/disk";
import type { OpenRun } from "../../modules/recovery/run/folder";
import { type Journal, nothingYet, openJournal, parseJournal } from "../../modules/recovery/run/journal";
import { planHash } from "../../modules/recovery/run/plan-check";
import type { RunPorts } from "../../modules/recovery/run/ports";

/** A journal's file in memory, so that thousands of runs do not wait for a disk. */
export class MemoryDisk {
  text = "";

  readonly open = (): Appendable => ({
    length: () => Buffer.byteLength(this.text),
    append: (text) => void (this.text += text),
    close: () => undefined,
  });

  content() {
    return parseJournal(this.text, "memory");
  }

  entries(): readonly JournalEntry[] {
    return this.content().entries;
  }
}

/** What a run that lives in memory needs. */
export interface MemoryRun {
  readonly disk: MemoryDisk;
  readonly plan: Plan;
  readonly clock: Clock;
  readonly folder?: string;
  /** Stands between the run and its journal. */
  readonly between?: (journal: Journal) => Journal;
  /** What is put on record before it goes on. */
  readonly facts?: readonly JournalFact[];
}

/** A folder that is not there: no inbox. */
const nowhere = join(tmpdir(), "understudy-no-such-folder");

/** Begins a run, or goes on with the one on the disk, as modules/recovery/run/folder.ts does without the lease. */
export function openInMemory({
  disk,
  plan,
  clock,
  folder = nowhere,
  between = (it) => it,
  facts = [],
}: MemoryRun): OpenRun {
  const content = disk.text === "" ? nothingYet : disk.content();
  disk.text = Buffer.from(disk.text).subarray(0, content.length).toString();
  const journal = between(openJournal(folder, content, clock, disk.open));
  const starter = "ana@example.com";
  if (content.entries.length > 0) journal.append({ fact: "resumed", by: starter, torn: content.torn });
  else journal.append({ fact: "started", run: "r1", plan, planHash: planHash(plan), starter, drill: true });
  for (const fact of facts) journal.append(fact);
  return { run: "r1", folder, plan, journal, lease: { vouched: [], release: () => Promise.resolve() } };
}

/** Ports that most runs share. */
export const usualPorts = (clock: Clock): Pick<RunPorts, "clock" | "random" | "signal" | "lagEvery" | "onEvent"> => ({
  clock,
  random: () => 0.5,
  signal: new AbortController().signal,
  lagEvery: null,
  onEvent: () => undefined,
});
