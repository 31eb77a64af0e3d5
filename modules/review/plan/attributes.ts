import { isDeepStrictEqual } from "node:util";
import { differences, type Path, pathText, type PlannedResource } from "../../deploy/plan-json";
import type { AttributeChange, Unseen } from "../contract";
import type { Masked } from "./mask";

/** Both sides of a resource, as the plan has them and as people may see them. */
export interface Sides {
  readonly before: Masked;
  readonly after: Masked;
  readonly planned: PlannedResource["change"];
}

const leads = (to: Path, from: Path) => from.every((part, index) => to[index] === part);

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, part)) return undefined;
    const found: unknown = Reflect.get(inner, part);
    return found;
  }, value);
}

/** The places that are not known yet: those that Terraform marks with `true`. */
function unknowns(marks: unknown, path: Path): readonly Path[] {
  if (marks === true) return [path];
  if (typeof marks !== "object" || marks === null) return [];
  const isList = Array.isArray(marks);
  return Object.entries(marks).flatMap(([key, inner]: [string, unknown]) =>
    unknowns(inner, [...path, isList ? Number(key) : key]),
  );
}

function text({ value, hidden }: Masked, path: Path): string | undefined {
  if (hidden.some((secret) => leads(path, secret))) return "(sensitive)";
  const found = at(value, path);
  return found === undefined || found === null ? undefined : JSON.stringify(found);
}

/** What differs between both sides, by path, and what makes it a replacement, whether it differs or not. */
export function attributeChanges({ before, after, planned }: Sides): readonly AttributeChange[] {
  const open = unknowns(planned.after_unknown, []);
  const differing = differences(planned.before, planned.after, planned.after_unknown);
  const related = (one: Path, other: Path) => leads(one, other) || leads(other, one);
  const forcing = planned.replace_paths.filter((path) => !differing.some((other) => related(path, other)));
  return [...differing, ...forcing].map((path) => ({
    path: pathText(path),
    before: text(before, path),
    after: open.some((unknown) => leads(path, unknown)) ? "(known after apply)" : text(after, path),
    forces: planned.replace_paths.some((other) => related(path, other)),
  }));
}

/** Where the plan does not say what will be. What is sensitive and stays is no news. */
export function unseen({ after, planned }: Sides): readonly Unseen[] {
  return [
    ...unknowns(planned.after_unknown, []).map(
      (path) => ({ path: pathText(path), because: "known after apply" }) as const,
    ),
    ...after.hidden
      .filter((path) => !isDeepStrictEqual(at(planned.before, path), at(planned.after, path)))
      .map((path) => ({ path: pathText(path), because: "sensitive" }) as const),
  ];
}
