import type { Construct } from "constructs";
import { backend } from "../core/backends";
import type { Group } from "../core/group";
import { provider } from "../core/providers";
import { ReadableStack } from "../core/stack";

/** The state stores of a group: one a site and one in the witness region. Starts local, then moves into the latter. */
export class StateStack extends ReadableStack {
  constructor(scope: Construct, group: Group) {
    super(scope, `${group.id}-state`);
    const [first] = group.sites;
    provider(this, first);
    backend(this, first, "witness");
  }
}
