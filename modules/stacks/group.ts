import type { Group } from "../core/group";
import type { Site } from "../core/site";

/**
 * A group's origin as if it stood in the witness region and were all sites at once: what the providers of the group's
 * own stacks are configured from. No site's region has to be alive for them to start.
 */
export function atWitness(group: Group): Site {
  switch (group.cloud) {
    case "aws": {
      const [site] = group.sites;
      return { ...site, region: site.witness, tags: { ...site.tags, site: "all" } };
    }
    case "gcp": {
      const [site] = group.sites;
      return { ...site, region: site.witness, tags: { ...site.tags, site: "all" } };
    }
    case "azure": {
      const [site] = group.sites;
      return { ...site, region: site.witness, tags: { ...site.tags, site: "all" } };
    }
  }
}
