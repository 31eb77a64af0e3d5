import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { isAlive, thisProcess } from "../../core/living";
import { InvalidInput } from "../../core/problems";
import { fileLeases } from "../lease/files";
import { type LeaseStore, LeaseStoreFailure } from "../lease/store";
import { called, type Holder, isHeld, type LeasePlace, pathOf, read, refusal, signOf, type Taken } from "./holder";
import { resumeCommand } from "./outcome";

/** What a person has seen to, where this machine cannot look. */
export interface Word {
  /** That the process which has the lease on another machine is dead. */
  readonly holderIsGone: boolean;
  /** That nobody else moves the group, although the store that would say so cannot be asked. */
  readonly withoutLease: boolean;
}

/** Nobody has said anything. */
export const noWord: Word = { holderIsGone: false, withoutLease: false };

/** A word that a lease stands on, and what was known when it was needed. */
export interface Vouched {
  readonly word: "holder-is-gone" | "without-lease";
  readonly because: string;
}

/** Whom a lease is for. */
export interface LeaseRequest extends LeasePlace {
  readonly run: string;
  readonly by: string;
  readonly word: Word;
}

/** The right to move one group, held. */
export interface Lease {
  readonly vouched: readonly Vouched[];
  /** Gives it back: another run of the group may begin. @throws LeaseStoreFailure when the store does not take it back */
  readonly release: () => Promise<void>;
}

const localStore = (place: LeasePlace) => fileLeases(join(place.runs, "leases", pathOf(place)));

/** Asks the store that decides; where it cannot be asked and a person vouches for that, the folder of runs decides. */
async function decided<Result>(
  place: LeasePlace,
  { withoutLease }: Word,
  ask: (store: LeaseStore, vouched: readonly Vouched[]) => Promise<Result>,
): Promise<Result> {
  const local = localStore(place);
  try {
    return await ask(place.shared ?? local, []);
  } catch (error) {
    if (!(error instanceof LeaseStoreFailure)) throw error;
    if (withoutLease) return await ask(local, [{ word: "without-lease", because: error.message }]);
    const message =
      `is not moved, because nobody can say whether somebody else is moving it: ${error.message}; if that cannot be put ` +
      "right in time, make sure that nobody else moves the group, and say so with --without-lease";
    throw new InvalidInput([{ path: pathOf(place), message }]);
  }
}

/** The process of a run on this machine, living or dead, which has a group; undefined when none has. */
export async function localHolder(
  place: LeasePlace,
): Promise<{ readonly run: string; readonly alive: boolean } | undefined> {
  const store = localStore(place);
  const last = read(store, await store.last());
  return isHeld(last) ? { run: last.run, alive: isAlive(last) } : undefined;
}

/**
 * The run that has a group, and whether its process lives; undefined when none has, or a person vouches that it is gone.
 * @throws InvalidInput when it is another machine's, or the store cannot be asked
 */
export async function leaseHolder(
  place: LeasePlace,
  word: Word,
): Promise<{ readonly run: string; readonly alive: boolean } | undefined> {
  return decided(place, word, async (store) => {
    const last = read(store, await store.last());
    if (!isHeld(last)) return undefined;
    const sign = signOf(last, place);
    if (sign !== "unknown") return { run: last.run, alive: sign === "alive" };
    if (word.holderIsGone) return undefined;
    throw refusal(pathOf(place), last, sign);
  });
}

/** What a taker finds: a refusal, or that it may take the lease, on a person's word if there is one. */
type Allowed = InvalidInput | readonly Vouched[];

async function create(store: LeaseStore, holder: Holder, allow: (last: Taken | undefined) => Allowed) {
  for (;;) {
    const last = read(store, await store.last());
    const allowed = allow(last);
    if (allowed instanceof InvalidInput) throw allowed;
    const number = (last?.number ?? 0) + 1;
    if (await store.create({ number, text: `${JSON.stringify(holder)}\n` })) return { number, vouched: allowed };
  }
}

async function take(request: LeaseRequest, allow: (last: Taken | undefined) => Allowed): Promise<Lease> {
  const { run, by, shared, word } = request;
  const local = localStore(request);
  const mine = () => ({
    run,
    by,
    ...thisProcess(),
    since: new Date().toISOString(),
    released: false,
    id: randomUUID(),
  });
  // What this machine moves without the shared lease is in the way of what would hold it.
  const here = read(local, await local.last());
  if (shared !== null && isHeld(here) && signOf(here, { ...request, shared: null }) === "alive")
    throw refusal(pathOf(request), here, "alive");
  return decided(request, word, async (store, without) => {
    const holder = mine();
    const { number, vouched } = await create(store, holder, allow);
    // Whoever asks on this machine, without a network, is told by the folder of runs.
    const copy = async (what: Holder) => {
      if (store === shared) await create(local, what, () => []);
    };
    await copy(holder);
    return {
      vouched: [...without, ...vouched],
      release: async () => {
        const given = { ...holder, released: true, id: randomUUID() };
        await copy(given);
        // Of the next number there is one already if somebody took it over: then it is not this run's to give back.
        await store.create({ number: number + 1, text: `${JSON.stringify(given)}\n` });
      },
    };
  });
}

const gone = (last: Holder): readonly Vouched[] => [
  { word: "holder-is-gone", because: `the lease was held by ${called(last)}` },
];

/**
 * Takes a group for a new run.
 * @param neverBegan - whether a run of this name got no further than its lease; a dead one of that kind is in nobody's way
 * @throws InvalidInput when another run has it, alive or dead: it says who, and how that run is continued; or when nobody can
 * say whether one has
 */
export function takeLease(request: LeaseRequest, neverBegan: (run: string) => boolean): Promise<Lease> {
  return take(request, (last) => {
    if (!isHeld(last)) return [];
    const sign = signOf(last, request);
    if (sign === "dead" && neverBegan(last.run)) return [];
    return sign === "unknown" && request.word.holderIsGone ? gone(last) : refusal(pathOf(request), last, sign);
  });
}

/**
 * Takes a group for a run that was interrupted, also from its own dead process.
 * @param beganWithout - when the run began, if that was without a lease: the store may not know of it
 * @throws InvalidInput when the run's process is alive, or another run had the group since: the plan is out of date then
 */
export function retakeLease(request: LeaseRequest, beganWithout: string | null): Promise<Lease> {
  const path = pathOf(request);
  return take(request, (last) => {
    if (last?.run === request.run) {
      const sign = last.released ? "dead" : signOf(last, request);
      if (sign === "dead") return [];
      return sign === "unknown" && request.word.holderIsGone ? gone(last) : refusal(path, last, sign);
    }
    if (isHeld(last)) return refusal(path, last, signOf(last, request));
    if (beganWithout !== null && (last === undefined || last.since < beganWithout)) return [];
    const since = last === undefined ? "it never had this group" : `run ${last.run} had this group since`;
    const message = `run ${request.run} cannot be resumed: ${since}; make a new plan of what is there now`;
    return new InvalidInput([{ path, message }]);
  });
}

/** Gives the lease of a run back that has ended, or tells how it can be: a store that does not answer undoes no run. */
export async function giveBack(lease: Lease, run: string, tell: (text: string) => void): Promise<void> {
  try {
    await lease.release();
  } catch (error) {
    if (!(error instanceof LeaseStoreFailure)) throw error;
    tell(`the lease could not be given back: ${error.message}; give it back later with: ${resumeCommand(run)}`);
  }
}
