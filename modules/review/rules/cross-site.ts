import type { Rule } from "../contract";
import { providersOf } from "../stack-json";
import { ties } from "../ties";
import { finding } from "./finding";

/** Providers that speak to one region unless a resource says otherwise. */
const regional = ["aws", "google"] as const;

const text = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

/** A stack shares literal names with other stacks, and nothing else. */
export const crossSite: Rule = {
  id: "cross-site",
  promise: "a stack depends on no other stack, and on no other region than its own",
  examine: (subject) => {
    const { base, head } = subject;
    if (head === undefined) return [];
    const tied = ties(head).map(({ address, attribute, message }) =>
      finding(crossSite, subject, { weight: "blocks", address, attribute, message }),
    );
    const moved = regional.flatMap((name) => {
      const [was, is] = [base, head].map((stack) => stack && providersOf(stack, name)[0]?.["region"]);
      if (was === undefined || was === is) return [];
      const message = "moves the whole stack to another region, where nothing of it is; make a new site there";
      const about = { address: `provider.${name}`, attribute: "region", before: text(was), after: text(is), message };
      return [finding(crossSite, subject, { weight: "blocks", ...about })];
    });
    return [...tied, ...moved];
  },
};
