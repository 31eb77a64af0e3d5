import { createHash } from "node:crypto";
import { z } from "zod";
import { entries } from "../core/parse-group";
import type { Action, Change, Counts } from "./contract";
import { actionOf, differences, pathText, type PlannedResource, resourceShape } from "./plan-json";

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

function changeOf(resource: PlannedResource): Change {
  const { address, type, action_reason: reason, change } = resource;
  const action = actionOf(resource);
  const compared = action === "update" || action === "replace";
  return {
    address,
    type,
    action,
    reason,
    replacePaths: change.replace_paths.map(pathText),
    changedAttributes: compared ? differences(change.before, change.after, change.after_unknown).map(pathText) : [],
  };
}

/** JSON with the keys of every object in order, so that equal values give equal texts. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
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
