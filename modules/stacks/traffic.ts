import type { Construct } from "constructs";
import { backend } from "../core/backends";
import type { Group } from "../core/group";
import type { Environment } from "../core/parse";
import { provider } from "../core/providers";
import { ReadableStack } from "../core/stack";

/** The names of a group that follow its active site. Its state can be read with any site's region down. */
export class TrafficStack extends ReadableStack {
  constructor(scope: Construct, environment: Environment, group: Group) {
    super(scope, `${group.id}-traffic`);
    const [first] = group.sites;
    provider(this, first);
    backend(this, first, "witness");
    void environment;
  }
}
