import { InvalidInput } from "../../core/problems";
import { type Operator, PassingError, type Plan, type Step } from "../contract";
import { planRecovery } from "../plan/plan";
import type { Scenario } from "../plan/drill";
import { rpoSeconds } from "../plan/steps";
import type { OwnActions } from "../run/own";
import type { Through } from "../switch/carry-out";
import { until } from "../switch/until";
import type { DrillStage } from "./stage";

/** Something that keeps a plan from getting past one of its steps, until it is lifted. */
export interface Hindrance {
  /** Where the plan must stop. */
  readonly step: string;
  readonly begin: (signal: AbortSignal) => Promise<void>;
  readonly end: (signal: AbortSignal) => Promise<void>;
  readonly through: (ports: Through) => Through;
}

/** A vendor that refuses one call as often as it is tried, and then does not even say how things are. */
function failingOperator(operator: Operator, { action, call, retries }: Step): Operator {
  let tries = 0;
  const isMeant = (other: Step["action"]) => JSON.stringify(other) === JSON.stringify(action);
  const refusal = () => `${call}: made to fail by the drill (try ${tries} of ${retries + 1})`;
  return {
    look: (from, to, signal) => operator.look(from, to, signal),
    perform: (asked, signal) => {
      if (!isMeant(asked)) return operator.perform(asked, signal);
      tries += 1;
      return Promise.reject(new PassingError(refusal()));
    },
    isDone: (asked, signal) =>
      isMeant(asked) && tries > retries ? Promise.reject(new Error(refusal())) : operator.isDone(asked, signal),
  };
}

function failingOwn(own: OwnActions, { action, id, retries }: Step): OwnActions {
  let tries = 0;
  return {
    isDone: (asked, signal) => own.isDone(asked, signal),
    perform: (asked, context) => {
      if (JSON.stringify(asked) !== JSON.stringify(action)) return own.perform(asked, context);
      tries += 1;
      return Promise.reject(new PassingError(`${id}: made to fail by the drill (try ${tries} of ${retries + 1})`));
    },
  };
}

const nothing = () => Promise.resolve();

/** A step that fails each time that it is tried. */
function failure(step: Step): Hindrance {
  return {
    step: step.id,
    begin: nothing,
    end: nothing,
    through: ({ operator, own }) => ({ operator: failingOperator(operator, step), own: failingOwn(own, step) }),
  };
}

/** How long a replica may take to fall behind, and to catch up again, seconds. */
const patience = 5 * rpoSeconds;

/** A replica that has fallen behind by more than may be lost: the planner refuses the change, and so does the plan's own check. */
function lag(stage: DrillStage, plan: Plan, tell: (text: string) => void): Hindrance {
  const { operator, environment, setReplay } = stage;
  const { from, to, group, intent } = plan;
  const look = (signal: AbortSignal) => operator.look(from, to, signal);
  const behind = async (signal: AbortSignal) => (await look(signal)).lagSeconds;
  return {
    step: "check-ready",
    begin: async (signal) => {
      await setReplay(to, "held");
      tell(`${to.database} receives and does not replay, until it is more than ${rpoSeconds} s behind`);
      const isBehind = async () => ((await behind(signal)) ?? 0) > rpoSeconds;
      await until(`a lag of more than ${rpoSeconds} s`, signal, isBehind, patience);
      const status = await look(signal);
      try {
        planRecovery(environment(), { group, intent, site: to.site }, { status, run: null });
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        tell(`refused: ${error.message}`);
        return;
      }
      throw new Error(`a ${intent} was planned with ${to.site} ${status.lagSeconds ?? "?"} s behind`);
    },
    end: async (signal) => {
      await setReplay(to, "on");
      await until("the end of the lag", signal, async () => ((await behind(signal)) ?? patience) <= 1, patience);
      tell(`${to.database} has caught up`);
    },
    through: (ports) => ports,
  };
}

/** What a scenario puts in the way of its first plan; undefined when nothing. */
export function hindranceOf(
  stage: DrillStage,
  { scenario, step }: { readonly scenario: Scenario; readonly step?: string },
  plan: Plan,
  tell: (text: string) => void,
): Hindrance | undefined {
  if (scenario === "replica-lag") return lag(stage, plan, tell);
  const failing = scenario === "failure-at-step" ? plan.steps.find(({ id }) => id === step) : undefined;
  return failing && failure(failing);
}
