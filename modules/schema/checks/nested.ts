import { isTemplate } from "../expression";
import { asList, isAbsent, isObject, join, show } from "../json";
import type { JsonObject } from "../json";
import type { Report } from "../problem";
import type { Nested } from "../shape";

/** A body within a body, and where it is. */
interface Element {
  readonly at: string;
  readonly body: JsonObject;
}

/**
 * Reads the bodies within a body, and reports mistakes in their shape and number.
 *
 * @param dynamic whether a `dynamic` block may add some
 */
export function readNested(
  value: unknown,
  nested: Nested,
  path: string,
  dynamic: boolean,
  report: Report,
): readonly Element[] {
  if (isAbsent(value)) return [];
  if (nested.mode === "computed") {
    report("computed-only", path, "can only be set by the provider: remove it");
    return [];
  }
  const elements = elementsOf(value, nested);
  if (elements === undefined) {
    report("wrong-nesting", path, `is ${show(value)}, but must be ${describe(nested)}: write it so`);
    return [];
  }
  checkCount(elements.length, nested, path, dynamic, report);
  return elements.flatMap(([key, body]) => {
    const at = key === undefined ? path : join(path, key);
    if (isObject(body)) return [{ at, body }];
    if (nested.as === "block" || !isTemplate(body)) {
      report("wrong-nesting", at, `is ${show(body)}, but must be an object: write one`);
    }
    return [];
  });
}

function checkCount(
  count: number,
  { min = 0, max = Infinity }: Nested,
  path: string,
  dynamic: boolean,
  report: Report,
): void {
  if (count <= max && (count >= min || count === 0 || dynamic)) return;
  const allowed = max === Infinity ? `at least ${min}` : min === max ? `exactly ${min}` : `${min} to ${max}`;
  report("block-count", path, `occurs ${count} times, allowed is ${allowed}: ${count > max ? "remove" : "add"} some`);
}

type Elements = readonly (readonly [key: string | number | undefined, value: unknown])[];

/** The bodies in a value with their keys; undefined if the value does not have the shape. */
function elementsOf(value: unknown, { as, nesting }: Nested): Elements | undefined {
  if (nesting === "map") return isObject(value) ? Object.entries(value) : undefined;
  if (nesting === "single") {
    const [only, ...others] = as === "block" ? asList(value) : [value];
    return isObject(only) && others.length === 0 ? [[undefined, only]] : undefined;
  }
  if (!Array.isArray(value) && (as !== "block" || !isObject(value))) return undefined;
  return asList(value).map((element, index) => [index, element]);
}

function describe({ as, nesting }: Nested): string {
  if (nesting === "single") return "one object";
  if (nesting === "map") return "an object of objects";
  return as === "block" ? "an object or a list of objects" : "a list of objects";
}
