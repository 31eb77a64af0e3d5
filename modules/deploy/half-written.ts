import { entries } from "../core/parse-group";
import type { Problem } from "../core/problems";
import { readConfiguration } from "../stacks/configuration";
import type { Change, Stack, StackPlan } from "./contract";

/** A write-only argument is written when its version rises: the providers' arguments all end so. */
const isVersion = (argument: string) => argument.endsWith("_wo_version");

/** Whether what is described has a write-only argument. */
function takesValue(configuration: unknown, { address, type }: Change): boolean {
  const body = entries(entries(entries(configuration)["resource"])[type])[address.slice(type.length + 1)];
  return Object.keys(entries(body)).some(isVersion);
}

/**
 * What a plan would write a generated value to, while copies of that value are left out of it: no later plan could write the
 * same value there, because nothing keeps it. One problem a resource; none when nothing is left out.
 */
export function halfWritten({ name, folder }: Stack, { changes, leftOut }: StackPlan): readonly Problem[] {
  if (leftOut.length === 0) return [];
  const configuration = readConfiguration(folder);
  return changes
    .filter((change) =>
      change.action === "update"
        ? change.changedAttributes.some(isVersion)
        : change.action !== "destroy" && takesValue(configuration, change),
    )
    .map(({ address }) => ({
      path: `${name}/${address}`,
      message:
        "would take a generated value of which copies are left out, and nothing could write the same value there later; leave its version as it is until the region is back",
    }));
}
