import { stateStore } from "../../core/state-store";
import type { Environment } from "../../core/parse";
import type { RegionOf } from "./override";

/** Where the state stores of environments are, by their names. */
export function regionsOfStores(environments: readonly Environment[]): RegionOf {
  const sites = environments.flatMap(({ groups }) => groups.flatMap((group) => [...group.sites]));
  const stores = sites.flatMap((site) =>
    (["site", "witness"] as const).map((keeper) => {
      const { name, region } = stateStore(site, keeper);
      return [`${site.cloud}/${name}`, region] as const;
    }),
  );
  const regions = new Map<string, string>(stores);
  return (cloud, store) => regions.get(`${cloud}/${store}`);
}
