import { setTimeout as pause } from "node:timers/promises";
import type { Measurement, Plan, Target } from "../contract";
import { ownActions } from "../own/actions";
import { planDrill, type Scenario } from "../plan/drill";
import { planRecovery } from "../plan/plan";
import { targetOf } from "../plan/standing";
import { Probe } from "../probe/probe";
import { systemClock as clock } from "../run/clock";
import { beginRun } from "../run/folder";
import type { Outcome } from "../run/outcome";
import type { OwnActions } from "../run/own";
import type { RunEvent } from "../run/ports";
import { run } from "../run/run";
import type { Stage } from "./stage";

/** One plan of a drill that has been run. */
export interface DrilledPlan {
  readonly run: string;
  /** The run's folder: its journal is there. */
  readonly folder: string;
  readonly plan: Plan;
  readonly outcome: Outcome;
  /** Null when the plan has nothing to measure, or did not get that far. */
  readonly measurement: Measurement | null;
}

/** What a drill tells while it goes on. */
export type DrillEvent =
  | { readonly event: "phase"; readonly text: string }
  | { readonly event: "plan"; readonly plan: Plan; readonly run: string }
  | { readonly event: "run"; readonly run: string; readonly what: RunEvent };

/** Which rehearsal, of which group. */
export interface DrillOptions {
  readonly group: string;
  readonly scenario: Exclude<Scenario, "replica-lag">;
  /** Whoever starts it: goes on record. */
  readonly starter: string;
  readonly onEvent: (event: DrillEvent) => void;
  readonly signal: AbortSignal;
}

/** Writes that must be confirmed before anything is taken away: without them, nothing could be lost. */
const warmUpWrites = 100;

/** How long something that is seen by looking may take, milliseconds. */
const patience = 60_000;

async function until(what: string, signal: AbortSignal, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = clock.monotonic() + patience;
  while (!(await holds())) {
    signal.throwIfAborted();
    if (clock.monotonic() > deadline) throw new Error(`${what} did not come about within ${patience / 1000} s`);
    await pause(50, undefined, { signal });
  }
}

/** A probe that writes through the group's name while a plan runs, and its verdict on the plan's own check of writes. */
class Watch {
  private readonly probe: Probe;
  private loss = 0;
  measurement: Measurement | null = null;

  constructor(
    private readonly stage: Stage,
    run: string,
    private readonly signal: AbortSignal,
  ) {
    const { connect, leadsTo } = stage;
    this.probe = new Probe({ connect, isHealthy: async (limit) => (await leadsTo(limit)) !== null, clock, run });
  }

  async begin(writer: Target): Promise<void> {
    await this.stage.admit(writer);
    await this.probe.start();
    await until(`${warmUpWrites} confirmed writes`, this.signal, () => this.probe.acknowledged >= warmUpWrites);
  }

  /** From here on the time counts. */
  lost(): void {
    this.loss = clock.monotonic();
  }

  /** Recovery's own work, but that writes are verified when the probe has seen them on the new server. */
  own(actions: OwnActions): OwnActions {
    return {
      isDone: actions.isDone,
      perform: async (action, context) => {
        if (action.do !== "verify-writes") return actions.perform(action, context);
        await until("a write on the new server", context.signal, () => this.probe.hasRecovered(this.loss));
        const said = await actions.perform(action, context);
        this.measurement = await this.probe.finish(this.loss);
        context.record({ fact: "measured", measurement: this.measurement });
        return said;
      },
    };
  }

  stop(): Promise<void> {
    return this.probe.stop();
  }
}

const hasWrites = ({ steps }: Plan) => steps.some(({ action }) => action.do === "verify-writes");

/** Runs one plan under write load, if there is anything to measure in it. */
async function drillPlan(
  stage: Stage,
  { starter, onEvent, signal }: DrillOptions,
  plan: Plan,
  cause: () => Promise<void>,
): Promise<DrilledPlan> {
  const opened = beginRun({ runs: stage.runs, plan, starter, drill: true, clock });
  const { run: name, folder } = opened;
  onEvent({ event: "plan", plan, run: name });
  const watch = hasWrites(plan) ? new Watch(stage, name, signal) : undefined;
  try {
    await watch?.begin(plan.from);
    watch?.lost();
    await cause();
    const { operator, roles, terraforming, leadsTo } = stage;
    const actions = ownActions({
      operator,
      roles,
      terraforming,
      acceptsWrites: async (site, limit) => (await leadsTo(limit)) === site.site,
    });
    const outcome = await run(opened, {
      operator,
      own: watch?.own(actions) ?? actions,
      clock,
      random: Math.random,
      signal,
      lagEvery: 1,
      onEvent: (what) => onEvent({ event: "run", run: name, what }),
    });
    return { run: name, folder, plan, outcome, measurement: watch?.measurement ?? null };
  } finally {
    await watch?.stop();
  }
}

/** Makes sure that the pair can switch: gates stand as the roles say, and the vendor knows which replica takes over. */
async function arm(
  stage: Stage,
  group: string,
  signal: AbortSignal,
): Promise<{ readonly active: Target; readonly standby: Target }> {
  const found = stage.environment().groups.find(({ name }) => name === group);
  const sites = found?.sites ?? [];
  const active = sites.find((site) => site.active);
  const standby = sites.find((site) => !site.active && !site.fenced);
  if (active === undefined || standby === undefined)
    throw new Error(`${group} has no active site with a standby that is not fenced; there is nothing to drill`);
  const [writer, replica] = [targetOf(active), targetOf(standby)];
  for (const action of [
    { do: "open-gate", site: writer },
    { do: "designate-replica", site: replica, source: writer },
  ] as const)
    if (!(await stage.operator.isDone(action, signal))) {
      await stage.operator.perform(action, signal);
      await until(`${action.do} of ${action.site.site}`, signal, () => stage.operator.isDone(action, signal));
    }
  return { active: writer, standby: replica };
}

/**
 * Rehearses a switch of regions, there and back, under write load: what is lost and how long it takes is measured, each plan
 * of Terraform goes on record. Stops at the first plan that does not pass; its outcome says how to go on from there.
 * @throws InvalidInput when the group cannot be drilled now, with every reason
 */
export async function drill(stage: Stage, options: DrillOptions): Promise<readonly DrilledPlan[]> {
  const { group, scenario, onEvent, signal } = options;
  const phase = (text: string) => onEvent({ event: "phase", text });
  const { active, standby } = await arm(stage, group, signal);
  const facts = async () => ({ status: await stage.operator.look(active, standby, signal), run: null });
  const { forth, back } = planDrill(stage.environment(), { group, scenario }, await facts());
  const disaster = scenario === "switchover" ? undefined : stage.disasters[scenario];
  const done: DrilledPlan[] = [];
  const passes = async (plan: Plan, cause: () => Promise<void>) => {
    const drilled = await drillPlan(stage, options, plan, cause);
    done.push(drilled);
    return drilled.outcome.outcome === "passed";
  };

  if (disaster !== undefined) phase(`${active.region} is lost`);
  const went = await passes(forth, async () => disaster?.begin(active.region));
  if (disaster !== undefined) {
    await disaster.end(active.region);
    phase(`${active.region} is back`);
  }
  if (!went) return done;
  for (const { intent, to } of back) {
    const status = await stage.operator.look(standby, active, signal);
    const plan = planRecovery(stage.environment(), { group, intent, site: to.site }, { status, run: null });
    if (!(await passes(plan, () => Promise.resolve()))) return done;
  }
  return done;
}
