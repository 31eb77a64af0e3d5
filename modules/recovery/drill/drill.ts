import { messageOf } from "../../core/failure";
import { InvalidInput } from "../../core/problems";
import { planForth, type Scenario, waysBack } from "../plan/drill";
import { planRecovery } from "../plan/plan";
import { targetOf } from "../plan/standing";
import type { Plan, Target } from "../contract";
import { systemClock as clock } from "../run/clock";
import { beginRun, type OpenRun, runInTheWay } from "../run/folder";
import { noWord, type Word } from "../run/lease";
import { resumeCommand } from "../run/outcome";
import { standingOf } from "../run/standing";
import { arm, standingPair } from "../switch/arm";
import type { DrilledPlan, Rehearsing } from "./events";
import { hindranceOf } from "./hindrance";
import { type Around, drillPlan } from "./one-plan";
import { type DrillRecord, lastRun, recordFiles } from "./record";
import type { DrillStage } from "./stage";

/** Which rehearsal. */
export interface DrillOptions extends Rehearsing {
  readonly scenario: Scenario;
  /** Of `failure-at-step`: which step of the way there fails. */
  readonly step?: string;
}

const passed = ({ outcome }: DrilledPlan) => outcome.outcome === "passed";

function begin(
  { runs, shared }: DrillStage,
  plan: Plan,
  { starter, word = noWord }: Rehearsing,
  record: Omit<DrillRecord, "drill">,
  drill?: string,
): Promise<OpenRun> {
  const beside = (run: string) => recordFiles({ ...record, drill: drill ?? run });
  return beginRun({ runs, shared, plan, starter, drill: true, clock, beside, word });
}

const disasterOf = ({ disasters }: DrillStage, cause: DrillRecord["cause"]) =>
  cause === "order" ? undefined : disasters[cause];

/** The end of a disaster, as often as it is asked for. */
async function endDisaster(stage: DrillStage, { cause, region }: DrillRecord, { onEvent }: Rehearsing): Promise<void> {
  const disaster = disasterOf(stage, cause);
  if (disaster === undefined) return;
  await disaster.end(region);
  onEvent({ event: "phase", text: `${region} is back` });
}

/** A drill's first plan, with all that happens around it. */
async function goForth(
  stage: DrillStage,
  opened: OpenRun,
  record: DrillRecord,
  hindrance: Around["hindrance"],
  rehearsing: Rehearsing,
): Promise<DrilledPlan> {
  const { region } = record;
  const disaster = disasterOf(stage, record.cause);
  const cause = async () => {
    if (disaster === undefined) return;
    await disaster.begin(region);
    rehearsing.onEvent({ event: "phase", text: `${region} is lost` });
  };
  try {
    return await drillPlan(stage, opened, { cause, hindrance }, rehearsing);
  } finally {
    await endDisaster(stage, record, rehearsing);
  }
}

function siteOf(stage: DrillStage, name: string): Target {
  const { group, environment } = stage;
  const found = environment().groups.find((candidate) => candidate.name === group);
  const site = found?.sites.find((candidate) => candidate.name === name);
  if (site === undefined) throw new Error(`${group} has no site ${name} any more; it had when the drill began`);
  return targetOf(site);
}

/** @throws InvalidInput when a plan back cannot begin, with where the group is by then and how the drill is gone on with */
async function beginBack(
  stage: DrillStage,
  record: DrillRecord,
  way: ReturnType<typeof waysBack>[number],
  rehearsing: Rehearsing,
): Promise<OpenRun> {
  const [standby, home] = [siteOf(stage, record.standby), siteOf(stage, record.site)];
  try {
    const status = await stage.operator.look(standby, home, rehearsing.signal);
    const plan = planRecovery(stage.environment(), { group: stage.group, ...way }, { status, run: null });
    return await begin(stage, plan, rehearsing, record, record.drill);
  } catch (error) {
    const last = lastRun(stage.runs, record.drill) ?? record.drill;
    const message =
      `has passed, and the drill's way back (${way.intent} to ${home.site}) could not begin: ${messageOf(error)}; ` +
      `${standby.site} is active until then; once that is put right: ${resumeCommand(last)}`;
    throw new InvalidInput([{ path: last, message }]);
  }
}

/** The plans back from `from` on, counted from 1; stops at the first that does not pass. */
async function goBack(
  stage: DrillStage,
  record: DrillRecord,
  from: number,
  rehearsing: Rehearsing,
): Promise<readonly DrilledPlan[]> {
  const done: DrilledPlan[] = [];
  const ways = waysBack(record.cause, record).map((way, index) => ({ ...way, plan: index + 1 }));
  for (const { plan: number, ...way } of ways.filter(({ plan }) => plan >= from)) {
    const opened = await beginBack(stage, { ...record, plan: number }, way, rehearsing);
    const drilled = await drillPlan(stage, opened, { cause: () => Promise.resolve() }, rehearsing);
    done.push(drilled);
    if (!passed(drilled)) break;
  }
  return done;
}

/** @throws InvalidInput when a run has the group, with how it is gone on with or ended */
async function requireFree({ runs, shared, environment, group }: DrillStage, word?: Word): Promise<void> {
  const { name } = environment();
  const run = await runInTheWay({ runs, shared, environment: name, group }, word);
  if (run === undefined) return;
  const message = `must wait: run ${run} has this group; go on with it once its process is dead: understudy resume ${run}`;
  throw new InvalidInput([{ path: `${name}/${group}`, message }]);
}

/**
 * Rehearses a switch of regions, there and back, under write load: what is lost and how long it takes is measured, each plan
 * of Terraform goes on record, each run has its signed report. Stops at the first plan that does not pass; its outcome says how
 * to go on from there.
 * @throws InvalidInput when the group cannot be drilled now, with every reason
 */
export async function drill(stage: DrillStage, options: DrillOptions): Promise<readonly DrilledPlan[]> {
  const { scenario, step, signal, onEvent } = options;
  const wish = { group: stage.group, scenario, ...(step !== undefined && { step }) };
  await requireFree(stage, options.word);
  await stage.prepare(standingPair(stage).standby, signal);
  const { active, standby } = await arm(stage, signal);
  const status = await stage.operator.look(active, standby, signal);
  const { cause, forth } = planForth(stage.environment(), wish, { status, run: null });
  const { site, region, origin } = active;
  const record = { cause, site, region, origin, standby: standby.site, plan: 0 };
  const hindrance = hindranceOf(stage, wish, forth, (text) => onEvent({ event: "phase", text }));
  const opened = await begin(stage, forth, options, record);
  const whole = { ...record, drill: opened.run };
  const went = await goForth(stage, opened, whole, hindrance, options);
  return passed(went) ? [went, ...(await goBack(stage, whole, 1, options))] : [went];
}

/**
 * Goes on with a drill where another process left it: in a run that was killed, paused or failed, or after one that passed.
 * @param opened - the run, unless it has passed
 */
export async function continueDrill(
  stage: DrillStage,
  record: DrillRecord,
  opened: OpenRun | undefined,
  rehearsing: Rehearsing,
): Promise<readonly DrilledPlan[]> {
  const done: DrilledPlan[] = [];
  if (opened !== undefined) {
    if (record.cause === "order" && standingOf(opened.journal.entries()).of("check-ready").state !== "done")
      // A drill of replica lag may have been killed while its replica was held.
      await stage.setReplay(opened.plan.to, "on");
    const drilled =
      record.plan === 0
        ? await goForth(stage, opened, record, undefined, rehearsing)
        : await drillPlan(stage, opened, { cause: () => Promise.resolve() }, rehearsing);
    done.push(drilled);
    if (!passed(drilled)) return done;
  } else if (record.plan === 0) await endDisaster(stage, record, rehearsing);
  return [...done, ...(await goBack(stage, record, record.plan + 1, rehearsing))];
}
