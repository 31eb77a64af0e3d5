import { createHash } from "node:crypto";
import { z } from "zod";
import { entries } from "../core/parse-group";
import type { Action, Change, Counts } from "./contract";

const step = z.union([z.string(), z.number()]);

const resourceShape = z.looseObject({
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
    importing: z.unknown().optional(),
    replace_paths: z.array(z.array(step)).default([]),
  }),
});

const planShape = z.looseObject({
  applyable: z.boolean().optional(),
  resource_changes: z.array(resourceShape).default([]),
  output_changes: z.record(z.string(), z.looseObject({ actions: z.array(z.string()) })).default({}),
});

type PlanJson = z.infer<typeof planShape>;

/** What is read from a plan in Terraform's JSON. */
export interface ReadPlan extends Counts {
  readonly changes: readonly Change[];
  readonly applies: boolean;
  readonly planHash: string;
}

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

/** `["settings", 0, "tier"]` as `settings[0].tier`. */
const pathText = (path: readonly (string | number)[]) =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${part}`)).join("");

const isObject = (value: unknown) => typeof value === "object" && value !== null;

/** Paths at which two values differ, or at which the second is not known yet. */
function differences(
  before: unknown,
  after: unknown,
  unknown: unknown,
  path: readonly (string | number)[],
): readonly string[] {
  if (unknown === true) return [pathText(path)];
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return [pathText(path)];
    const unknowns: readonly unknown[] = Array.isArray(unknown) ? unknown : [];
    return before.flatMap((element, index) => differences(element, after[index], unknowns[index], [...path, index]));
  }
  if (!isObject(before) || !isObject(after)) return before === after ? [] : [pathText(path)];
  const [old, young, open] = [entries(before), entries(after), entries(unknown)];
  return [...new Set([...Object.keys(old), ...Object.keys(young), ...Object.keys(open)])]
    .toSorted()
    .flatMap((key) => differences(old[key] ?? null, young[key] ?? null, open[key], [...path, key]));
}

function changeOf({ address, type, action_reason: reason, change }: z.infer<typeof resourceShape>): Change {
  const said = change.actions.join(",");
  const action = actions[said];
  if (action === undefined) throw new Error(`${address} would be ${said}, which no known Terraform does; report it`);
  const compared = action === "update" || action === "replace";
  return {
    address,
    type,
    action,
    reason,
    replacePaths: change.replace_paths.map(pathText),
    changedAttributes: compared ? differences(change.before, change.after, change.after_unknown, []) : [],
  };
}

/** JSON with the keys of every object in order, so that equal values give equal texts. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(entries(value))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}

const unchanged = (said: readonly string[]) => said.join(",") === "no-op";

function hash({ resource_changes: resources, output_changes: outputs }: PlanJson): string {
  const changed = resources
    .filter(({ change }) => !unchanged(change.actions))
    .toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const text = JSON.stringify(ordered({ resources: changed, outputs }));
  return createHash("sha256").update(text).digest("hex");
}

/** OpenTofu does not say whether a plan can be applied; what it consists of does. */
function applies({ applyable, resource_changes: resources, output_changes: outputs }: PlanJson): boolean {
  if (applyable !== undefined) return applyable;
  return (
    resources.some(
      ({ change, previous_address: previous }) =>
        !["no-op", "read"].includes(change.actions.join(",")) ||
        previous !== undefined ||
        (change.importing !== undefined && change.importing !== null),
    ) || Object.values(outputs).some((output) => !unchanged(output.actions))
  );
}

/**
 * Reads what `terraform show -json <plan file>` prints, of a plan that ended with an error too.
 * @throws Error when it is no plan, or one with an action that is not known
 */
export function readPlan(text: string): ReadPlan {
  const plan = planShape.parse(JSON.parse(text));
  const changes = plan.resource_changes
    .filter(({ mode }) => mode === "managed")
    .map(changeOf)
    .filter(({ action }) => action !== "none")
    .toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const count = (wanted: Action) => changes.filter(({ action }) => action === wanted).length;
  return {
    add: count("create"),
    change: count("update"),
    replace: count("replace"),
    destroy: count("destroy"),
    changes,
    applies: applies(plan),
    planHash: hash(plan),
  };
}
