import { isTemplate } from "../expression";
import { isAbsent, isObject, isScalar, join, own, show } from "../json";
import type { ProblemKind } from "../problem";
import type { Type } from "../shape";

/** A place in a value where it is not of its type. */
export interface Mismatch {
  readonly kind: ProblemKind;
  readonly path: string;
  readonly text: string;
}

/** Where a value cannot be converted to its type the way Terraform converts ("5" is a number, 5 is a text). */
export function mismatches(value: unknown, type: Type, path: string): readonly Mismatch[] {
  if (isTemplate(value) || isAbsent(value) || type === "dynamic") return [];
  if (typeof type === "string") return converts(value, type) ? [] : [mismatch(value, type, path)];
  switch (type[0]) {
    case "list":
    case "set":
      return Array.isArray(value) ? inElements(value, type, path) : [mismatch(value, type, path)];
    case "map":
      if (!isObject(value)) return [mismatch(value, type, path)];
      return Object.entries(value).flatMap(([key, element]) => mismatches(element, type[1], join(path, key)));
    case "tuple":
      if (!Array.isArray(value) || value.length !== type[1].length) return [mismatch(value, type, path)];
      return type[1].flatMap((element, index) => mismatches(value[index], element, join(path, index)));
    case "object":
      return isObject(value) ? inFields(value, type[1], path) : [mismatch(value, type, path)];
  }
}

function converts(value: unknown, type: "string" | "number" | "bool"): boolean {
  switch (type) {
    case "string":
      return isScalar(value);
    case "number":
      return typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value));
    case "bool":
      return typeof value === "boolean" || (typeof value === "string" && /^(true|false|1|0)$/.test(value));
  }
}

type Collection = readonly ["list" | "set" | "map", Type];

function inElements(values: readonly unknown[], [kind, type]: Collection, path: string): readonly Mismatch[] {
  return values.flatMap((value, index) => {
    const at = join(path, index);
    const text = `is null, which a ${kind} cannot hold: leave it out`;
    return isAbsent(value) ? [{ kind: "wrong-type", path: at, text }] : mismatches(value, type, at);
  });
}

/** An object type has no optional fields in JSON; a missing one must be written as null. */
function inFields(
  value: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Type>>,
  path: string,
): readonly Mismatch[] {
  const known = Object.entries(fields).flatMap(([key, type]): readonly Mismatch[] => {
    const at = join(path, key);
    const missing = { kind: "missing-required", path: at, text: "is missing: write it, or null" } as const;
    return Object.hasOwn(value, key) ? mismatches(value[key], type, at) : [missing];
  });
  const unknown = Object.keys(value).filter((key) => own(fields, key) === undefined);
  return [
    ...known,
    ...unknown.map(
      (key) => ({ kind: "unknown-attribute", path: join(path, key), text: "is unknown: remove it" }) as const,
    ),
  ];
}

function mismatch(value: unknown, type: Type, path: string): Mismatch {
  return { kind: "wrong-type", path, text: `is ${show(value)}, but must be ${describe(type)}: write one` };
}

const names = { string: "text", number: "number", bool: "boolean", dynamic: "value" } as const;

/** A type as people say it: "a list of numbers". */
function describe(type: Type): string {
  if (typeof type === "string") return `a ${names[type]}`;
  if (type[0] === "object") return `an object with ${Object.keys(type[1]).join(", ")}`;
  if (type[0] === "tuple") return `a list of ${type[1].length} values`;
  return `a ${type[0]} of ${typeof type[1] === "string" ? `${names[type[1]]}s` : "lists or objects"}`;
}
