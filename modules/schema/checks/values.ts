import { isTemplate } from "../expression";
import { isObject, isScalar, join, show } from "../json";
import type { Report } from "../problem";
import { readRule } from "../rules/read";
import type { Attribute } from "../shape";

/** Reports values that are of the right type and still not allowed: lists of allowed values, rules, number of elements. */
export function checkValues(value: unknown, attribute: Attribute, path: string, report: Report): void {
  if (Array.isArray(value)) {
    checkCount(value.length, attribute, path, report);
    value.forEach((element: unknown, index) => checkScalar(element, attribute, join(path, index), report));
  } else if (isObject(value)) {
    checkCount(Object.keys(value).length, attribute, path, report);
  } else {
    checkScalar(value, attribute, path, report);
  }
}

function checkScalar(value: unknown, { oneOf, rules, integer }: Attribute, path: string, report: Report): void {
  if (!isScalar(value) || isTemplate(value)) return;
  const text = String(value);
  if (integer && /^-?\d*\.\d*[1-9]/.test(text)) {
    report("wrong-type", path, `is ${text}, but must be a whole number: round it`);
  }
  // The recording left out the empty text, which some lists of google and azurerm allow.
  if (oneOf && text !== "" && !oneOf.includes(text)) {
    report("value-not-allowed", path, `is ${show(value)}, but must be one of ${oneOf.join(", ")}: choose one of them`);
  }
  for (const rule of rules ?? []) {
    const demand = readRule(rule);
    if (demand === undefined || demand === "unread" || demand.holds(text)) continue;
    report("value-not-allowed", path, `is ${show(value)}, but must be ${demand.wanted}: correct it`);
  }
}

function checkCount(count: number, { min = 0, max = Infinity }: Attribute, path: string, report: Report): void {
  if (count >= min && count <= max) return;
  const wanted = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
  report("block-count", path, `has ${count} elements, but must have ${wanted}: add or remove some`);
}
