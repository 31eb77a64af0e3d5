import type { ITerraformDependable } from "cdktf";
import type { Site } from "../core/site";
import type { Network } from "../network/contract";

/** What a site encrypts, each with a key of its own. */
export const purposes = ["cluster", "database", "logs"] as const;

/** How often every key gets new material, in days. */
export const rotationDays = 365;

/** How long a deleted key can still be brought back, in days, where the delay is ours to choose. */
export const deletionDelayDays = 30;

/** One of {@link purposes}. */
export type Purpose = (typeof purposes)[number];

/** A customer-managed key of one site. */
export interface Key {
  /** What a service is given to encrypt with. */
  readonly id: string;
  /** What a grant to use the key names. */
  readonly scope: string;
  /** What must exist before the key can be used. */
  readonly ready: ITerraformDependable[];
}

/** A site's keys, one a purpose. */
export type Keys = Readonly<Record<Purpose, Key>>;

/** What keys are a function of. */
export interface KeysProps<S extends Site = Site> {
  readonly site: S;
  /** The site's own network, from which the keys' service is reached privately. */
  readonly network: Network;
  /**
   * Address ranges from which people and pipelines may administer keys.
   * @default - none: from inside the site's network only
   */
  readonly administration?: readonly string[];
}
