import type { ITerraformDependable } from "cdktf";
import { type StateStore, stateStore } from "../core/state-store";
import type { Group } from "../core/group";
import type { Tags } from "../core/site";

/** How many days a state that was overwritten or deleted can still be brought back, at least. */
export const oldVersionDays = 90;

/** How many days it is known who read or wrote a state. */
export const accessLogDays = 365;

/** The state stores of a group. */
export interface State {
  /** Their names, the witness's first. */
  readonly stores: readonly string[];
  /** The stores themselves, for what is granted on them. */
  readonly ready: ITerraformDependable[];
}

/** What the state stores of a group are a function of. */
export interface StateProps<G extends Group = Group> {
  readonly group: G;
  /** What stands on all of it: it belongs to no one site. */
  readonly tags: Tags;
  /**
   * Address ranges from which people and pipelines reach the stores, where a store has a firewall of its own.
   * @default - none: such a store is closed to everybody outside
   */
  readonly administration?: readonly string[];
}

/** One store of a group. */
export interface Place {
  /** The site's name, or `witness`: the ending of construct ids. */
  readonly name: string;
  /** The site's id, or the group's: the beginning of names in the cloud. */
  readonly id: string;
  readonly store: StateStore;
}

/** Where a group keeps state: one store that outlives any site, then one a site in the site's own region. */
export function places(group: Group): readonly [Place, ...Place[]] {
  const [first] = group.sites;
  return [
    { name: "witness", id: group.id, store: stateStore(first, "witness") },
    ...group.sites.map((site) => ({ name: site.name, id: site.id, store: stateStore(site, "site") })),
  ];
}
