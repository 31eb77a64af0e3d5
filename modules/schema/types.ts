import { isTemplate } from "./expression";
import { isAbsent, isObject, join, own, show } from "./json";
import type { Report } from "./problem";
import type { Type } from "./shape";

/** Reports where a value cannot be converted to its type the way Terraform converts ("5" is a number, 5 is a text). */
export function checkType(value: unknown, type: Type, path: string, report: Report): void {
  if (isTemplate(value) || isAbsent(value) || type === "dynamic") return;
  if (typeof type === "string") {
    if (!isScalar(value, type)) reportType(value, type, path, report);
    return;
  }
  switch (type[0]) {
    case "list":
    case "set":
      return checkElements(value, type, path, report);
    case "map":
      if (!isObject(value)) return reportType(value, type, path, report);
      for (const [key, element] of Object.entries(value)) checkType(element, type[1], join(path, key), report);
      return;
    case "tuple":
      if (!Array.isArray(value) || value.length !== type[1].length) return reportType(value, type, path, report);
      return type[1].forEach((element, index) => checkType(value[index], element, join(path, index), report));
    case "object":
      return checkFields(value, type[1], path, report);
  }
}

/** A type as people say it: "a list of numbers". */
export function describeType(type: Type, plural = false): string {
  if (type === "dynamic") return plural ? "values" : "a value";
  const [article, noun, rest] = typeof type === "string" ? ["a", scalars[type], ""] : compound(type);
  return (plural ? `${noun}s` : `${article} ${noun}`) + rest;
}

const scalars = { string: "text", number: "number", bool: "boolean" } as const;

function compound(type: Exclude<Type, string>): readonly [article: string, noun: string, rest: string] {
  if (type[0] === "object") return ["an", "object", ` with ${Object.keys(type[1]).join(", ")}`];
  if (type[0] === "tuple") return ["a", "list", ` of ${type[1].length}`];
  return ["a", type[0], ` of ${describeType(type[1], true)}`];
}

function isScalar(value: unknown, type: "string" | "number" | "bool"): boolean {
  switch (type) {
    case "string":
      return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    case "number":
      return typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value));
    case "bool":
      return typeof value === "boolean" || value === "true" || value === "false" || value === "1" || value === "0";
  }
}

function checkElements(
  value: unknown,
  type: readonly ["list" | "set" | "map", Type],
  path: string,
  report: Report,
): void {
  if (!Array.isArray(value)) return reportType(value, type, path, report);
  value.forEach((element: unknown, index) => {
    const at = join(path, index);
    if (isAbsent(element)) report("wrong-type", at, `is null, which a ${type[0]} cannot hold: leave it out`);
    else checkType(element, type[1], at, report);
  });
}

/** An object type has no optional fields in JSON; a missing one must be written as null. */
function checkFields(value: unknown, fields: Readonly<Record<string, Type>>, path: string, report: Report): void {
  if (!isObject(value)) return reportType(value, ["object", fields], path, report);
  for (const [key, type] of Object.entries(fields)) {
    if (!Object.hasOwn(value, key)) report("missing-required", join(path, key), "is missing: write it, or null");
    else checkType(value[key], type, join(path, key), report);
  }
  for (const key of Object.keys(value)) {
    if (own(fields, key) === undefined) report("unknown-attribute", join(path, key), "is unknown: remove it");
  }
}

function reportType(value: unknown, type: Type, path: string, report: Report): void {
  report("wrong-type", path, `is ${show(value)}, but must be ${describeType(type)}: write one`);
}
