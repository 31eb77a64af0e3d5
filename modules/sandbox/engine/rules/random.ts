import { unknown } from "../../protocol/values";
import { canonicalText, entries } from "../views";
import type { Draft, RuleTable } from "./contract";

/**
 * random planmodifiers numberNumericAttributePlanModifier: one flag under two names, on if neither is given. It comes
 * before the modifier that replaces, so that a name which it gives its old value replaces nothing.
 */
function digits({ config, prior, isNew }: Draft) {
  const [numeric, number] = [config["numeric"] ?? null, config["number"] ?? null];
  const value = numeric ?? number ?? true;
  return ["numeric", "number"].map((name) => ({
    path: [name],
    value,
    ...(!isNew && prior[name] === value ? { replaces: false } : {}),
  }));
}

/** random mapplanmodifiers requiresReplaceIfValuesNotNullModifier: a null is no keeper. */
function keepers({ prior, planned, isNew }: Draft) {
  const given = (body: Draft["prior"]) =>
    Object.fromEntries(Object.entries(entries(body["keepers"] ?? null)).filter(([, value]) => value !== null));
  if (isNew || planned["keepers"] === unknown) return [];
  return canonicalText(given(prior)) === canonicalText(given(planned)) ? [{ path: ["keepers"], replaces: false }] : [];
}

/** random, "Replace on modification unless updating from empty string to null"; conformance "override_special unknown". */
function characters({ prior, planned }: Draft) {
  const [before, after] = [prior["override_special"] ?? null, planned["override_special"] ?? null];
  return after === unknown || (before === "" && after === null)
    ? [{ path: ["override_special"], replaces: false }]
    : [];
}

const minimums = ["min_lower", "min_numeric", "min_special", "min_upper"] as const;

/** random's validator of length: "at least sum of". */
function length({ planned }: Draft): string | undefined {
  const wanted = minimums.reduce((sum, name) => sum + (Number(planned[name]) || 0), 0);
  const has = planned["length"];
  return typeof has === "number" && has < wanted
    ? `length is ${has}, but ${minimums.join(" + ")} is ${wanted}: raise length`
    : undefined;
}

const text = { decide: [digits, keepers, characters], refuse: [length] } as const;
const other = { decide: [keepers] } as const;

/** Random values. */
export const randomRules: RuleTable = {
  random_id: other,
  random_integer: other,
  random_password: text,
  random_shuffle: other,
  random_string: text,
  random_uuid: other,
};
