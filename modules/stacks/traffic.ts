import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { backend } from "../core/backends";
import type { Group } from "../core/group";
import { provider } from "../core/providers";
import { ReadableStack } from "../core/stack";
import { traffic } from "../traffic";
import { atWitness } from "./group";

/** The names of a group that follow its active site. Its state can be read with any site's region down. */
export class TrafficStack extends ReadableStack {
  constructor(scope: Construct, group: Group) {
    super(scope, `${group.id}-traffic`);
    const home = atWitness(group);
    provider(this, home);
    backend(this, home, "witness");
    const { name, zone, nameServers } = traffic(this, "traffic", { group, tags: home.tags });
    new TerraformOutput(this, "name", { value: name });
    new TerraformOutput(this, "zone", {
      value: zone,
      description: "where each site's platform publishes its own name",
    });
    new TerraformOutput(this, "name-servers", {
      value: nameServers,
      description: `what ${group.domain} must be delegated to, once, in the zone above it`,
    });
  }
}
