import { stateStore } from "../core/backends";
import type { Cloud } from "../core/cloud";
import type { Environment } from "../core/parse";
import type { Runtime } from "../sandbox/runtime";
import { sandboxEnvironment } from "../sandbox/server/environment";
import { writeBackendOverride } from "../sandbox/server/override";
import type { Target } from "./contract";

/** The region of every state store of the environments, by cloud and name. */
function storeRegions(environments: readonly Environment[]): ReadonlyMap<string, string> {
  const sites = environments.flatMap(({ groups }) => groups.flatMap((group) => [...group.sites]));
  return new Map(
    sites.flatMap((site) =>
      (["site", "witness"] as const).map((keeper) => {
        const { name, region } = stateStore(site, keeper);
        return [`${site.cloud}/${name}`, region] as const;
      }),
    ),
  );
}

/**
 * A sandbox that is up.
 * @param folder - the sandbox's
 * @param environments - those whose stacks are deployed
 */
export function sandboxTarget(runtime: Runtime, folder: string, environments: readonly Environment[]): Target {
  const regions = storeRegions(environments);
  const regionOf = (cloud: Cloud, store: string) => regions.get(`${cloud}/${store}`);
  return {
    name: "sandbox",
    prepare: (stack) => {
      writeBackendOverride(stack.folder, runtime, regionOf);
    },
    environment: () => ({ ...sandboxEnvironment(runtime, folder), TF_IN_AUTOMATION: "1" }),
    parallelism: 10,
    init: ["-reconfigure"],
    // What its server answers where there is no bucket to keep a state in (modules/sandbox/server/state-reach.ts).
    storeIsMissing: (said) => /HTTP response code 424\b/.test(said),
    bootstraps: false,
    unlock: (stack, id) =>
      `understudy sandbox exec --sandbox ${folder} -- terraform -chdir=${stack.folder} force-unlock ${id}`,
  };
}
