import type { Construct } from "constructs";
import { alerts } from "../alerts";
import { cluster } from "../cluster";
import { backend } from "../core/backends";
import { generatedPassword } from "../core/ephemeral";
import type { Environment } from "../core/parse";
import { provider } from "../core/providers";
import type { Site } from "../core/site";
import { ReadableStack } from "../core/stack";
import { database } from "../database";
import { bindIdentities } from "../delivery-identity";
import { keys } from "../keys";
import { network } from "../network";
import { secrets } from "../secrets";

/** Every cloud resource of one site. Its state lives in the site's own region. */
export class SiteStack extends ReadableStack {
  constructor(scope: Construct, environment: Environment, site: Site) {
    super(scope, site.id);
    provider(this, site);
    backend(this, site, "site");

    const { administration, egress } = environment;
    const siteNetwork = network(this, "network", { site, egress });
    const key = keys(this, "keys", { site, network: siteNetwork, administration });
    const channel = alerts(this, "alerts", { site, email: environment.alerts, key: key.logs });
    const siteCluster = cluster(this, "cluster", {
      site,
      administration,
      network: siteNetwork,
      key: key.cluster,
      logsKey: key.logs,
      ...environment.cluster,
    });

    const values = this.generate(site, environment);
    const firstPrimary = site.lineage.source === null;
    const { database: password } = values;
    const siteDatabase = database(this, "database", {
      site,
      network: siteNetwork,
      key: key.database,
      alerts: channel,
      ...environment.database,
      ...(firstPrimary && password && { password }),
    });
    secrets(this, "secrets", {
      site,
      administration,
      network: siteNetwork,
      cluster: siteCluster,
      values: {
        ...values,
        // A rebuilt origin has its password by replication: what is published is what the others know.
        ...(password && { database: { ...password, after: siteDatabase.ready, frozen: !firstPrimary } }),
      },
    });
    if (environment.delivery !== undefined) bindIdentities(this, site);
  }

  /** The values that the group's secrets are born with: the origin's stack makes all of them, the others none. */
  private generate({ origin }: Site, environment: Environment) {
    const declared: Environment["secrets"] = origin ? { database: { version: 1 }, ...environment.secrets } : {};
    return Object.fromEntries(
      Object.entries(declared).map(([name, { version }]) => [name, generatedPassword(this, name, version)]),
    );
  }
}
