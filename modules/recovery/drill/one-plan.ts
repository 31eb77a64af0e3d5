import type { Measurement, Plan } from "../contract";
import { systemClock as clock } from "../run/clock";
import { type OpenRun, reopenRun } from "../run/folder";
import { readJournal } from "../run/journal";
import { resumeCommand } from "../run/outcome";
import { standingOf } from "../run/standing";
import { carryOut, type Through } from "../switch/carry-out";
import type { DrilledPlan, Rehearsing } from "./events";
import type { Hindrance } from "./hindrance";
import type { DrillStage } from "./stage";
import { Watch } from "./watch";

/** What happens around one plan of a drill. */
export interface Around {
  /** Takes the writes away, once there are some. */
  readonly cause: () => Promise<void>;
  readonly hindrance?: Hindrance | undefined;
}

/** Whether writes are still to be verified, so that something is to be measured. */
const hasWrites = ({ steps }: Plan, { journal }: OpenRun) =>
  steps.some(
    ({ id, action }) => action.do === "verify-writes" && standingOf(journal.entries()).of(id).state !== "done",
  );

/** A planned change is ordered by whoever approves it: the time counts from then. A loss waits for nobody. */
const waitsForOrder = ({ plan, journal }: OpenRun) =>
  plan.approval && plan.intent !== "failover" && standingOf(journal.entries()).approvedBy === null;

function measuredIn(folder: string): Measurement | null {
  const measured = readJournal(folder).entries.findLast((entry) => entry.fact === "measured");
  return measured?.fact === "measured" ? measured.measurement : null;
}

/** That a plan stopped where it was kept from going on, and nowhere else. @throws Error when it did not */
function requireStop({ step }: Hindrance, { folder, outcome }: DrilledPlan): string {
  const { entries } = readJournal(folder);
  const state = standingOf(entries).of(step);
  if (outcome.outcome === "failed" && state.state === "failed")
    return `${step} failed as it was to: ${state.message}; ${outcome.state}`;
  throw new Error(`${step} was kept from ending well, and the run ${outcome.outcome} all the same; see ${folder}`);
}

/**
 * Carries one run of a drill out under write load, if there is anything to measure in it. A hindrance makes it stop first; then
 * the run is resumed as a person would.
 * @throws Error when a hindered run does not stop where it must
 */
export async function drillPlan(
  stage: DrillStage,
  opened: OpenRun,
  { cause, hindrance }: Around,
  { starter, onEvent, signal }: Rehearsing,
): Promise<DrilledPlan> {
  const { run, folder, plan } = opened;
  onEvent({ event: "plan", plan, run });
  const watch = hasWrites(plan, opened) ? new Watch(stage, opened, signal) : undefined;
  const carry = async (open: OpenRun, hinder: (ports: Through) => Through): Promise<DrilledPlan> => {
    const carried = await carryOut(stage, open, {
      signal,
      onEvent: (what) => {
        if (what.event === "entry" && what.entry.fact === "approved") watch?.lost();
        onEvent({ event: "run", run, what });
      },
      through: ({ operator, own }) => hinder({ operator, own: watch?.own(own) ?? own }),
    });
    return { ...carried, run, folder, plan, measurement: measuredIn(folder) };
  };
  const strike = async () => {
    if (!waitsForOrder(opened)) watch?.lost();
    await cause();
  };
  try {
    await watch?.begin(plan.from);
    if (hindrance === undefined) {
      await strike();
      return await carry(opened, (ports) => ports);
    }
    try {
      await hindrance.begin(signal);
      await strike();
      const stopped = await carry(opened, hindrance.through);
      if (stopped.outcome.outcome === "paused") return stopped;
      onEvent({ event: "phase", text: requireStop(hindrance, stopped) });
    } finally {
      await hindrance.end(signal);
    }
    onEvent({ event: "phase", text: `goes on as with: ${resumeCommand(run)}` });
    const { runs, shared } = stage;
    const again = await reopenRun({ runs, shared, run, by: starter, answers: {}, clock });
    return await carry(again, (ports) => ports);
  } finally {
    await watch?.stop();
  }
}
