import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { InvalidInput, nearest, oneOf, type Problem } from "../../core/problems";
import type { Plan } from "../contract";
import { startOf } from "../evidence/judge";
import type { Clock } from "./clock";
import type { LeaseStore } from "../lease/store";
import { createWhole, makeFolder } from "./disk";
import { letters } from "./inbox";
import { type Journal, type JournalContent, journalFile, nothingYet, openJournal, readJournal } from "./journal";
import type { LeasePlace } from "./holder";
import { type Lease, leaseHolder, noWord, retakeLease, takeLease, type Vouched, type Word } from "./lease";
import { checkPlan, planHash } from "./plan-check";
import { standingOf } from "./standing";

/** A run that this process may carry on: it holds the group's lease and has the journal open. */
export interface OpenRun {
  readonly run: string;
  readonly folder: string;
  readonly plan: Plan;
  readonly journal: Journal;
  readonly lease: Lease;
}

/** What {@link beginRun} needs. */
export interface Beginning {
  /** The folder that holds all runs. */
  readonly runs: string;
  /** Where all machines see the group's lease; null: the folder of runs is all that there is. */
  readonly shared: LeaseStore | null;
  readonly plan: Plan;
  readonly starter: string;
  readonly drill: boolean;
  readonly clock: Clock;
  /**
   * What lies in the folder of a run before it has begun, by file: there whenever its journal is.
   * @default - nothing
   */
  readonly beside?: (run: string) => Readonly<Record<string, string>>;
  /** @default - nobody has said anything */
  readonly word?: Word;
}

/** `production-aws-failover-20261121-140312-5f3a`: sorts by group and time, and can be read aloud. */
function runName({ environment, group, intent }: Plan, now: Date): string {
  const [day = "", time = ""] = now.toISOString().split("T");
  const stamp = `${day.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}`;
  return `${environment}-${group}-${intent}-${stamp}-${randomBytes(2).toString("hex")}`;
}

/** Whether a run's first entry is on disk. Before that, nothing was done in its name. */
const hasBegun = (folder: string) => existsSync(journalFile(folder)) && readJournal(folder).entries.length > 0;

function record(journal: Journal, by: string, vouched: readonly Vouched[]): void {
  for (const one of vouched) journal.append({ fact: "vouched", by, ...one });
}

/**
 * Begins a run: takes the group's lease, and puts plan and starter on record, and what somebody vouches for.
 * @throws InvalidInput when the plan cannot be run, another run has the group, or nobody can say whether one has
 */
export async function beginRun(beginning: Beginning): Promise<OpenRun> {
  const { runs, shared, plan, starter, drill, clock, beside, word = noWord } = beginning;
  checkPlan(plan);
  const run = runName(plan, clock.now());
  const { environment, group } = plan;
  const neverBegan = (other: string) => !hasBegun(join(runs, other));
  const folder = join(runs, run);
  // Before the lease: by its folder a run is known on this machine.
  makeFolder(folder);
  let lease: Lease;
  try {
    lease = await takeLease({ runs, shared, environment, group, run, by: starter, word }, neverBegan);
  } catch (error) {
    if (error instanceof InvalidInput) rmdirSync(folder);
    throw error;
  }
  for (const [file, text] of Object.entries(beside?.(run) ?? {})) createWhole(join(folder, file), text);
  const journal = openJournal(folder, nothingYet, clock);
  journal.append({ fact: "started", run, plan, planHash: planHash(plan), starter, drill });
  record(journal, starter, lease.vouched);
  return { run, folder, plan, journal, lease };
}

/**
 * The run of this machine that has a group, alive or dead; undefined when none does that has begun.
 * @throws InvalidInput when a run of another machine has it, unless somebody vouches that it is gone, or nobody can say
 */
export async function runInTheWay(place: LeasePlace, word: Word = noWord): Promise<string | undefined> {
  const holder = await leaseHolder(place, word);
  return holder !== undefined && (holder.alive || hasBegun(join(place.runs, holder.run))) ? holder.run : undefined;
}

/** The folder of a run. @throws InvalidInput when there is none of that name, with the one that was most likely meant */
export function runFolder(runs: string, run: string): string {
  const folder = join(runs, run);
  if (/^[\w.-]+$/.test(run) && hasBegun(folder)) return folder;
  const known = existsSync(runs) ? readdirSync(runs).filter((name) => existsSync(journalFile(join(runs, name)))) : [];
  const meant = nearest(run, known);
  const others = meant === undefined ? `runs are ${oneOf(known)}` : `did you mean "${meant}"?`;
  throw new InvalidInput([{ path: run, message: `is no run in ${runs}; ${others}` }]);
}

/** What a person says on resuming. */
export interface Resumption {
  readonly runs: string;
  /** Where all machines see the group's lease; null: the folder of runs is all that there is. */
  readonly shared: LeaseStore | null;
  readonly run: string;
  readonly by: string;
  /** Per step that a run asked about: whether it is done, or is to be done again. */
  readonly answers: Readonly<Record<string, "done" | "again">>;
  /** @default - nobody has said anything */
  readonly word?: Word;
  readonly clock: Clock;
}

function unasked(plan: Plan, answers: Resumption["answers"], { entries }: JournalContent): readonly Problem[] {
  const standing = standingOf(entries);
  return Object.keys(answers).flatMap((id) => {
    const step = plan.steps.find((candidate) => candidate.id === id);
    const open = ["interrupted", "failed", "again"].includes(standing.of(id).state);
    if (step?.repeatable === "never" && open) return [];
    return [{ path: id, message: "is no step that was asked about; leave the answer out" }];
  });
}

/** Why a run is over for good; undefined when it is not. */
function overBecause({ entries }: JournalContent): string | undefined {
  const last = entries.at(-1);
  if (last?.fact !== "ended") return undefined;
  if (last.verdict === "passed") return "has passed";
  return standingOf(entries).aborted === null ? undefined : "was aborted";
}

/** When a run began, if that was on somebody's word and without the lease. */
function beganWithout({ entries }: JournalContent): string | null {
  const vouched = entries.some((entry) => entry.fact === "vouched" && entry.word === "without-lease");
  return vouched ? startOf(entries).at : null;
}

/**
 * Takes up a run whose process is gone, or that was paused or failed.
 * @throws InvalidInput when it has passed or was aborted, its process is alive, another run had the group since, an answer is
 * to nothing that was asked, or the journal is damaged
 */
export async function reopenRun(resumption: Resumption): Promise<OpenRun> {
  const { runs, shared, run, by, answers, clock, word = noWord } = resumption;
  const folder = runFolder(runs, run);
  const before = readJournal(folder);
  const { plan } = startOf(before.entries);
  const problems = unasked(plan, answers, before);
  if (problems.length > 0) throw new InvalidInput(problems);
  const { environment, group } = plan;
  const lease = await retakeLease({ runs, shared, environment, group, run, by, word }, beganWithout(before));
  // Read again: until the lease was taken, another process may have written.
  const content = readJournal(folder);
  const over = overBecause(content);
  if (over !== undefined) {
    await lease.release();
    throw new InvalidInput([{ path: run, message: `${over}; nothing is left to resume, make a new plan` }]);
  }
  const journal = openJournal(folder, content, clock);
  // Whoever resumes wants it to go on: an old wish to pause is void.
  for (const { message, discard } of letters(folder, () => undefined)) if (message.ask === "pause") discard();
  journal.append({ fact: "resumed", by, torn: content.torn });
  record(journal, by, lease.vouched);
  for (const [step, answer] of Object.entries(answers)) journal.append({ fact: "answered", by, step, answer });
  return { run, folder, plan, journal, lease };
}
