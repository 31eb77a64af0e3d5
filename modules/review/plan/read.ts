import { entries } from "../../core/parse-group";
import { InvalidInput } from "../../core/problems";
import type { Action } from "../../deploy/contract";
import { actionOf, type PlannedResource } from "../../deploy/plan-json";
import { schemaOf } from "../../schema/load";
import { concernsOf } from "../concerns";
import type { Kind, ReviewedChange, ReviewedPlan, Values } from "../contract";
import { attributeChanges, unseen } from "./attributes";
import { mask } from "./mask";
import { plainSecrets } from "./secrets";
import { parsePlan } from "./shape";

/** What a resource's change is called, by what Terraform does to it. */
const kinds = {
  create: "create",
  update: "update",
  replace: "replace",
  destroy: "destroy",
  forget: "forget",
} as const satisfies Partial<Record<Action, Kind>>;

const compared: ReadonlySet<Kind> = new Set(["update", "replace", "drift"]);

const isGiven = (value: unknown) => value !== undefined && value !== null;

const valuesOf = (value: unknown): Values | null => (isGiven(value) ? entries(value) : null);

/** Undefined when the resource stays as and where it is. */
function kindOf(resource: PlannedResource): Kind | undefined {
  const action = actionOf(resource);
  if (action !== "none" && action !== "read") return kinds[action];
  if (resource.previous_address !== undefined) return "move";
  return isGiven(resource.change.importing) ? "import" : undefined;
}

function reviewed(resource: PlannedResource, kind: Kind): ReviewedChange {
  const { address, type, change } = resource;
  // What is a secret on one side may stand in plain text on the other.
  const place = { path: [], marks: [change.before_sensitive, change.after_sensitive], schema: schemaOf(type) };
  const [before, after] = [mask(place, change.before), mask(place, change.after)];
  const sides = { before, after, planned: change };
  return {
    address,
    type,
    kind,
    movedFrom: resource.previous_address,
    isImported: isGiven(change.importing),
    reason: resource.action_reason,
    concerns: concernsOf(type),
    attributes: compared.has(kind) ? attributeChanges(sides) : [],
    before: valuesOf(before.value),
    after: valuesOf(after.value),
    unseen: unseen(sides),
  };
}

const byAddress = (a: ReviewedChange, b: ReviewedChange) => (a.address < b.address ? -1 : 1);

/** An action that is not known is a mistake of the input's: whoever reads on would take it for nothing. */
function changesOf(resources: readonly PlannedResource[], origin: string): readonly ReviewedChange[] {
  const managed = resources.filter(({ mode }) => mode === "managed");
  const problems = managed.flatMap((resource) => {
    try {
      actionOf(resource);
      return [];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return [{ path: origin, message: error.message }];
    }
  });
  if (problems.length > 0) throw new InvalidInput(problems);
  return managed
    .flatMap((resource) => {
      const kind = kindOf(resource);
      return kind === undefined ? [] : [reviewed(resource, kind)];
    })
    .toSorted(byAddress);
}

/**
 * Reads what `terraform show -json <plan file>` prints, of a plan that ended with an error too. What is sensitive is in none
 * of its texts and values.
 * @param origin - names the text in errors: a stack's name, or a file's
 * @throws InvalidInput when it is empty, cut off, no plan, of a format or with an action that is not known
 */
export function readReviewedPlan(text: string, origin: string): ReviewedPlan {
  const plan = parsePlan(text, origin);
  return {
    changes: changesOf(plan.resource_changes, origin),
    drift: plan.resource_drift
      .filter(({ mode }) => mode === "managed")
      .map((resource) => reviewed(resource, "drift"))
      .toSorted(byAddress),
    secrets: plainSecrets(plan),
    isIncomplete: plan.errored || !plan.complete,
  };
}
