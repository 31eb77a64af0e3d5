import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Cloud } from "../../core/cloud";
import { configurationFile } from "../../stacks/configuration";
import { SandboxFailure } from "../failure";
import type { Runtime } from "../runtime";
import { type StateAddress, statePath } from "./state-address";

/** Terraform reads every `*_override.tf.json` after the rest: its backend replaces the stack's own. */
const overrideFile = "sandbox_override.tf.json";

/** The backends that modules/core/backends.ts gives a stack, as far as they say where the state lies. */
const stackShape = z.object({
  terraform: z.object({
    backend: z.union([
      z.object({ s3: z.object({ bucket: z.string(), key: z.string(), region: z.string() }) }),
      z.object({ gcs: z.object({ bucket: z.string(), prefix: z.string() }) }),
      z.object({ azurerm: z.object({ storage_account_name: z.string(), key: z.string() }) }),
    ]),
  }),
});

/** The region of a bucket or storage account; undefined when no environment has it. */
export type RegionOf = (cloud: Cloud, store: string) => string | undefined;

function addressIn(file: string, regionOf: RegionOf): StateAddress {
  const parsed = stackShape.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success)
    throw new SandboxFailure(
      `${file}: has no backend "s3", "gcs" or "azurerm" that says where the state lies; ` +
        "synthesize the stack again, with understudy synth",
    );
  const { backend } = parsed.data.terraform;
  const inRegion = (cloud: Cloud, bucket: string, key: string): StateAddress => {
    const region = regionOf(cloud, bucket);
    if (region === undefined)
      throw new SandboxFailure(
        `${file}: keeps its state in ${bucket}, which is no state store of any environment; ` +
          "synthesize the stack again, with understudy synth, or remove its folder",
      );
    return { cloud, region, bucket, key };
  };
  if ("s3" in backend) return { cloud: "aws", ...backend.s3 };
  if ("gcs" in backend) return inRegion("gcp", backend.gcs.bucket, backend.gcs.prefix);
  return inRegion("azure", backend.azurerm.storage_account_name, backend.azurerm.key);
}

/**
 * Makes Terraform keep a synthesized stack's state in the sandbox, in the bucket, region and key that the stack names. The
 * password is not written: it is TF_HTTP_PASSWORD in the environment.
 * @param regionOf - the region of a bucket or storage account, where the backend itself does not say
 * @throws SandboxFailure when the stack's backend is none of ours, naming its file and what to do
 */
export function writeBackendOverride(stackFolder: string, runtime: Runtime, regionOf: RegionOf): void {
  const address = `${runtime.address}${statePath(addressIn(join(stackFolder, configurationFile), regionOf))}`;
  const http = {
    address,
    lock_address: address,
    unlock_address: address,
    username: "sandbox",
    // As an SDK: a throttled call is tried again, and a region that is dark does not keep anybody waiting for long.
    retry_max: 1,
    retry_wait_min: 1,
    retry_wait_max: 1,
  };
  const content = { terraform: { backend: { http } } };
  writeFileSync(join(stackFolder, overrideFile), `${JSON.stringify(content, null, 2)}\n`);
}

/** Lets the stack keep its state where it says again. Nothing happens where nothing was overridden. */
export function removeBackendOverride(stackFolder: string): void {
  rmSync(join(stackFolder, overrideFile), { force: true });
}
