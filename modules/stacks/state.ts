import type { Construct } from "constructs";
import { backend } from "../core/backends";
import type { Group } from "../core/group";
import type { Environment } from "../core/parse";
import { provider } from "../core/providers";
import { ReadableStack } from "../core/stack";
import { state } from "../state";
import { atWitness } from "./group";

/** The state stores of a group: one a site and one in the witness region. Starts local, then moves into the latter. */
export class StateStack extends ReadableStack {
  constructor(scope: Construct, { administration }: Environment, group: Group) {
    super(scope, `${group.id}-state`);
    const home = atWitness(group);
    provider(this, home);
    backend(this, home, "witness");
    state(this, "state", { group, tags: home.tags, administration });
  }
}
