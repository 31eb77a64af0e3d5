import { boundedName, groupId, siteId } from "./naming";
import type { Site } from "./site";

/** Which of a group's state stores a stack keeps its state in. */
export type Keeper = "site" | "witness";

/** Azure: the container of a state account. */
export const blobContainer = "tfstate";

/** Names of the state store of a site, or of the store in the witness region that outlives any site. */
export interface StateStore {
  /** Bucket or storage account. */
  readonly name: string;
  readonly region: string;
  /** Azure: the resource group that holds the account. Elsewhere the same as `name`. */
  readonly holder: string;
  /** Where access to the store is logged, in the same region: a bucket, on Azure a Log Analytics workspace. */
  readonly logs: string;
}

/**
 * Where the state of a site's stacks, or of its group's own stacks, is kept: in the store of the same place in the
 * environment that the site names. Deterministic: nothing is looked up.
 */
export function stateStore(site: Site, keeper: Keeper): StateStore {
  const owner = { ...site, environment: site.stores };
  const id = keeper === "site" ? siteId(owner) : groupId(owner);
  const region = keeper === "site" ? site.region : site.witness;
  switch (site.cloud) {
    case "aws": {
      const name = `${id}-state-${site.account}`;
      return { name, region, holder: name, logs: `${id}-state-logs-${site.account}` };
    }
    case "gcp": {
      const name = boundedName(`${site.project}-${id}-state`, [site.project, id, "state"], 63);
      const logs = boundedName(`${site.project}-${id}-state-logs`, [site.project, id, "state-logs"], 63);
      return { name, region, holder: name, logs };
    }
    case "azure": {
      const name = boundedName(id.replaceAll("-", ""), [site.subscription, id, "state"], 24, "");
      return { name, region, holder: `${groupId(owner)}-state`, logs: `${id}-state` };
    }
  }
}
