import type { Environment } from "../../core/parse";
import { InvalidInput, nearest, oneOf } from "../../core/problems";
import type { Plan } from "../contract";
import { planRecovery } from "./plan";
import type { Facts, Wish } from "./refusals";
import { environmentWith, rolesAfter, rolesOf } from "./standing";

/** What a drill can rehearse. */
export const scenarios = ["switchover", "region-loss", "control-plane-loss", "replica-lag", "failure-at-step"] as const;

/** One of {@link scenarios}. */
export type Scenario = (typeof scenarios)[number];

/** A rehearsal: the way there, and the ways back to where the group was, in their order. */
export interface Drill {
  readonly scenario: Scenario;
  readonly forth: Plan;
  readonly back: readonly Plan[];
}

/** Which rehearsal. */
export interface DrillWish {
  readonly group: string;
  readonly scenario: Scenario;
  /**
   * Of `failure-at-step`: which step of the way there fails.
   * @default - none does
   */
  readonly step?: string;
  /**
   * The site that takes over.
   * @default - the only one that can
   */
  readonly site?: string;
}

/** What takes the writes away: a person's order, or the loss of the active site. */
export type Cause = "order" | "region-loss" | "control-plane-loss";

/** What a group is like once the plan before has ended well: what the next one is planned for, until it is planned anew. */
const settled = (writer: string): Facts => ({
  status: { writer, armed: true, lagSeconds: 0, problems: [] },
  run: null,
});

/** The ways back from where a cause has led. A group that was not at its origin goes back to where it was, not to the origin. */
export function waysBack(
  cause: Cause,
  was: { readonly site: string; readonly origin: boolean },
): readonly Pick<Wish, "intent" | "site">[] {
  const home = { intent: was.origin ? "failback" : "switchover", site: was.site } as const;
  return cause === "order" ? [home] : [{ intent: "rejoin", site: was.site }, home];
}

// Nobody can be asked whether the primary still writes, when its region or its control plane is gone.
const waysForth = {
  order: { intent: "switchover" },
  "region-loss": { intent: "failover", acceptLoss: true },
  "control-plane-loss": { intent: "failover", acceptLoss: true },
} as const satisfies Record<Cause, Pick<Wish, "intent" | "acceptLoss">>;

/** The causes that a scenario can have, the first unless it is about a step that only another one's plan has. */
const causes = {
  switchover: ["order"],
  "region-loss": ["region-loss"],
  "control-plane-loss": ["control-plane-loss"],
  "replica-lag": ["order"],
  "failure-at-step": ["order", "region-loss"],
} as const satisfies Record<Scenario, readonly [Cause, ...Cause[]]>;

/** Steps that can fail: a person who does not approve is no failure. */
const failing = ({ steps }: Plan) => steps.filter(({ action }) => action.do !== "approve").map(({ id }) => id);

/**
 * Plans the way there of a rehearsal, and says what takes the writes away.
 * @throws InvalidInput with every reason why it cannot be, or when there is no such step, with those that there are
 */
export function planForth(
  environment: Environment,
  { group, scenario, step, site }: DrillWish,
  facts: Facts,
): { readonly cause: Cause; readonly forth: Plan } {
  const possible = causes[scenario].map((cause) => {
    const wish = { group, ...waysForth[cause], ...(site !== undefined && { site }) };
    return { cause, forth: planRecovery(environment, wish, facts) };
  });
  const [first] = possible;
  const found = step === undefined ? first : possible.find(({ forth }) => failing(forth).includes(step));
  if (found !== undefined) return found;
  const known = [...new Set(possible.flatMap(({ forth }) => failing(forth)))];
  const guess = nearest(step ?? "", known);
  const hint = guess === undefined ? "" : `; did you mean ${JSON.stringify(guess)}?`;
  const message = `${JSON.stringify(step)} is no step of a switchover or a failover; choose ${oneOf(known)}${hint}`;
  throw new InvalidInput([{ path: `${environment.name}.${group}.failure-at-step`, message }]);
}

/**
 * Plans a rehearsal from where the group stands. The plans back are for what the ones before leave.
 * @throws InvalidInput with every reason why the first of them cannot be
 */
export function planDrill(environment: Environment, wish: DrillWish, facts: Facts): Drill {
  const { group: name, scenario } = wish;
  const { cause, forth } = planForth(environment, wish, facts);
  const back: Plan[] = [];
  let last = forth;
  let now = environment;
  for (const way of waysBack(cause, forth.from)) {
    const standing = now.groups.find((candidate) => candidate.name === name);
    if (standing === undefined) break;
    now = environmentWith(now, name, rolesAfter(rolesOf(standing), last));
    last = planRecovery(now, { group: name, ...way }, settled(forth.to.site));
    back.push(last);
  }
  return { scenario, forth, back };
}
