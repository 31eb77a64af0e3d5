import type { Cloud } from "../../core/cloud";
import type { OutageMode } from "../runtime";
import type { Json, Store } from "../store/contract";

/** A region of a cloud. */
export interface RegionPlace {
  readonly cloud: Cloud;
  readonly region: string;
}

/** What the state backend asks of the simulated clouds: a state lives in a bucket, and a bucket in a region. */
export interface StateWorld {
  readonly bucketExists: (cloud: Cloud, region: string, bucket: string) => boolean;
  readonly outage: (cloud: Cloud, region: string) => OutageMode | undefined;
}

/** A call of a vendor's own API. */
export interface OperationCall {
  readonly cloud: Cloud;
  /** By the vendor's own name: `rds:SwitchoverGlobalCluster`. */
  readonly operation: string;
  readonly arguments: Readonly<Record<string, string>>;
}

/** What a vendor answered, or the words in which it refused. */
export type OperationOutcome = { readonly answer: Json } | { readonly refused: string };

/** What the parts of a sandbox stand on. */
export interface Footing {
  /** The sandbox's. */
  readonly folder: string;
  readonly store: Store;
  /** The ids of the state locks that are held now. */
  readonly heldLocks: () => ReadonlySet<string>;
}

/** The parts behind a sandbox's server. */
export interface Parts {
  /** What TF_REATTACH_PROVIDERS must be. */
  readonly reattach: string;
  readonly states: StateWorld;
  /** Called once a state is on disk, before Terraform is told so. @param lock - undefined when it was written without one */
  readonly onStateSaved: (lock: string | undefined, state: unknown) => Promise<void>;
  readonly operate: (call: OperationCall) => Promise<OperationOutcome>;
  /** Called once an outage is on disk, or with undefined its end. */
  readonly onOutage: (place: RegionPlace, mode: OutageMode | undefined) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Puts the parts on their footing. @throws Error when one cannot be started; those that were are stopped then */
export type Compose = (footing: Footing) => Promise<Parts>;
