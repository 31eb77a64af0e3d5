import { isFields, isList, unknown, type Value } from "../../protocol/values";
import { canonicalText, elements } from "../views";
import type { Same } from "./contract";

/** A text, or the empty one for anything else. */
export const text = (value: Value): string => (typeof value === "string" ? value : "");

/** Equal but for capitals. */
export const anyCase: Same = (before, after) => text(before).toLowerCase() === text(after).toLowerCase();

/** Equal lists but for the order. */
export const anyOrder: Same = (before, after) => {
  const sorted = (value: Value) => JSON.stringify(elements(value).map(text).sort());
  return sorted(before) === sorted(after);
};

/** Dropped from the configuration, and therefore left as it is. */
export const keptWithout: Same = (before, after) => before !== 0 && (after === 0 || after === null || after === "");

function parsed(value: Value): unknown {
  try {
    return typeof value === "string" && value.trimStart().startsWith("{") ? JSON.parse(value) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** One value may stand without a list around it, and lists in any order, as IAM reads policies. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const inner = value
      .map((one: unknown) => plain(one))
      .sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
    return inner.length === 1 ? inner[0] : inner;
  }
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)])) : value;
}

const sortedText = (value: unknown) =>
  JSON.stringify(value, (_, inner: unknown) =>
    isFields(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );

/** Two texts of one policy. */
export const samePolicy: Same = (before, after) => {
  const [old, now] = [parsed(before), parsed(after)];
  return old !== undefined && now !== undefined && sortedText(plain(old)) === sortedText(plain(now));
};

/** JSON with its fields sorted and nothing between them (SDKv2 NormalizeJsonString). */
export const sortedJson = (value: Value): Value => {
  const document = parsed(value);
  return document === undefined ? value : sortedText(document);
};

/** Whether something is set: not null, empty or zero; what is not known yet counts as not set, as SDKv2's Get reads it. */
export const isSet = (value: Value): boolean =>
  value !== null &&
  value !== unknown &&
  value !== "" &&
  value !== 0 &&
  value !== false &&
  !(isList(value) && value.length === 0) &&
  !(isFields(value) && Object.keys(value).length === 0);

/** Whether two values differ where null, empty and zero are one. */
export const differs = (before: Value, after: Value): boolean =>
  (isSet(before) || isSet(after) || before === unknown || after === unknown) &&
  canonicalText(before) !== canonicalText(after);
