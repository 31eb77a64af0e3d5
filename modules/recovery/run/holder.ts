import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { isAlive, processShape } from "../../core/living";
import { InvalidInput } from "../../core/problems";
import { entryName, type LeaseEntry, type LeaseStore } from "../lease/store";

/** Who may move a group: one process of one run. */
const holderShape = z.strictObject({
  run: z.string(),
  /** Who started or resumed the run. */
  by: z.string(),
  ...processShape.shape,
  since: z.string(),
  /** Whether it was given back in order. */
  released: z.boolean(),
  /** Tells entries apart that two machines of one name would write alike. */
  id: z.string().default(""),
});
/** What an entry of a lease says. */
export type Holder = Readonly<z.infer<typeof holderShape>>;

/** A holder, and the number of its entry. */
export type Taken = Holder & { readonly number: number };

/** Where the lease of a group is held. */
export interface LeasePlace {
  /** The folder that holds all runs of this machine. */
  readonly runs: string;
  readonly environment: string;
  readonly group: string;
  /** Where all machines see it; null: the folder of runs is all that there is, as in a sandbox. */
  readonly shared: LeaseStore | null;
}

/** A group, as messages about its lease name it. */
export const pathOf = ({ environment, group }: LeasePlace) => `${environment}.${group}`;

/** What an entry says. @throws InvalidInput when it is damaged: then nobody is let in */
export function read({ place }: LeaseStore, entry: LeaseEntry | undefined): Taken | undefined {
  if (entry === undefined) return undefined;
  const { number, text } = entry;
  const refuse = () =>
    new InvalidInput([
      {
        path: `${place}/${entryName(number)}`,
        message: "is no lease; restore it from a copy, no run begins without it",
      },
    ]);
  try {
    return { ...holderShape.parse(JSON.parse(text)), number };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) throw refuse();
    throw error;
  }
}

/** Whether a holder's process lives. Of one that is another machine's nobody here can tell. */
export type Sign = "alive" | "dead" | "unknown";

/** Whether the process of a holder lives. */
export function signOf(holder: Holder, { runs, shared }: LeasePlace): Sign {
  // Machines can bear one name; the folder of the run is on the one where the run began.
  const isHere = holder.host === hostname() && (shared === null || existsSync(join(runs, holder.run)));
  if (!isHere) return "unknown";
  return isAlive(holder) ? "alive" : "dead";
}

/** Whether somebody has the lease whose last entry this is. */
export const isHeld = (last: Taken | undefined): last is Taken & { readonly released: false } =>
  last !== undefined && !last.released;

/** A holder in words: who, since when, on which machine. */
export const called = ({ run, by, host, pid, since }: Holder) =>
  `run ${run} of ${by} (process ${pid} on ${host}, since ${since})`;

/** Why a group cannot be had, and what to do about it. */
export function refusal(path: string, holder: Holder, sign: Sign): InvalidInput {
  const { run, by, host } = holder;
  const words = {
    alive: `is being moved by ${called(holder)}; wait for it, or end it with "understudy abort ${run}"`,
    dead: `was being moved by ${called(holder)}, which is dead; continue that one first: understudy resume ${run}`,
    unknown:
      `is being moved by ${called(holder)}; whether it is alive cannot be told from ${hostname()}: ask ${by}, wait for it, ` +
      `or resume or abort it on ${host}; once you know that its process is dead, say so with --holder-is-gone`,
  } as const satisfies Record<Sign, string>;
  return new InvalidInput([{ path, message: words[sign] }]);
}
