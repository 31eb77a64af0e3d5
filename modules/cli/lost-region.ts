import type { StackResult } from "../deploy/contract";
import { without } from "../deploy/left-out";
import { readConfiguration } from "../stacks/configuration";
import type { Deployment } from "./deployment";

/** The resources that Terraform's errors are about: `type.name`, without the key of one of several. */
function failedIn(result: StackResult): readonly string[] {
  if (result.outcome !== "failed") return [];
  return result.failure.diagnostics.flatMap(({ address }) => address?.replace(/\[.*$/, "") ?? []);
}

/**
 * How to go on where a site's stack failed over what it has in the region of another site: an origin keeps copies of its
 * secrets there. Notes, one for each such region; none where a region is left out already.
 */
export function lostRegionNotes(
  results: readonly StackResult[],
  { environment, all, without: leftOut }: Pick<Deployment, "environment" | "all" | "without">,
): readonly string[] {
  if (leftOut !== undefined) return [];
  const sites = environment.groups.flatMap((group) => [...group.sites]);
  return results.flatMap((result) => {
    const failed = failedIn(result);
    const site = sites.find(({ id }) => id === result.stack);
    const folder = all.find(({ name }) => name === result.stack)?.folder;
    if (failed.length === 0 || site === undefined || folder === undefined) return [];
    const configuration = readConfiguration(folder);
    const regions = new Set(site.siblings.map(({ region }) => region).filter((region) => region !== site.region));
    return [...regions]
      .filter((region) => without(region, configuration).leftOut.some((address) => failed.includes(address)))
      .map(
        (region) =>
          `${result.stack} failed over what it has in ${region}; as long as that region is down, leave it out: ` +
          `${environment.name}/${site.group}/${site.name} --without ${region}`,
      );
  });
}
