import type { Cloud } from "./cloud";

/** What an attribute must be. A plain value: equal to it. */
export type Expectation =
  | string
  | number
  | boolean
  | { readonly matches: string }
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly contains: unknown }
  | { readonly lacks: unknown }
  | { readonly absent: true }
  | { readonly empty: true }
  | { readonly present: true };

/** What keeps a promise on one cloud: resources of a type, and what must be true of each of them. */
export interface Evidence {
  readonly type: string;
  /** The resource's name, or its beginning followed by `*`. @default - every resource of the type */
  readonly name?: string;
  /** How many there must be. @default - at least one */
  readonly count?: number;
  /** By dotted attribute path; lists are entered element by element. */
  readonly has?: Readonly<Record<string, Expectation>>;
  /** Which sites carry it; `paired-origin` is the origin of a group that has a standby. @default - every site */
  readonly at?: "origin" | "paired-origin" | "standby" | "active";
}

/** One testable sentence of a contract, and its evidence on each cloud. */
export interface CapabilityPromise extends Readonly<Record<Cloud, readonly Evidence[]>> {
  /** In the user's words, the same on every cloud. */
  readonly promise: string;
  /** Where a cloud keeps it less well than the others, said openly. */
  readonly gaps?: Partial<Record<Cloud, string>>;
}

/** All promises of a capability, and in which stack their evidence stands. */
export interface Promises {
  readonly capability: string;
  readonly stack: "site" | "state" | "traffic";
  readonly promises: readonly CapabilityPromise[];
}

/** The part of a synthesized stack that evidence is looked for in: type, then name, then body. */
export type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The values at a dotted path; a list on the way stands for all of its elements. */
export function valuesAt(body: unknown, path: string): readonly unknown[] {
  return path.split(".").reduce<readonly unknown[]>(
    (values, key) =>
      values.flatMap((value) => {
        const elements = Array.isArray(value) ? value : [value];
        return elements.flatMap((element) => (isRecord(element) && element[key] !== undefined ? [element[key]] : []));
      }),
    [body],
  );
}

function includes(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole) && !Array.isArray(part)) return whole.some((element) => includes(element, part));
  if (isRecord(part))
    return isRecord(whole) && Object.entries(part).every(([key, value]) => includes(whole[key], value));
  if (typeof whole === "string" && typeof part === "string") return whole.includes(part);
  return whole === part;
}

function meets(value: unknown, expectation: Expectation): boolean {
  if (typeof expectation !== "object") return value === expectation;
  if ("matches" in expectation) return typeof value === "string" && new RegExp(expectation.matches).test(value);
  if ("atLeast" in expectation) return typeof value === "number" && value >= expectation.atLeast;
  if ("atMost" in expectation) return typeof value === "number" && value <= expectation.atMost;
  if ("contains" in expectation) return includes(value, expectation.contains);
  if ("lacks" in expectation) return !includes(value, expectation.lacks);
  if ("empty" in expectation) return Array.isArray(value) && value.length === 0;
  return "present" in expectation;
}

/** Whether an attribute of a resource's body meets an expectation. */
export function holds(body: unknown, path: string, expectation: Expectation): boolean {
  const values = valuesAt(body, path);
  if (typeof expectation === "object" && "absent" in expectation) return values.length === 0;
  return values.length > 0 && values.every((value) => meets(value, expectation));
}

/** The resources that a piece of evidence is about. */
export function matching({ type, name }: Evidence, resources: Resources): readonly (readonly [string, unknown])[] {
  return Object.entries(resources[type] ?? {}).filter(([key]) => {
    if (name === undefined) return true;
    return name.endsWith("*") ? key.startsWith(name.slice(0, -1)) : key === name;
  });
}

/** What is missing for the evidence to hold, as sentences with the address. Empty: the promise is kept. */
export function shortcomings(evidence: Evidence, resources: Resources): readonly string[] {
  const { type, name = "*", count, has = {} } = evidence;
  const found = matching(evidence, resources);
  const wanted = count === undefined ? found.length > 0 : found.length === count;
  return [
    ...(wanted ? [] : [`${type}.${name}: found ${found.length}, expected ${count ?? "at least 1"}`]),
    ...found.flatMap(([key, body]) =>
      Object.entries(has)
        .filter(([path, expectation]) => !holds(body, path, expectation))
        .map(
          ([path, expectation]) =>
            `${type}.${key}: ${path} is ${JSON.stringify(valuesAt(body, path))}, expected ${JSON.stringify(expectation)}`,
        ),
    ),
  ];
}
