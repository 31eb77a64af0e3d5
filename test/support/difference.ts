import { compareResources } from "../../modules/schema/compare";
import { forcesReplacement } from "../../modules/schema/replacement";
import type { StackJson } from "./synthesis";

/** Where two syntheses of one stack differ. */
export interface Difference {
  readonly address: string;
  readonly path: string;
  /** `in-place` is the only harmless one. */
  readonly effect: "in-place" | "replaces" | "appears" | "disappears" | "elsewhere";
}

const asText = (value: unknown) => (value === undefined ? "" : JSON.stringify(value));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const at = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined);

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];

/** Ignoring more or fewer attributes is harmless only where none of them could replace the resource. */
function lifecycle(type: string, address: string, before: unknown, after: unknown): readonly Difference[] {
  const [one, other] = [strings(at(before, "ignore_changes")), strings(at(after, "ignore_changes"))];
  const moved = [...one.filter((path) => !other.includes(path)), ...other.filter((path) => !one.includes(path))];
  const rest = (value: unknown) => (isRecord(value) ? { ...value, ignore_changes: undefined } : {});
  return [
    ...moved.map((path): Difference => ({
      address,
      path: `lifecycle.ignore_changes ${path}`,
      effect: forcesReplacement(type, path.replaceAll("[", ".").replaceAll("]", "")) ? "replaces" : "in-place",
    })),
    ...(asText(rest(before)) === asText(rest(after))
      ? []
      : [{ address, path: "lifecycle", effect: "elsewhere" } as const]),
  ];
}

function resource(type: string, name: string, before: unknown, after: unknown): readonly Difference[] {
  const address = `${type}.${name}`;
  if (before === undefined) return [{ address, path: "", effect: "appears" }];
  if (after === undefined) return [{ address, path: "", effect: "disappears" }];
  const attributes = compareResources(type, before, after).map(({ path, forcesReplacement: replaces }): Difference => ({
    address,
    path,
    effect: replaces ? "replaces" : "in-place",
  }));
  const provider =
    asText(at(before, "provider")) === asText(at(after, "provider"))
      ? []
      : [{ address, path: "provider", effect: "replaces" } as const];
  return [...attributes, ...provider, ...lifecycle(type, address, at(before, "lifecycle"), at(after, "lifecycle"))];
}

const keysOf = (...values: readonly unknown[]) =>
  [...new Set(values.flatMap((value) => (isRecord(value) ? Object.keys(value) : [])))].sort();

/** Everything in which two syntheses of a stack differ, but for comments. */
export function differences(before: StackJson, after: StackJson): readonly Difference[] {
  const sections = keysOf(before, after).filter((key) => key !== "resource" && key !== "//");
  const elsewhere = sections
    .filter((key) => asText(at(before, key)) !== asText(at(after, key)))
    .map((key): Difference => ({ address: key, path: "", effect: "elsewhere" }));
  const resources = keysOf(before.resource, after.resource).flatMap((type) => {
    const [one, other] = [before.resource?.[type], after.resource?.[type]];
    return keysOf(one, other).flatMap((name) => resource(type, name, one?.[name], other?.[name]));
  });
  return [...elsewhere, ...resources];
}
