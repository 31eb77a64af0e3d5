import { join } from "node:path";
import type { Environment } from "../core/parse";
import { InvalidInput, oneOf } from "../core/problems";
import { planStacks } from "../deploy";
import type { Binary } from "../deploy/binary";
import type { DeployEvent, StackResult, Target } from "../deploy/contract";
import { selectStacks, type Wanted } from "../deploy/selection";
import { stackNames } from "../stacks/names";
import type { Finding, Review, StackReview, Subject, Waiver, Weight } from "./contract";
import { costOf } from "./cost";
import { type DifferingStack, differingStacks } from "./differences";
import { otherStandings, type Planning } from "./other-standings";
import { planOf } from "./plan/of";
import { examine } from "./rules";
import { findSide, type Side } from "./sides/side";
import { synthesizeSides } from "./sides/synthesize";
import { explained, recognized, switchFindings, turns } from "./switches";
import { applyWaivers } from "./waivers";
import { errorsOf, verdictOf } from "./verdict";

/** What a review wants to know. */
export interface ReviewOptions {
  /** A branch, tag or commit, or a folder: of a project or of environments. */
  readonly base: string;
  readonly head: string;
  /** The folder of environments that commits are looked up for. */
  readonly environments: string;
  /** A folder that may be written over: syntheses and plans stay in it. */
  readonly output: string;
  /** Where the stacks of these environments are deployed. */
  readonly target: (environments: readonly Environment[]) => Target;
  readonly binary: Binary;
  readonly waivers: readonly Waiver[];
  /**
   * The environment, group or site that is looked at: whoever may see one group's clouds can review that group.
   * @default - everything that differs
   */
  readonly wanted?: Wanted;
  readonly now: Date;
  /** Whether plans ask the clouds what there is. Without that no drift is found. */
  readonly refreshes: boolean;
  /** What is looked at next, where it is not the change as it is. */
  readonly say?: (text: string) => void;
  readonly onEvent?: (event: DeployEvent) => void;
  readonly signal?: AbortSignal;
}

const inFolder = (output: string) => ({
  base: join(output, "base"),
  head: join(output, "head"),
  other: (turn: number) => join(output, `other-${turn + 1}`),
});

const isSame = (one: Finding, other: Finding) =>
  (["rule", "stack", "address", "attribute"] as const).every((key) => one[key] === other[key]);

const weights = ["blocks", "risk", "notice"] as const satisfies readonly Weight[];

const byWeight = (findings: readonly Finding[]) =>
  findings.toSorted((one, other) => weights.indexOf(one.weight) - weights.indexOf(other.weight));

/** The names of what is wanted, of both sides. @throws InvalidInput when neither has it */
function wantedStacks(wanted: Wanted, sides: readonly (readonly Environment[])[]): ReadonlySet<string> {
  const named = sides.flatMap((environments) => environments.filter(({ name }) => name === wanted.environment));
  if (named.length === 0) {
    const names = [...new Set(sides.flat().map(({ name }) => name))];
    const message = `does not exist, only ${oneOf(names)}; choose one of these`;
    throw new InvalidInput([{ path: `environment ${JSON.stringify(wanted.environment)}`, message }]);
  }
  const has = ({ groups }: Environment) =>
    groups.some(
      ({ name, sites }) =>
        name === wanted.group && (wanted.site === undefined || sites.some((site) => site.name === wanted.site)),
    );
  const [having = named[0], ...others] = wanted.group === undefined ? named : named.filter(has);
  return new Set([having, ...others].flatMap((one) => (one === undefined ? [] : selectStacks(one, wanted))));
}

/** Where stacks belong. */
function placesOf(environments: readonly Environment[]) {
  const placed = new Map(
    environments.flatMap((environment) =>
      stackNames(environment).map(({ name, group: groupName, site }) => {
        const group = environment.groups.find((one) => one.name === groupName);
        const region = group?.sites.find((one) => one.name === site)?.region;
        const place = { environment: environment.name, group: groupName, site: site ?? undefined };
        return [name, { ...place, cloud: group?.cloud ?? "", region }] as const;
      }),
    ),
  );
  return (stack: string) => {
    const place = placed.get(stack);
    if (place === undefined) throw new Error(`${stack} belongs to no environment; report it`);
    return place;
  };
}

function reviewsOf(
  differing: readonly DifferingStack[],
  results: readonly StackResult[],
  placeOf: ReturnType<typeof placesOf>,
): readonly StackReview[] {
  return differing.map(({ stack, difference }) => {
    const place = placeOf(stack);
    const result = results.find((one) => one.stack === stack);
    const plan = planOf(result);
    return { stack, ...place, difference, result, plan, cost: plan && costOf(plan.changes, place.region) };
  });
}

/**
 * Reviews what becomes of every environment when `head` takes the place of `base`: synthesizes both, plans the stacks that
 * differ, and judges. It changes nothing, and locks no state.
 * @throws InvalidInput when a side cannot be found, read or synthesized: nothing has been planned then
 */
export async function review(options: ReviewOptions): Promise<Review> {
  const opened: Side[] = [];
  try {
    const base = await findSide(options.base, options.environments);
    opened.push(base);
    const head = await findSide(options.head, options.environments);
    opened.push(head);
    return await reviewSides(base, head, options);
  } finally {
    for (const side of opened) side.close();
  }
}

async function reviewSides(base: Side, head: Side, options: ReviewOptions): Promise<Review> {
  const folders = inFolder(options.output);
  const sides = await synthesizeSides(base, head, folders);
  const { wanted } = options;
  const looked = wanted && wantedStacks(wanted, [sides.head.environments, sides.base.environments]);
  const everything = differingStacks(sides.base.output, sides.head.output);
  const isLookedAt = ({ stack }: DifferingStack) => looked === undefined || looked.has(stack);
  const differing = everything.filter(isLookedAt);
  const target = options.target(sides.head.environments);
  const { binary, refreshes, onEvent, signal } = options;
  const planning: Planning = (output, stacks) =>
    stacks.length === 0
      ? Promise.resolve([])
      : planStacks({
          output,
          stacks,
          target,
          binary,
          isLook: true,
          refreshes,
          ...(onEvent && { onEvent }),
          ...(signal && { signal }),
        });

  const planned = differing.filter(({ head: is }) => is !== undefined).map(({ stack }) => stack);
  const results = await planning(folders.head, planned);
  const placeOf = placesOf([...sides.base.environments, ...sides.head.environments]);
  const reviews = reviewsOf(differing, results, placeOf);
  const { isSameCode } = sides;
  const of = { side: head, environments: sides.head.environments, differing, reviews, isSameCode };
  const others = await otherStandings(of, folders.other, planning, options.say ?? (() => undefined));

  const turned = turns(sides.base.environments, sides.head.environments, isSameCode);
  const unseen = everything.filter((one) => !isLookedAt(one)).map(({ stack }) => placeOf(stack));
  const switches = recognized(turned, reviews, unseen);
  const subjects = differing.map(({ stack, base: was, head: is }): Subject => {
    return { stack, base: was, head: is, plan: reviews.find((one) => one.stack === stack)?.plan };
  });
  const found: readonly Finding[] = [
    ...explained(
      subjects.flatMap((subject) => examine(subject)),
      switches,
      reviews,
    ),
    ...switchFindings(turned, reviews),
  ];
  const extra = others.standings.map((standing) => ({
    ...standing,
    findings: standing.findings.filter((one) => !found.some((other) => isSame(one, other))),
  }));
  const all = [...found, ...extra.flatMap(({ findings }) => findings)];
  const judged = applyWaivers(options.waivers, all, options.now);
  const waivedBy = (one: Finding) => judged[all.indexOf(one)]?.waivedBy;
  const standings = extra.map((standing) => ({
    ...standing,
    findings: standing.findings.map((one) => ({ ...one, waivedBy: waivedBy(one) })),
  }));
  const errors = [...errorsOf(reviews), ...others.errors];
  return {
    verdict: verdictOf(judged, errors),
    base: options.base,
    head: options.head,
    stacks: reviews,
    // What would be found if another site were active is told there.
    findings: byWeight([...judged.slice(0, found.length), ...judged.slice(all.length)]),
    switches,
    otherStandings: standings,
    errors,
  };
}
