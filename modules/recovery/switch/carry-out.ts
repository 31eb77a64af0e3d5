import { InvalidInput } from "../../core/problems";
import { publishReport } from "../evidence/publish";
import { ownActions } from "../own/actions";
import { systemClock as clock } from "../run/clock";
import type { OpenRun } from "../run/folder";
import type { Outcome } from "../run/outcome";
import type { RunEvent, RunPorts } from "../run/ports";
import { run } from "../run/run";
import type { Stage } from "./stage";

/** What a plan acts through, where something stands between it and its stage: a measurement, or a fault. */
export type Through = Pick<RunPorts, "operator" | "own">;

/** How a run is carried out. */
export interface CarryOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** @default - the stage's own */
  readonly through?: (ports: Through) => Through;
}

/** A run, or one process's part in it, that has come to its end. */
export interface CarriedOut {
  readonly outcome: Outcome;
  /** The signed report's JSON; or why there is none. */
  readonly report: { readonly path: string } | { readonly missing: string };
}

/** Publishes what the journal of a run says until now. What keeps a report from being signed undoes no run. */
function publish({ signer }: Stage, folder: string): CarriedOut["report"] {
  try {
    return { path: publishReport(folder, signer()) };
  } catch (error) {
    if (error instanceof InvalidInput) return { missing: error.message };
    throw error;
  }
}

/**
 * Carries an open run out on its stage, to its end or to where a person must decide, and publishes its report, whatever the
 * end is.
 * @throws JournalError when something cannot be put on record; the run can be resumed once there is room
 */
export async function carryOut(
  stage: Stage,
  opened: OpenRun,
  { signal, onEvent, through = (ports) => ports }: CarryOptions,
): Promise<CarriedOut> {
  const { operator, roles, terraforming, leadsTo } = stage;
  const own = ownActions({
    operator,
    roles,
    terraforming,
    acceptsWrites: async (site, limit) => (await leadsTo(limit)) === site.site,
  });
  const outcome = await run(opened, {
    ...through({ operator, own }),
    clock,
    random: Math.random,
    signal,
    lagEvery: 1,
    onEvent,
  });
  return { outcome, report: publish(stage, opened.folder) };
}
