import type { Finding, Review, ReviewedChange, StackReview } from "../contract";
import { costLimits, pricesAsOf } from "../cost/limits";
import { tallyOf } from "./tally";

/** The version of the form below: another number says that a key changed its name or its meaning. Keys may be added. */
const jsonVersion = 1;

/** A key that is always there is read without a question: what there is none of is null. */
const orNull = <Value>(value: Value | undefined) => value ?? null;

const findingJson = ({ rule, weight, stack, address, attribute, before, after, message, waivedBy }: Finding) => ({
  ...{ rule, weight, stack, address, attribute, before: orNull(before), after: orNull(after), message },
  waivedBy:
    waivedBy === undefined
      ? null
      : {
          ...{ rule: waivedBy.rule, stack: waivedBy.stack, address: waivedBy.address, reason: waivedBy.reason },
          ...{ owner: waivedBy.owner, approvedBy: waivedBy.approvedBy, expires: waivedBy.expires },
        },
});

/** Without the values that rules look at: what differs among them is in the attributes. */
const changeJson = ({ unseen, attributes, ...change }: ReviewedChange) => ({
  ...{ address: change.address, type: change.type, kind: change.kind, movedFrom: orNull(change.movedFrom) },
  ...{ isImported: change.isImported, reason: change.reason, concerns: change.concerns },
  unseen: unseen.map(({ path, because }) => ({ path, because })),
  attributes: attributes.map(({ path, before, after, forces }) => ({
    ...{ path, before: orNull(before), after: orNull(after), forces },
  })),
});

const stackJson = (review: StackReview) => {
  const { stack, environment, cloud, group, site, region, difference, result, plan, cost } = review;
  const planned = result !== undefined && "plan" in result ? result.plan : undefined;
  return {
    ...{ stack, environment, cloud, group, site: orNull(site), region: orNull(region), difference },
    outcome: orNull(result?.outcome),
    planHash: orNull(planned?.planHash),
    counts: plan === undefined ? null : tallyOf(plan),
    isIncomplete: plan?.isIncomplete ?? false,
    changes: plan?.changes.map(changeJson) ?? [],
    drift: plan?.drift.map(changeJson) ?? [],
    secrets: plan?.secrets ?? [],
    cost: cost === undefined ? null : { before: cost.before, after: cost.after, unpriced: cost.unpriced },
  };
};

/** A review for other programs: the same keys in the same order, always all of them. */
export function tellJson(review: Review): string {
  const { verdict, base, head, stacks, findings, switches, otherStandings, errors } = review;
  const told = {
    ...{ version: jsonVersion, verdict, base, head, errors },
    findings: findings.map(findingJson),
    switches: switches.map(({ environment, group, from, to, fenced }) => ({ environment, group, from, to, fenced })),
    otherStandings: otherStandings.map(({ stack, active, counts, findings: others }) => ({
      ...{ stack, active },
      counts: { add: counts.add, change: counts.change, replace: counts.replace, destroy: counts.destroy },
      findings: others.map(findingJson),
    })),
    cost: { currency: "USD", period: "730 hours", pricesAsOf, limits: costLimits },
    stacks: stacks.map(stackJson),
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}
