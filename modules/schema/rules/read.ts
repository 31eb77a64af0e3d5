import type { Demand } from "./demand";
import { nameRules } from "./names";
import { formatRules } from "./table";

/**
 * Reads a recorded answer to ~probe~ as a demand.
 *
 * @returns "unread" for an answer that we know and cannot check mechanically; undefined for one that no row describes
 */
export function readRule(rule: string): Demand | "unread" | undefined {
  if (!cache.has(rule)) {
    cache.set(rule, search(rule) ?? (unread.some((says) => says.test(rule)) ? "unread" : undefined));
  }
  return cache.get(rule);
}

const cache = new Map<string, Demand | "unread" | undefined>();

function search(rule: string): Demand | undefined {
  for (const { says, demands } of [...formatRules, ...nameRules]) {
    const match = says.exec(rule);
    const demand = match && demands(match);
    if (demand) return demand;
  }
  return undefined;
}

const unread: readonly RegExp[] = [
  // Rules over several attributes.
  /at least one attribute from this collection/,
  /at least sum of/,
  // The answer names no form that could be checked, or is one of several alternatives that the recording cut off.
  /invalid statistic/,
  /For Redis v6 or higher/,
  /Root scope/,
  /Managed HSM Data Plane/,
  /<subscription id}/,
  /unknown (?:charset|collation)/,
];
