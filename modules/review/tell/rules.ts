import type { Finding, RuleId, Weight } from "../contract";

/** A rule, as people are told of it. */
interface RuleWords {
  /** A few words, without a full stop. */
  readonly title: string;
  /** Why it is there, and what somebody does whom it stops. */
  readonly help: string;
  /** How much most of its findings weigh. */
  readonly usual: Weight;
}

const waiver =
  "Where it is meant, write a waiver for exactly this stack and address, with a reason, an owner, an expiry, and somebody else's approval.";

/** The rules of the gate, as people are told of them. */
export const ruleWords: Readonly<Record<RuleId, RuleWords>> = {
  "data-loss": {
    title: "data would be lost",
    help: `What holds data is neither destroyed nor replaced by a change. Look at the attribute that forces the replacement and take it back, or move the data first: a new generation beside the old one. ${waiver}`,
    usual: "blocks",
  },
  protection: {
    title: "a protection is taken away",
    help: `What holds data is protected from deletion at the cloud and in Terraform, also the moment before it is deleted. Leave the protection as it is. ${waiver}`,
    usual: "blocks",
  },
  recovery: {
    title: "recovery is weakened",
    help: `A site can only take over what was copied and kept: replicas, backups and their retention are not reduced in passing. Put the earlier value back. ${waiver}`,
    usual: "risk",
  },
  access: {
    title: "access is widened",
    help: `Nothing becomes public, and no policy speaks of everybody or everything. Name the principals, actions, resources and address ranges that are needed. ${waiver}`,
    usual: "risk",
  },
  "cross-site": {
    title: "a site depends on another",
    help: "A site is planned and applied while the other's region is down, so nothing in it refers to another site's resources or state. Link sites by names that both derive.",
    usual: "blocks",
  },
  secret: {
    title: "a secret is in plain text",
    help: "What a plan or a state says in plain text, everybody can read who reads either. Hand the value over as an ephemeral value to a write-only argument, and change the secret: it has been written down.",
    usual: "blocks",
  },
  waiver: {
    title: "a waiver does not hold",
    help: "Every waiver names a finding that there is, has not expired, and was approved by somebody who is not its owner. Renew it through a review, or delete it.",
    usual: "blocks",
  },
  path: {
    title: "traffic or identity is interrupted",
    help: `What requests pass through, or what somebody acts as, is replaced or destroyed: there is a time without it. Make the new one beside the old one, move over, then remove the old one. ${waiver}`,
    usual: "risk",
  },
  switch: {
    title: "a switch of regions that changes more than it may",
    help: "A switch of regions only records which site is active: Terraform then updates in place, and nothing else. Take the other changes into a change of their own.",
    usual: "blocks",
  },
  drift: {
    title: "changed outside Terraform",
    help: "A resource is not as Terraform left it. Take the change over into the configuration, or let this change put it back, and know which of the two it is.",
    usual: "notice",
  },
  abandoned: {
    title: "left without anybody who looks after it",
    help: "Nothing describes this stack or resource any more, and it goes on existing and costing. Destroy it on purpose, or take it back into the configuration.",
    usual: "risk",
  },
};

/** Rules that findings are of, with how many of each, the most frequent first: `3 data would be lost`. */
export function byRule(findings: readonly Pick<Finding, "rule">[]): readonly string[] {
  const counts = new Map<RuleId, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([rule, count]) => `${count} × ${ruleWords[rule].title}`);
}
