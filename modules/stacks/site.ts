import type { Construct } from "constructs";
import { backend } from "../core/backends";
import type { Environment } from "../core/parse";
import { provider } from "../core/providers";
import type { Site } from "../core/site";
import { ReadableStack } from "../core/stack";
import { network } from "../network";

/** Every cloud resource of one site. Its state lives in the site's own region. */
export class SiteStack extends ReadableStack {
  constructor(scope: Construct, environment: Environment, site: Site) {
    super(scope, site.id);
    provider(this, site);
    backend(this, site, "site");
    network(this, "network", { site, egress: environment.egress });
  }
}
