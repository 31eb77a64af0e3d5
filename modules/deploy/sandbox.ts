import type { Environment } from "../core/parse";
import { SandboxFailure } from "../sandbox/failure";
import type { Runtime } from "../sandbox/runtime";
import { askStatus } from "../sandbox/server/client";
import { sandboxEnvironment } from "../sandbox/server/environment";
import { writeBackendOverride } from "../sandbox/server/override";
import { regionsOfStores } from "../sandbox/server/stores";
import type { Target } from "./contract";

/**
 * A sandbox that is up.
 * @param folder - the sandbox's
 * @param environments - those whose stacks are deployed
 */
export function sandboxTarget(runtime: Runtime, folder: string, environments: readonly Environment[]): Target {
  const regionOf = regionsOfStores(environments);
  const begun = new Date().toISOString();
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
    bootstraps: () => false,
    // Terraform passes on that a state could not be had, but not what the cloud said.
    explain: async ({ name }) => {
      try {
        const { refusals } = await askStatus(runtime);
        return refusals.findLast(({ stack, at }) => stack === name && at >= begun)?.said;
      } catch (error) {
        if (error instanceof SandboxFailure) return error.message;
        throw error;
      }
    },
    unlock: (stack, id) =>
      `understudy sandbox exec --sandbox ${folder} -- terraform -chdir=${stack.folder} force-unlock ${id}`,
  };
}
