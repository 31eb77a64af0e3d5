import { placement } from "../../state/gcp-placement";
import { isRegion } from "../../core/regions";
import type { OutageMode } from "../runtime";
import type { StateWorld } from "./parts";
import { type StateAddress, stackAt } from "./state-address";
import { vendorWords } from "./vendor-words";

/** What is in the way of a state: the status that Terraform is answered, and what the vendor would say. */
export interface Obstacle {
  readonly status: number;
  readonly said: string;
}

/** Of three requests to a throttled region, one is refused. */
const everyThird = 3;

/** The regions of which one is enough: Cloud Storage keeps a state in two, of which a placement may leave one to Google. */
function regionsOf({ cloud, region }: StateAddress): readonly string[] {
  if (cloud !== "gcp" || !isRegion("gcp", region)) return [region];
  const { regions = [region, "another"] } = placement(region);
  return regions.map((name) => name.toLowerCase());
}

/** What can be done about objects of a bucket. Managing the bucket is another matter: that is the control plane. */
function outageAt(address: StateAddress, { outage }: StateWorld): Exclude<OutageMode, "control-plane"> | undefined {
  const modes = regionsOf(address).map((region) => outage(address.cloud, region));
  if (modes.some((mode) => mode === undefined || mode === "control-plane")) return undefined;
  return modes.includes("throttled") ? "throttled" : "dark";
}

/** Asks the simulated clouds whether a state can be reached. */
export class StateReach {
  private count = 0;

  constructor(private readonly world: StateWorld) {}

  /** What is in the way; undefined when nothing is. */
  obstacle(address: StateAddress): Obstacle | undefined {
    const words = vendorWords[address.cloud];
    const mode = outageAt(address, this.world);
    if (mode === "dark") return { status: 503, said: words.dark(address) };
    if (mode === "throttled" && (this.count += 1) % everyThird === 0)
      return { status: 503, said: words.throttled(address) };
    const { cloud, region, bucket } = address;
    const stack = stackAt(address);
    // It makes the bucket that it is kept in: a person's first deploy of it would keep its state on a disk until then.
    if (stack.endsWith("-state") || this.world.bucketExists(cloud, region, bucket)) return undefined;
    // Not 404: that is what Terraform takes for a state that is empty, and would build everything anew.
    const first = "deploy the group's stack that ends in -state first, which makes it";
    return { status: 424, said: `${words.missing(address)}; ${first}` };
  }
}
