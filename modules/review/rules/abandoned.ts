import { concernsOf, isClassified } from "../concerns";
import type { Rule } from "../contract";
import { resourcesOf } from "../stack-json";
import { finding } from "./finding";

/** A stack that is deployed is described. */
export const abandoned: Rule = {
  id: "abandoned",
  promise: "no stack is left behind with nothing that describes it",
  examine: (subject) => {
    const { base, head } = subject;
    if (base === undefined || head !== undefined) return [];
    const holders = resourcesOf(base).filter(({ type }) => concernsOf(type).includes("data") || !isClassified(type));
    const named = holders.map(({ address }) => address).join(", ");
    const holding = holders.length === 0 ? "" : `, and these hold data or may: ${named}`;
    const message = `nothing describes it any more, and what was deployed from it stays and costs${holding}; destroy it with understudy destroy before it is taken out, or put it back`;
    return [finding(abandoned, subject, { weight: holders.length === 0 ? "risk" : "blocks", message })];
  },
};
