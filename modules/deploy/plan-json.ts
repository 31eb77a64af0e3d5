import { z } from "zod";
import { entries } from "../core/parse-group";
import type { Action } from "./contract";

const step = z.union([z.string(), z.number()]);

/** One resource as a plan in Terraform's JSON has it, as far as anybody here reads it. */
export const resourceShape = z.looseObject({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  action_reason: z.string().default(""),
  change: z.looseObject({
    actions: z.array(z.string()),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    after_unknown: z.unknown().optional(),
    before_sensitive: z.unknown().optional(),
    after_sensitive: z.unknown().optional(),
    importing: z.unknown().optional(),
    replace_paths: z.array(z.array(step)).default([]),
  }),
});

/** One resource in a plan. */
export type PlannedResource = z.infer<typeof resourceShape>;

/** The way to a value: the names of attributes and the indexes of lists. */
export type Path = readonly (string | number)[];

const actions: Readonly<Record<string, Action>> = {
  "no-op": "none",
  read: "read",
  create: "create",
  update: "update",
  delete: "destroy",
  forget: "forget",
  "delete,create": "replace",
  "create,delete": "replace",
  // Terraform lets go of the old one and makes another: the address gets a new thing all the same.
  "create,forget": "replace",
};

/** What Terraform would do to a resource. @throws Error when it is nothing that a known Terraform does */
export function actionOf({ address, change }: Pick<PlannedResource, "address" | "change">): Action {
  const said = change.actions.join(",");
  const action = Object.hasOwn(actions, said) ? actions[said] : undefined;
  if (action === undefined) throw new Error(`${address} would be ${said}, which no known Terraform does; report it`);
  return action;
}

/** `["settings", 0, "tier"]` as `settings[0].tier`. */
export const pathText = (path: Path): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${part}`)).join("");

const isObject = (value: unknown) => typeof value === "object" && value !== null;

/** Where two values differ, and where the second is not known yet. */
export function differences(before: unknown, after: unknown, unknown: unknown, path: Path = []): readonly Path[] {
  if (unknown === true) return [path];
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return [path];
    const unknowns: readonly unknown[] = Array.isArray(unknown) ? unknown : [];
    return before.flatMap((element, index) => differences(element, after[index], unknowns[index], [...path, index]));
  }
  if (!isObject(before) || !isObject(after)) return before === after ? [] : [path];
  const [old, young, open] = [entries(before), entries(after), entries(unknown)];
  return [...new Set([...Object.keys(old), ...Object.keys(young), ...Object.keys(open)])]
    .toSorted()
    .flatMap((key) => differences(old[key] ?? null, young[key] ?? null, open[key], [...path, key]));
}
