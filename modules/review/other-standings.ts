import type { Environment } from "../core/parse";
import type { StackResult } from "../deploy/contract";
import type { OtherStanding, StackReview } from "./contract";
import type { DifferingStack } from "./differences";
import { planOf } from "./plan/of";
import { examine } from "./rules";
import type { Side } from "./sides/side";
import { synthesizeStanding } from "./sides/synthesize";
import { isStateful, otherActives, withRoles } from "./standings";
import { obstacle } from "./verdict";

/** Plans stacks of a synthesis. */
export type Planning = (output: string, stacks: readonly string[]) => Promise<readonly StackResult[]>;

/** What is known when the change as it is has been planned. */
export interface PlannedSide {
  readonly side: Side;
  readonly environments: readonly Environment[];
  readonly differing: readonly DifferingStack[];
  readonly reviews: readonly StackReview[];
  readonly isSameCode: boolean;
}

/** What would be if other sites were active, and what of it could not be looked at. */
export interface OtherStandings {
  readonly standings: readonly OtherStanding[];
  readonly errors: readonly string[];
}

/** Rules that hold whichever site is active. What else differs then, differs because of that. */
const standingRules: ReadonlySet<string> = new Set(["data-loss", "protection", "secret"]);

/** The stacks that hold data and have a plan, with the id of their group. */
function statefulStacks({ differing, reviews }: PlannedSide) {
  return differing.flatMap((one) => {
    const review = reviews.find(({ stack }) => stack === one.stack);
    if (review?.plan === undefined || !isStateful(one.head)) return [];
    return [{ ...one, group: `${review.environment}-${review.group}` }];
  });
}

type Stateful = ReturnType<typeof statefulStacks>[number];

function standingOf(active: string, { stack, base, head }: Stateful, result: StackResult): readonly OtherStanding[] {
  const plan = planOf(result);
  if (plan === undefined || !("plan" in result) || result.plan === undefined) return [];
  const { add, change, replace, destroy } = result.plan;
  const findings = examine({ stack, base, head, plan }).filter(({ rule }) => standingRules.has(rule));
  return [{ stack, active, counts: { add, change, replace, destroy }, findings }];
}

/**
 * Plans the stacks that hold data once more for every other site that could be active: what forces a replacement must not
 * depend on that.
 * @param outputOf - the folder for the so many-th synthesis, which may be written over
 */
export async function otherStandings(
  planned: PlannedSide,
  outputOf: (turn: number) => string,
  planning: Planning,
  say: (text: string) => void,
): Promise<OtherStandings> {
  const stateful = statefulStacks(planned);
  const { side, environments, isSameCode } = planned;
  const found: OtherStandings[] = [];
  // One after the other: each plans the same stacks.
  for (const [turn, active] of otherActives(environments, new Set(stateful.map(({ group }) => group))).entries()) {
    const output = outputOf(turn);
    const groups = new Set(active.keys());
    await withRoles(environments, active, (roles) => synthesizeStanding(side, roles, groups, output, isSameCode));
    const wanted = stateful.filter(({ group }) => groups.has(group));
    say(`The same if other sites were active: ${[...active].map(([group, site]) => `${group}-${site}`).join(", ")}`);
    const names = wanted.map(({ stack }) => stack);
    const results = await planning(output, names);
    found.push({
      standings: wanted.flatMap((one) =>
        results
          .filter(({ stack }) => stack === one.stack)
          .flatMap((result) => standingOf(active.get(one.group) ?? "", one, result)),
      ),
      errors: results.flatMap((result) => obstacle(result) ?? []),
    });
  }
  return {
    standings: found.flatMap(({ standings }) => standings),
    errors: found.flatMap(({ errors }) => errors),
  };
}
