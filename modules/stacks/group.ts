import type { Group } from "../core/group";
import type { Site } from "../core/site";

const away = <S extends Site>(site: S) => ({ ...site, region: site.witness, tags: { ...site.tags, site: "all" } });

/**
 * A group's origin as if it stood in the witness region and were all sites at once: what the providers of the group's
 * own stacks are configured from. No site's region has to be alive for them to start.
 */
export function atWitness({ sites: [origin] }: Group): Site {
  return away(origin);
}
