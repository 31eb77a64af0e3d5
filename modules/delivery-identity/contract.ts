import type { ITerraformDependable } from "cdktf";
import type { DeliveryDefinition } from "../core/environment";
import type { Group } from "../core/group";
import type { Tags } from "../core/site";

/** What a pipeline may do: `plan` reads, `apply` writes. */
export const uses = ["plan", "apply"] as const;

/** One of {@link uses}. */
export type Use = (typeof uses)[number];

/** As whom the pipelines of a group's environment come, in the cloud's own form. */
export type DeliveryIdentity = Readonly<Record<Use, string>>;

/** What the identities of pipelines are a function of. */
export interface DeliveryIdentityProps<G extends Group = Group> {
  readonly group: G;
  readonly delivery: DeliveryDefinition;
  /** What stands on all of it: it belongs to no one site. */
  readonly tags: Tags;
  /** The state stores, which both identities read and one writes, once they are there. */
  readonly stores: ITerraformDependable[];
}
