import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../core/chain";
import { configurationFile } from "../stacks/configuration";
import type { Stack } from "./contract";

/** What a state is known by: its serial rises with every change, its lineage is another when it begins anew. */
export interface StateMark {
  readonly lineage: string;
  readonly serial: number;
}

/** What a plan stands on besides itself: when none of it has changed, the plan still means what it meant. */
export interface Footing {
  /** SHA-256 of the synthesized configuration. */
  readonly configuration: string;
  /** SHA-256 of Terraform's dependency lock file; null where there is none. */
  readonly lock: string | null;
  /** Null where there is no state yet. */
  readonly state: StateMark | null;
}

const stateShape = z.object({ lineage: z.string(), serial: z.number() });

/**
 * What a stack's plan stands on now.
 * @param pulled - what `terraform state pull` prints: nothing where there is no state
 * @throws Error when that is no state
 */
export function footingOf({ folder }: Stack, pulled: string): Footing {
  const lockFile = join(folder, ".terraform.lock.hcl");
  return {
    configuration: sha256(readFileSync(join(folder, configurationFile))),
    lock: existsSync(lockFile) ? sha256(readFileSync(lockFile)) : null,
    state: pulled.trim() === "" ? null : stateShape.parse(JSON.parse(pulled)),
  };
}
