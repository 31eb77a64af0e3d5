import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { InvalidInput } from "../../core/problems";
import { isAlive, processShape, thisProcess } from "../../core/living";
import { createWhole, makeFolder } from "./disk";

/** Who may move a group: one process of one run. */
const holderShape = z.strictObject({
  run: z.string(),
  /** Who started or resumed the run. */
  by: z.string(),
  ...processShape.shape,
  since: z.string(),
  /** Whether it was given back in order. */
  released: z.boolean(),
});
type Holder = Readonly<z.infer<typeof holderShape>>;

/** The right to move one group, held. */
export interface Lease {
  /** Gives it back: another run of the group may begin. */
  readonly release: () => void;
}

/** Whom a lease is for. */
export interface LeaseRequest {
  /** The folder that holds all runs. */
  readonly runs: string;
  readonly environment: string;
  readonly group: string;
  readonly run: string;
  readonly by: string;
}

const folderOf = (runs: string, environment: string, group: string) => join(runs, "leases", `${environment}.${group}`);

/**
 * The takers of a group's lease, one numbered file each, none ever changed or removed: who creates the next number has it.
 * That makes taking over atomic, and leaves a record.
 */
function takers(folder: string): { readonly last: Holder | undefined; readonly next: string } {
  const numbers = readdirSync(folder).flatMap((name) => /^(\d+)[.]json$/.exec(name)?.[1] ?? []);
  const highest = Math.max(0, ...numbers.map(Number));
  const next = join(folder, `${highest + 1}.json`);
  if (highest === 0) return { last: undefined, next };
  const file = join(folder, `${highest}.json`);
  const parsed = holderShape.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success)
    throw new InvalidInput([{ path: file, message: "is no lease; restore it from a copy, no run begins without it" }]);
  return { last: parsed.data, next };
}

/** Which run has a group, and whether its process lives, as far as this machine can tell; undefined when it is free. */
export function leaseHolder({
  runs,
  environment,
  group,
}: Pick<LeaseRequest, "runs" | "environment" | "group">):
  { readonly run: string; readonly alive: boolean } | undefined {
  const folder = folderOf(runs, environment, group);
  const last = existsSync(folder) ? takers(folder).last : undefined;
  return last === undefined || last.released ? undefined : { run: last.run, alive: isAlive(last) };
}

function refusal(path: string, { run, by, host, pid, since }: Holder, alive: boolean): InvalidInput {
  const who = `run ${run} of ${by} (process ${pid} on ${host}, since ${since})`;
  const elsewhere =
    host === hostname() ? "" : `; whether it is alive cannot be told from ${hostname()}: resume it on ${host}`;
  const what = alive
    ? `is being moved by ${who}${elsewhere}; wait for it, or end it with "understudy abort ${run}"`
    : `was being moved by ${who}, which is dead; continue that one first: understudy resume ${run}`;
  return new InvalidInput([{ path, message: what }]);
}

function take(request: LeaseRequest, allow: (last: Holder | undefined) => InvalidInput | undefined): Lease {
  const { runs, environment, group, run, by } = request;
  const folder = folderOf(runs, environment, group);
  makeFolder(folder);
  const mine: Holder = {
    run,
    by,
    ...thisProcess(),
    since: new Date().toISOString(),
    released: false,
  };
  for (;;) {
    const { last, next } = takers(folder);
    const refused = allow(last);
    if (refused !== undefined) throw refused;
    if (createWhole(next, `${JSON.stringify(mine)}\n`)) break;
  }
  return {
    release: () => createWhole(takers(folder).next, `${JSON.stringify({ ...mine, released: true })}\n`),
  };
}

/**
 * Takes a group for a new run.
 * @param neverBegan - whether a run of this name got no further than its lease; a dead one of that kind is in nobody's way
 * @throws InvalidInput when another run has it, alive or dead: it says who, and how that run is continued
 */
export function takeLease(request: LeaseRequest, neverBegan: (run: string) => boolean): Lease {
  const path = `${request.environment}.${request.group}`;
  return take(request, (last) => {
    if (last === undefined || last.released) return undefined;
    const alive = isAlive(last);
    return !alive && neverBegan(last.run) ? undefined : refusal(path, last, alive);
  });
}

/**
 * Takes a group for a run that was interrupted, also from its own dead process.
 * @param holderIsGone - a person's word that the process on another machine, which cannot be looked at from here, is dead
 * @throws InvalidInput when the run's process is alive, or another run had the group since: the plan is out of date then
 */
export function retakeLease(request: LeaseRequest, holderIsGone: boolean): Lease {
  const path = `${request.environment}.${request.group}`;
  return take(request, (last) => {
    if (last?.run !== request.run) {
      if (last !== undefined && !last.released) return refusal(path, last, isAlive(last));
      const since = last === undefined ? "it never had this group" : `run ${last.run} had this group since`;
      return new InvalidInput([
        { path, message: `run ${request.run} cannot be resumed: ${since}; make a new plan of what is there now` },
      ]);
    }
    const gone = last.released || !isAlive(last) || (holderIsGone && last.host !== hostname());
    return gone ? undefined : refusal(path, last, true);
  });
}
