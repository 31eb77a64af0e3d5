import type { DrilledPlan, Rehearsing } from "../recovery/drill/events";
import type { OpenRun } from "../recovery/run/folder";
import { carryOut } from "../recovery/switch/carry-out";
import type { Stage } from "../recovery/switch/stage";

/** Carries out a run that is no drill's, as a row of the table that is printed of runs. Nothing is measured by writes. */
export async function carryRun(
  stage: Stage,
  opened: OpenRun,
  { onEvent, signal }: Omit<Rehearsing, "starter">,
): Promise<DrilledPlan> {
  const { run, folder, plan } = opened;
  onEvent({ event: "plan", plan, run });
  const carried = await carryOut(stage, opened, {
    signal,
    onEvent: (what) => onEvent({ event: "run", run, what }),
  });
  return { ...carried, run, folder, plan, measurement: null };
}
