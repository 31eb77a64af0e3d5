import type { Target } from "../deploy/contract";
import type { Deployment } from "./contract";

/** What a rollback goes back to, and what it leaves. */
export interface Return {
  /** The deployment that went through, and is to be there again. */
  readonly to: Deployment;
  /** Its commit. */
  readonly commit: string;
  /** The commit that was deployed last; null where nobody knows. */
  readonly leaves: string | null;
}

/** What is to be rolled back. */
export interface Wanted {
  readonly environment: string;
  readonly target: Target["name"];
  readonly stacks: readonly string[];
}

const covers = ({ begun }: Deployment, stacks: readonly string[]) =>
  stacks.every((name) => begun.stacks.some(({ stack }) => stack === name));

const touches = ({ begun }: Deployment, stacks: readonly string[]) =>
  begun.stacks.some(({ stack }) => stacks.includes(stack));

/**
 * The last good release of all the wanted stacks. That a deployment went through does not make it good: what is rolled back
 * now, or was before, is not. So two rollbacks in a row go back twice, and never to what the first has left.
 * @param deployments - in the order in which they began
 * @returns undefined when there is none on record
 */
export function lastGood(
  deployments: readonly Deployment[],
  { environment, target, stacks }: Wanted,
): Return | undefined {
  const concerned = deployments.filter(
    (one) => one.begun.environment === environment && one.begun.target === target && touches(one, stacks),
  );
  const last = concerned.at(-1);
  if (last === undefined) return undefined;
  const wentThrough = ({ ended }: Deployment) => ended?.result === "succeeded";
  const left = new Set<string>();
  for (const one of concerned) {
    const { verb, commit, leaves } = one.begun;
    if (verb === "rollback" && leaves !== null) left.add(leaves);
    else if (verb === "deploy" && commit !== null && wentThrough(one)) left.delete(commit);
  }
  // What failed was never good. What went through is what somebody wants to leave.
  if (wentThrough(last) && last.begun.commit !== null) left.add(last.begun.commit);
  const to = concerned.findLast(
    (one) =>
      wentThrough(one) &&
      one.begun.verb !== "destroy" &&
      one.begun.commit !== null &&
      !one.begun.changed &&
      !left.has(one.begun.commit) &&
      covers(one, stacks),
  );
  if (to === undefined || to.begun.commit === null) return undefined;
  return { to, commit: to.begun.commit, leaves: last.begun.commit };
}
