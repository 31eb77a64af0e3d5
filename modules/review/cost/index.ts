import { z } from "zod";
import type { CostChange, ReviewedChange, Values } from "../contract";
import { free } from "./free";
import { type Meter, meters, type Surroundings } from "./meters";

/** Names of arguments that a price can depend on: an update of any other costs nothing. */
const sizing =
  /(?:^|[._])(?:class|type|tier|edition|sku|sku_name|vm_size|size|disk|count|iops|throughput|capacity|shards|min|max|storage\w*|high_availability|subnet_ids)(?:\[|\.|$)/;

const launchShape = z.object({ instance_type: z.string() });

/** The machines of the plan's launch template on one side; undefined unless there is exactly one. */
function launchedIn(changes: readonly ReviewedChange[], side: "before" | "after"): string | undefined {
  const templates = changes.filter(({ type }) => type === "aws_launch_template");
  const [only] = templates;
  const { success, data } = launchShape.safeParse(only?.[side]);
  return success && templates.length === 1 ? data.instance_type : undefined;
}

const priced = (meter: Meter | undefined, values: Values | null, surroundings: Surroundings) =>
  values === null ? 0 : meter?.(values, surroundings);

/** Both sides of what happens to a resource. One that is imported or forgotten exists, and costs, before and after. */
function sidesOf({ kind, isImported, before, after }: ReviewedChange): readonly [Values | null, Values | null] {
  if (kind === "forget") return [before, before];
  return isImported ? [before ?? after, after] : [before, after];
}

/**
 * What changes cost, in USD a month, by list price. Resources whose price is not known are in neither sum, and named, if
 * they come, go, or change in what a price can depend on. `costLimits` says what is left out.
 * @param region - where the stack is; undefined where it has none, and only what costs the same everywhere is priced
 */
export function costOf(changes: readonly ReviewedChange[], region: string | undefined): CostChange {
  const sides = {
    before: { region, launched: launchedIn(changes, "before") },
    after: { region, launched: launchedIn(changes, "after") },
  };
  const charged = changes.filter(({ type, kind }) => !free.has(type) && kind !== "drift");
  const costs = charged.map((change) => {
    const { address, type, kind, attributes } = change;
    const meter = Object.hasOwn(meters, type) ? meters[type] : undefined;
    const [from, to] = sidesOf(change);
    const before = priced(meter, from, sides.before);
    const after = priced(meter, to, sides.after);
    if (before !== undefined && after !== undefined) return { before, after, unpriced: [] };
    const matters = kind === "update" ? attributes.some(({ path }) => sizing.test(path)) : kind !== "move";
    return { before: 0, after: 0, unpriced: matters && from !== to ? [address] : [] };
  });
  return {
    before: costs.reduce((total, { before }) => total + before, 0),
    after: costs.reduce((total, { after }) => total + after, 0),
    unpriced: costs.flatMap(({ unpriced }) => unpriced),
  };
}
