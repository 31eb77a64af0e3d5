import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { backend } from "../core/backends";
import type { Group } from "../core/group";
import type { Environment } from "../core/parse";
import { provider } from "../core/providers";
import { ReadableStack } from "../core/stack";
import { deliveryIdentity } from "../delivery-identity";
import { uses } from "../delivery-identity/contract";
import { state } from "../state";
import { atWitness } from "./group";

/**
 * What people lay before anything else can be deployed: the state stores of a group, one a site and one in the witness
 * region, and the identities of the pipelines that deliver the rest. Starts local, then moves into the witness's store.
 */
export class StateStack extends ReadableStack {
  constructor(scope: Construct, { administration, delivery }: Environment, group: Group) {
    super(scope, `${group.id}-state`);
    const home = atWitness(group);
    provider(this, home);
    backend(this, home, "witness");
    const { ready } = state(this, "state", { group, tags: home.tags, administration });
    if (delivery === undefined) return;
    const identity = deliveryIdentity(this, "delivery", { group, delivery, tags: home.tags, stores: ready });
    for (const use of uses)
      new TerraformOutput(this, `delivery-${use}`, {
        value: identity[use],
        description: `as whom pipelines of ${delivery.repository} ${use}`,
      });
  }
}
