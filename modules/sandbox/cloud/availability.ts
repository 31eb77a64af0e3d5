import { type OutageMode, outageModes } from "../runtime";
import type { View } from "../store/contract";
import { Refusal, type SimulatedVendor } from "./behaviour";

/** What a call does to a thing. */
export type CallKind = "read" | "change";

/** How long a caller waits for a region that does not answer, milliseconds: a vendor's SDK gives up after minutes. */
const patience = 250;

const counts = new Map<string, number>();

/** Of three calls to a throttled region, one is refused. */
const everyThird = 3;

/** The outage of a region; undefined when all is well. */
export function outageOf(view: View, cloud: string, region: string): OutageMode | undefined {
  const stored = view.get("outage", `${cloud}/${region}`);
  return outageModes.find((mode) => mode === stored);
}

function throttles(place: string): boolean {
  const count = (counts.get(place) ?? 0) + 1;
  counts.set(place, count);
  return count % everyThird === 0;
}

/** What a vendor answers for a call that its region's outage does not let through; undefined when it does. */
function obstacle(
  { cloud, errors }: SimulatedVendor,
  mode: OutageMode,
  call: { readonly region: string; readonly type: string; readonly kind: CallKind },
): string | undefined {
  switch (mode) {
    case "dark":
      return errors.unreachable(call.region, call.type);
    case "control-plane":
      return call.kind === "change" ? errors.controlPlane(call.region, call.type) : undefined;
    case "throttled":
      return throttles(`${cloud}/${call.region}`) ? errors.throttled(call.region, call.type) : undefined;
  }
}

/**
 * Lets a call through to a region, or answers as the vendor does when it is out. What is global has no region that can be.
 * @throws Refusal in the vendor's words
 */
export async function reach(
  view: View,
  vendor: SimulatedVendor,
  call: { readonly region: string | null; readonly type: string; readonly kind: CallKind },
): Promise<void> {
  const { region } = call;
  if (region === null) return;
  const mode = outageOf(view, vendor.cloud, region);
  const refused = mode && obstacle(vendor, mode, { ...call, region });
  if (refused === undefined) return;
  if (mode === "dark") await new Promise((resolve) => setTimeout(resolve, patience));
  throw new Refusal(refused);
}
