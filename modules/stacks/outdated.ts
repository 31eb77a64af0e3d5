import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What a synthesis writes for a stack, as JSON or (`cdktf synth --hcl`) as HCL. */
const generated = ["cdk.tf.json", "cdk.tf", "metadata.json"] as const;

/** What Terraform makes again by itself from nothing but the configuration. */
const remade = [".terraform", ".terraform-sandbox", ".terraform.lock.hcl"] as const;

/** What `understudy deploy` leaves: plans that are worth nothing without their configuration, a log, where the sandbox is. */
const left = ["understudy.tfplan", "understudy.tfplan.json", "understudy.log", "sandbox_override.tf.json"] as const;

const disposable: ReadonlySet<string> = new Set([...generated, ...remade, ...left]);

/** What became of the folders of stacks that are no longer described. */
export interface Cleared {
  readonly removed: readonly string[];
  /** Those in which somebody's files are left: overrides, a local state. */
  readonly left: readonly string[];
}

/** Removes what an earlier synthesis wrote for a stack that is still written, but in the other of the two languages. */
export function clearOtherLanguage(folder: string, written: readonly string[]): void {
  for (const name of generated) if (!written.includes(name)) rmSync(join(folder, name), { force: true });
}

/**
 * Removes the stacks in `folder` that are `outdated`: the whole folder of one, unless it holds what no synthesis and no
 * `terraform init` could bring back. A folder without synthesized stack is not ours and stays.
 */
export function clearOutdated(folder: string, outdated: (stack: string) => boolean): Cleared {
  // A synthesis of nothing has no folder of stacks.
  const stacks = (existsSync(folder) ? readdirSync(folder) : []).filter(
    (name) => outdated(name) && generated.some((file) => existsSync(join(folder, name, file))),
  );
  const isPrecious = (stack: string) => readdirSync(join(folder, stack)).some((name) => !disposable.has(name));
  const left = stacks.filter(isPrecious);
  for (const stack of stacks) {
    if (!left.includes(stack)) rmSync(join(folder, stack), { recursive: true });
    else for (const name of generated) rmSync(join(folder, stack, name), { force: true });
  }
  return { removed: stacks.filter((stack) => !left.includes(stack)), left };
}
