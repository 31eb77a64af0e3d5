import type { Group } from "../core/group";
import type { Environment } from "../core/parse";
import type { Finding, RegionSwitch, StackReview } from "./contract";

/** What of a site and a group follows from where a group is active: all else is described by people. */
const standing: ReadonlySet<string> = new Set(["active", "fenced", "role"]);

const description = (value: unknown) =>
  JSON.stringify(value, (key, inner: unknown) => (standing.has(key) ? undefined : inner));

/** A group that another site of is active in the head. */
export interface Turn extends RegionSwitch {
  /** Whether nothing but the standing of its sites differs. */
  readonly isAlone: boolean;
}

function turnOf(was: Group, is: Group, isAlone: boolean): Turn {
  const fenced = is.sites
    .filter((site) => site.fenced && !was.sites.some(({ name, fenced: before }) => name === site.name && before))
    .map(({ name }) => name);
  return { environment: is.environment, group: is.name, from: was.active, to: is.active, fenced, isAlone };
}

/** The groups in which another site is active in the head than in the base. */
export function turns(
  base: readonly Environment[],
  head: readonly Environment[],
  isSameCode: boolean,
): readonly Turn[] {
  return head.flatMap((environment) => {
    const before = base.find(({ name }) => name === environment.name);
    if (before === undefined) return [];
    const isAlone = isSameCode && description(before) === description(environment);
    return environment.groups.flatMap((group) => {
      const was = before.groups.find(({ name }) => name === group.name);
      return was === undefined || was.active === group.active ? [] : [turnOf(was, group, isAlone)];
    });
  });
}

const isOf = ({ environment, group }: RegionSwitch, stack: Pick<StackReview, "environment" | "group">) =>
  stack.environment === environment && stack.group === group;

/** What a switch may leave to do: updates in place, and nothing that could not be looked at. */
const isInPlace = ({ plan }: StackReview) =>
  plan !== undefined && !plan.isIncomplete && plan.changes.every(({ kind }) => kind === "update");

/**
 * The turns that are a switch of regions as it must be: nothing else with it, and updates in place alone.
 * @param unseen - stacks that differ and were not looked at: nothing is said of a group that has one
 */
export function recognized(
  all: readonly Turn[],
  reviews: readonly StackReview[],
  unseen: readonly Pick<StackReview, "environment" | "group">[],
): readonly RegionSwitch[] {
  const isSwitch = (turn: Turn) =>
    turn.isAlone &&
    !unseen.some((stack) => isOf(turn, stack)) &&
    reviews.filter((review) => isOf(turn, review)).every(isInPlace);
  return all.filter(isSwitch).map(({ isAlone: _, ...turn }) => turn);
}

/** Everything that a switch may not bring: one finding a resource that would come, go or be replaced. */
export function switchFindings(all: readonly Turn[], reviews: readonly StackReview[]): readonly Finding[] {
  return all.flatMap((turn) =>
    reviews
      .filter((review) => isOf(turn, review))
      .flatMap(({ stack, plan }) =>
        (plan?.changes ?? [])
          .filter(({ kind }) => kind !== "update" && kind !== "move" && kind !== "import")
          .map(({ address, kind, attributes }): Finding => {
            const forced = attributes.filter(({ forces }) => forces).map(({ path }) => path);
            const because = forced.length === 0 ? "" : ` because of ${forced.join(", ")}`;
            return {
              rule: "switch",
              weight: "blocks",
              stack,
              address,
              attribute: forced[0] ?? "",
              before: undefined,
              after: undefined,
              message:
                `${turn.environment}/${turn.group} goes from ${turn.from} to ${turn.to}, and terraform would ${kind} this${because}; ` +
                "a switch changes in place only: take the other changes out, and merge them before or after it",
              waivedBy: undefined,
            };
          }),
      ),
  );
}

/** Findings of a recognized switch that follow from it: a standby keeps fewer backups than the active site does. */
export function explained(
  findings: readonly Finding[],
  switches: readonly RegionSwitch[],
  reviews: readonly StackReview[],
): readonly Finding[] {
  const stacks = new Set(
    reviews.filter((review) => switches.some((one) => isOf(one, review))).map(({ stack }) => stack),
  );
  return findings.map((finding) =>
    finding.rule === "recovery" && finding.weight !== "notice" && stacks.has(finding.stack)
      ? { ...finding, weight: "notice", message: `follows from the switch of regions: ${finding.message}` }
      : finding,
  );
}
