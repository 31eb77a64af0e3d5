type Body = Readonly<Record<string, unknown>>;

/** A plain value within a resource, and the bodies that it is in, the innermost first. */
export interface Leaf {
  /** Names alone, without indexes. */
  readonly names: readonly string[];
  readonly name: string;
  readonly value: string | number | boolean;
  readonly within: readonly Body[];
}

const isBody = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every plain value of a resource; the values of a list one by one. */
export function leaves(value: unknown, names: readonly string[] = [], within: readonly Body[] = []): readonly Leaf[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return [{ names, name: names.at(-1) ?? "", value, within }];
  if (Array.isArray(value)) return value.flatMap((element: unknown) => leaves(element, names, within));
  if (!isBody(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...names, key], [value, ...within]));
}
