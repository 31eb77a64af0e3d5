import type { Target } from "../contract";
import type { Connect } from "../probe/connection";
import type { Stage } from "../switch/stage";

/** What can be taken from a region, and given back. */
export interface Disaster {
  readonly begin: (region: string) => Promise<void>;
  readonly end: (region: string) => Promise<void>;
}

/** Where a group is not only switched but drilled: what can be measured there, and be made to go wrong. */
export interface DrillStage extends Stage {
  /**
   * Looks whether a drill could be measured here, before anything is done.
   * @throws InvalidInput when not, with what is missing
   */
  readonly prepare: (standby: Target, signal: AbortSignal) => Promise<void>;
  /** Makes a user for the probe on the server of a site, which must take writes. */
  readonly admit: (site: Target) => Promise<void>;
  /** Connects through the group's name. */
  readonly connect: Connect;
  /** The loss of the whole region, and of its control plane alone. */
  readonly disasters: { readonly "region-loss": Disaster; readonly "control-plane-loss": Disaster };
  /** Makes the replica of a site receive and not replay, so that it falls behind, or lets it go on. */
  readonly setReplay: (site: Target, replay: "on" | "held") => Promise<void>;
}
